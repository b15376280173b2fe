internal import CSpanDSP

/// What the line tells a modem.
public enum T31CallEvent: Sendable, Equatable {
    /// One ring: `RING`, with the caller's data where the computer asked for them (`AT+VCID=1`).
    case alerting
    /// The called modem answered; this one sends CNG and listens for a frame.
    case connected
    /// This modem answered; it sends CED.
    case answered
    /// `BUSY`.
    case busy
    /// `NO DIALTONE`.
    case noDialTone
    /// `NO ANSWER`.
    case noAnswer
    /// The call is over: `NO CARRIER` where the computer waits for the line.
    case hungUp

    var code: Int32 {
        switch self {
        case .alerting: Int32(AT_CALL_EVENT_ALERTING.rawValue)
        case .connected: Int32(AT_CALL_EVENT_CONNECTED.rawValue)
        case .answered: Int32(AT_CALL_EVENT_ANSWERED.rawValue)
        case .busy: Int32(AT_CALL_EVENT_BUSY.rawValue)
        case .noDialTone: Int32(AT_CALL_EVENT_NO_DIALTONE.rawValue)
        case .noAnswer: Int32(AT_CALL_EVENT_NO_ANSWER.rawValue)
        case .hungUp: Int32(AT_CALL_EVENT_HANGUP.rawValue)
        }
    }
}
