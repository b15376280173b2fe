/// Asks a modem in command state what it is: manufacturer and model (V.250 §6.1.4 and §6.1.5), or else what it says to
/// ATI3. A modem that knows none of these is none the worse for it.
public struct ModemInquiry: Sendable {
    /// How long the modem may take for an answer, in milliseconds.
    public static let patience = 2_000

    private var commands: ArraySlice<String> = ["AT+GMI", "AT+GMM", "ATI3"]
    private var lines = LineReader()
    private var parts: [String] = []

    /// An inquiry that has not begun.
    public init() {}

    /// What the modem says that it is; empty where it says nothing.
    public var answer: String { parts.joined(separator: " ") }

    /// What is written to the modem next; `nil` when nothing more is to be asked.
    public mutating func next() -> [UInt8]? {
        guard let command = commands.popFirst(), command != "ATI3" || parts.isEmpty else { return nil }
        return Array("\(command)\r".utf8)
    }

    /// Takes octets from the serial device in.
    ///
    /// - Returns: whether the answer to the last command is complete.
    public mutating func received(_ octets: some Sequence<UInt8>) -> Bool {
        for octet in octets {
            guard let line = lines.read(octet) else { continue }
            switch ResultCode(line: line) {
            case .ok, .error: return true
            case .connect, .ring, .noCarrier, .noDialtone, .busy, .noAnswer, .voice, .delayed, .blacklisted,
                .otherSignal, .framesInstead:
                continue
            case nil: note(line)
            }
        }
        return false
    }

    private mutating func note(_ line: String) {
        // Some say the command before they answer to it, or repeat the manufacturer in the model.
        let text = String(decoding: line.utf8.filter { (0x20...0x7E).contains($0) }.prefix(40), as: UTF8.self)
        guard !text.isEmpty, !text.hasPrefix("AT"), !parts.contains(text), parts.count < 3 else { return }
        parts.append(text)
    }
}
