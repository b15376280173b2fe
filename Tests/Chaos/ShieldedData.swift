/// Data between computer and modem: DLE is doubled, DLE ETX ends them (T.31 §8.3.1, annex A).
struct ShieldedData {
    /// The data so far.
    private(set) var octets: [UInt8] = []
    private var isEscaped = false

    /// Takes an octet in.
    ///
    /// - Returns: whether the data end with it.
    mutating func read(_ octet: UInt8) -> Bool {
        guard isEscaped else {
            if octet == 0x10 { isEscaped = true } else { octets.append(octet) }
            return false
        }
        isEscaped = false
        switch octet {
        case 0x03: return true
        case 0x10: octets.append(0x10)
        case 0x1A: octets += [0x10, 0x10]
        default: break
        }
        return false
    }

    /// `octets` as data, with their end.
    static func shielded(_ octets: [UInt8]) -> [UInt8] {
        octets.flatMap { $0 == 0x10 ? [0x10, 0x10] : [$0] } + [0x10, 0x03]
    }
}
