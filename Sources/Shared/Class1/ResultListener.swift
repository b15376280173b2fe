/// Waits for the final result code of a command to a modem in command state.
public struct ResultListener: Sendable {
    private var lines = LineReader()

    /// A listener that has heard nothing.
    public init() {}

    /// Takes octets from the serial device in.
    ///
    /// - Returns: whether the command has ended, well or not.
    public mutating func received(_ octets: some Sequence<UInt8>) -> Bool {
        for octet in octets {
            guard let line = lines.read(octet), let code = ResultCode(line: line) else { continue }
            if code == .ok || code == .error { return true }
        }
        return false
    }
}
