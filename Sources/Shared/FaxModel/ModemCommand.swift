/// What a fax session asks of a modem: the seam between T.30 and a telephone line of any kind.
///
/// Commands are carried out one after the other. One that comes while frames are being received ends that reception.
/// In every octet, the least significant bit is the first on the line.
public enum ModemCommand: Hashable, Sendable {
    /// Dials; `.connected` follows when a fax answers, and frames are then being received.
    case dial(String)
    /// Receives HDLC frames at 300 bit/s (V.21 channel 2), until the final frame of a signal or the end of the carrier.
    /// `.listening` says that it has begun: all earlier commands have been carried out by then.
    case receiveFrames
    /// Sends these frames as one signal at 300 bit/s: preamble, frames from address to information field, end of
    /// carrier.
    case sendFrames([[UInt8]])
    /// Sends zeros for so long, after the long training sequence (TCF, T.30 §5.3.6.1.3).
    case sendTrainingCheck(Modulation, milliseconds: Int)
    /// Sends a page without error correction: these octets, after the long or the short training sequence.
    case sendPage(Modulation, training: TrainingSequence, [UInt8])
    /// Sends frames as HDLC at the data rate (T.4 Annex A), after the long or the short training sequence.
    case sendBlock(Modulation, training: TrainingSequence, [[UInt8]])
    /// Sends nothing for so long.
    case sendSilence(milliseconds: Int)
    /// Waits until the far end has sent nothing for so long; not forever.
    case awaitSilence(milliseconds: Int)
    /// Ends the call.
    case hangUp
}

/// Which training sequence goes before data; they differ for V.17 only (V.17 §5).
public enum TrainingSequence: Hashable, Sendable {
    case long, short
}

/// What a modem reports of the line.
public enum ModemEvent: Hashable, Sendable {
    /// The call has been answered by something that sends a fax signal; frames are being received.
    case connected
    /// The call did not come about.
    case dialFailed(DialFailure)
    /// Reception of frames has begun, and nothing has been heard yet.
    case listening
    /// Flags of the 300 bit/s signal are heard.
    case signalHeard
    /// A frame, from address to information field; damaged when its check sequence was wrong.
    case frameReceived([UInt8], isIntact: Bool)
    /// The carrier ended, or nothing was there, before a final frame; reception has ended.
    case carrierLost
    /// The connection is gone.
    case callDropped
    /// The call has been ended at our side.
    case hungUp
    /// The modem can't go on; the sentence says why.
    case failed(String)
}

/// Why a call did not come about, as the modem tells it.
public enum DialFailure: String, Hashable, Sendable, CaseIterable {
    case busy, noAnswer, noCarrier, noDialtone
    /// A person, or a machine with a voice, answered.
    case voice
    /// The modem refuses to dial this number for now (too many failed calls).
    case refused
}
