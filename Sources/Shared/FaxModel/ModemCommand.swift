/// What a fax session asks of a modem: the seam between T.30 and a telephone line of any kind.
///
/// Commands are carried out one after the other. One that comes while frames are being received ends that reception.
/// In every octet, the least significant bit is the first on the line.
public enum ModemCommand: Hashable, Sendable {
    /// Dials; `.connected` follows when a fax answers, and frames are then being received.
    case dial(String)
    /// Answers a call that rings, with CED (T.30 §4.3.3.2). `.connected` follows when the far end listens: the modem
    /// sends flags then, and waits for the frames of `.sendFrames`, which must be told to it at once.
    case answer
    /// Receives HDLC frames at 300 bit/s (V.21 channel 2), until the final frame of a signal or the end of the carrier.
    /// `.listening` says that it has begun: all earlier commands have been carried out by then.
    case receiveFrames
    /// Receives data after this training sequence, until their carrier ends: `.listening`, `.dataHeard`, the octets in
    /// pieces by `.dataReceived`, and `.carrierLost`. A signal of 300 bit/s that comes instead is received as
    /// `.receiveFrames` does it.
    case receiveData(Modulation, training: TrainingSequence)
    /// As `.receiveData`, but the data are HDLC frames (T.4 Annex A), reported by `.frameReceived`; damaged ones are left
    /// out.
    case receiveBlock(Modulation, training: TrainingSequence)
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
