/// Takes the lines of a modem in command state apart. XON, XOFF and NUL are no part of a line (V.250 §5.1).
struct LineReader: Hashable {
    private var line: [UInt8] = []

    /// Longer lines are cut off.
    private static let maximumLength = 1024

    /// Takes an octet in.
    ///
    /// - Returns: the line that ends with it, without line end, unless it is empty.
    mutating func read(_ octet: UInt8) -> String? {
        switch octet {
        case 0x0A:
            defer { line.removeAll(keepingCapacity: true) }
            return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
        case 0x00, 0x0D, 0x11, 0x13:
            return nil
        default:
            if line.count < Self.maximumLength { line.append(octet) }
            return nil
        }
    }

    /// Forgets a line that has begun.
    mutating func reset() {
        line.removeAll(keepingCapacity: true)
    }
}
