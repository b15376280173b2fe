/// What a modem reports of the line.
public enum ModemEvent: Hashable, Sendable {
    /// After `.dial`: the call has been answered by something that sends a fax signal; frames are being received. After
    /// `.answer`: CED has been sent, and frames are to be sent now.
    case connected
    /// The call that was to be made or answered did not come about.
    case dialFailed(DialFailure)
    /// Reception has begun, and nothing has been heard yet.
    case listening
    /// Flags of the 300 bit/s signal are heard.
    case signalHeard
    /// A frame, from address to information field; damaged when its check sequence was wrong.
    case frameReceived([UInt8], isIntact: Bool)
    /// Another carrier than that of the data that are awaited is heard: frames at 300 bit/s, or data of which the training
    /// sequence was not understood. Reception goes on.
    case otherSignalHeard
    /// The carrier of data is heard, and its training sequence was understood.
    case dataHeard
    /// Data, in the order in which they came.
    case dataReceived([UInt8])
    /// The carrier ended, or nothing was there, before a final frame; reception has ended.
    case carrierLost
    /// The connection is gone.
    case callDropped
    /// The call has been ended at our side.
    case hungUp
    /// The modem can't go on; the sentence says why.
    case failed(String)
}
