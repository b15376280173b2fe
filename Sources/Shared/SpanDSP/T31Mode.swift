internal import CSpanDSP

/// What a modem makes of the bytes that its computer sends (T.31: command state, data states).
public enum T31Mode: Sendable, Equatable {
    /// Commands, with the line on hook; also while a call is being dialled or rings.
    case onHookCommand
    /// Commands, with the line off hook.
    case offHookCommand
    /// A data connection or the end of a call; bytes mean nothing here.
    case connected
    /// The modem delivers what it receives; any byte from the computer ends the reception.
    case delivery
    /// The computer sends a frame (`+FTH`): bytes stuffed with DLE, ended by DLE ETX.
    case sendingFrame
    /// The computer sends page data (`+FTM`): bytes stuffed with DLE, ended by DLE ETX.
    case sendingData

    /// Whether bytes from the computer are command lines.
    public var takesCommands: Bool { self == .onHookCommand || self == .offHookCommand }

    init(code: Int32) {
        switch UInt32(bitPattern: code) {
        case AT_MODE_ONHOOK_COMMAND.rawValue: self = .onHookCommand
        case AT_MODE_OFFHOOK_COMMAND.rawValue: self = .offHookCommand
        case AT_MODE_DELIVERY.rawValue: self = .delivery
        case AT_MODE_HDLC.rawValue: self = .sendingFrame
        case AT_MODE_STUFFED.rawValue: self = .sendingData
        default: self = .connected
        }
    }
}
