/// How a computer and its modem hold each other back.
public enum FlowControl: String, Hashable, Sendable, CaseIterable {
    /// RTS and CTS.
    case hardware
    /// XON and XOFF, by which the modem holds the computer back while it sends. The other way they would be data: a modem
    /// that receives can't hold back what comes from the line.
    case software
    case none
}
