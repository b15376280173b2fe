/// What a modem did with what it was given, in order.
public enum T31Event: Sendable, Equatable {
    /// Bytes for the computer. A result code's text comes alone; `mode` is the modem's when it wrote them.
    case output([UInt8], mode: T31Mode)
    /// `ATD`: the digits and the signs that the modem leaves to the line (`+ , * # A B C D`).
    case dialled(String)
    /// `ATA`, or the automatic answer of register S0.
    case answered
    /// `ATH`, `ATZ`, or the modem gave the call up.
    case hungUp
    /// `ATH1`: off hook without a call.
    case wentOffHook
    /// Circuit 106: whether the computer may send.
    case clearToSend(Bool)
}
