/// Why a call did not come about, as the modem tells it.
public enum DialFailure: String, Hashable, Sendable, CaseIterable {
    case busy, noAnswer, noCarrier, noDialtone
    /// A person, or a machine with a voice, answered.
    case voice
    /// The modem refuses to dial this number for now (too many failed calls).
    case refused
    /// It rang when the number was about to be dialled: nothing was dialled.
    case ringing
}
