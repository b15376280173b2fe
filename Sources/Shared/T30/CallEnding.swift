public import FaxModel

/// How a call ended: what a program can tell apart, with a sentence for people.
public enum CallEnding: String, Hashable, Sendable, CaseIterable {
    /// Every page was confirmed.
    case sent

    // Dialling.
    case busy
    case noAnswer
    case noCarrier
    case noDialtone
    case voiceAnswered
    case dialRefused

    // Negotiation.
    /// Signals, but no DIS within T1.
    case noIdentification
    /// The DIS says that the far end can't receive (bit 10): it has no paper, or nothing but a document to be polled.
    case receiverUnavailable
    /// The far end and our modem have no modulation in common.
    case noCommonModulation
    /// The far end ended the call (DCN) before it accepted a rate.
    case disconnectedInNegotiation

    // Training.
    /// Every rate was refused (FTT).
    case trainingFailed
    /// No answer to DCS and training, as often as it was sent.
    case trainingUnanswered

    // Page.
    /// The far end refused a page (RTN, PIN) as often as it was sent.
    case pageRejected
    /// No answer to the command after a page, as often as it was sent.
    case pageUnanswered
    /// The far end's answers to the command after a page make no sense.
    case unexpectedAnswer
    /// With error correction, frames stayed damaged at every rate (EOR).
    case errorsRemained
    /// The far end was not ready to go on (RNR) until T5 ran out.
    case receiverStayedBusy

    // Drop.
    /// The far end ended the call (DCN) instead of confirming a page.
    case disconnectedInPage
    /// The connection was lost.
    case lineDropped
    /// A page took longer than `SendingPolicy.pageTime`.
    case tooLong

    // Local.
    case modemFailed
    case pageUnavailable
    case cancelled

    /// Where in a call something went wrong.
    public enum Group: String, Hashable, Sendable, CaseIterable {
        case success, dial, negotiation, training, page, drop, local
    }

    /// Where it went wrong.
    public var group: Group {
        switch self {
        case .sent: .success
        case .busy, .noAnswer, .noCarrier, .noDialtone, .voiceAnswered, .dialRefused: .dial
        case .noIdentification, .receiverUnavailable, .noCommonModulation, .disconnectedInNegotiation: .negotiation
        case .trainingFailed, .trainingUnanswered: .training
        case .pageRejected, .pageUnanswered, .unexpectedAnswer, .errorsRemained, .receiverStayedBusy: .page
        case .disconnectedInPage, .lineDropped, .tooLong: .drop
        case .modemFailed, .pageUnavailable, .cancelled: .local
        }
    }

    /// The class that decides whether and when to try again.
    ///
    /// A modem that fails once it has dialled is no local trouble: the call may have been answered, and such calls must
    /// come to an end.
    public var outcome: CallOutcome {
        switch self {
        case .sent: .sent
        case .busy: .busy
        case .noAnswer, .receiverUnavailable: .noAnswer
        case .noCarrier, .dialRefused: .noCarrier
        case .voiceAnswered, .noIdentification: .notFax
        case .noCommonModulation: .incompatible
        case .trainingFailed, .trainingUnanswered: .trainingFailed
        case .pageRejected, .unexpectedAnswer, .errorsRemained, .receiverStayedBusy: .pageNotConfirmed
        case .disconnectedInNegotiation, .pageUnanswered, .disconnectedInPage, .lineDropped, .tooLong, .modemFailed:
            .dropped
        case .noDialtone, .pageUnavailable, .cancelled: .local
        }
    }

    /// What happened, for the sender and the operator.
    public var sentence: String {
        switch self {
        case .sent: "All pages were received and confirmed by the far end."
        case .busy: "The number was busy."
        case .noAnswer: "Nobody answered the call."
        case .noCarrier: "The call was not put through, or no fax machine was heard."
        case .noDialtone: "Our telephone line gave no dial tone."
        case .voiceAnswered: "A person or an answering machine answered, not a fax machine."
        case .dialRefused: "Our modem refuses to dial this number for now."
        case .noIdentification: "Something answered, but it did not identify itself as a fax machine."
        case .receiverUnavailable: "The fax machine that answered is not able to receive at the moment."
        case .noCommonModulation: "The fax machine that answered and our modem have no transmission rate in common."
        case .disconnectedInNegotiation: "The far fax machine ended the call before any page was sent."
        case .trainingFailed: "The telephone line was too bad for every transmission rate."
        case .trainingUnanswered: "The far fax machine did not answer when the transmission rate was tried out."
        case .pageRejected: "The far fax machine received a page badly each time it was sent."
        case .pageUnanswered: "The far fax machine fell silent after a page, without confirming it."
        case .unexpectedAnswer: "The far fax machine answered a page with something that makes no sense."
        case .errorsRemained: "Transmission errors in a page remained although it was repeated at every rate."
        case .receiverStayedBusy: "The far fax machine was not ready to go on within a minute."
        case .disconnectedInPage: "The far fax machine ended the call without confirming the page."
        case .lineDropped: "The connection was lost during the call."
        case .tooLong: "The far fax machine took so long for a page that we ended the call."
        case .modemFailed: "Our modem failed during the call."
        case .pageUnavailable: "A page could not be prepared for sending."
        case .cancelled: "The call was ended by us before all pages were sent."
        }
    }

    /// How the call ended that did not come about.
    init(_ failure: DialFailure) {
        switch failure {
        case .busy: self = .busy
        case .noAnswer: self = .noAnswer
        case .noCarrier: self = .noCarrier
        case .noDialtone: self = .noDialtone
        case .voice: self = .voiceAnswered
        case .refused: self = .dialRefused
        }
    }
}
