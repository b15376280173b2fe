/// An information field whose bits are numbered from 1, in the order in which they are sent (T.30 table 2).
struct BitField: Hashable, Sendable {
    /// The octets; in each, the least significant bit is the first on the line.
    private(set) var octets: [UInt8]

    /// The field of these octets.
    init(_ octets: [UInt8] = [0, 0, 0]) {
        self.octets = octets
    }

    /// Bit `number`, from 1; false beyond the end. The octets of table 2 from the fourth on exist only when the extend
    /// bit of the one before (24, 32, 40, …) says so: what comes after is ignored.
    subscript(number: Int) -> Bool {
        get {
            let index = (number - 1) / 8
            guard octets.indices.contains(index), isReached(index) else { return false }
            return octets[index] >> ((number - 1) % 8) & 1 == 1
        }
        set {
            let index = (number - 1) / 8
            while octets.count <= index { octets.append(0) }
            let mask = UInt8(1) << ((number - 1) % 8)
            octets[index] = newValue ? octets[index] | mask : octets[index] & ~mask
            guard newValue, index > 2 else { return }
            for before in 2..<index { octets[before] |= 0x80 }
        }
    }

    /// The bits from `first`, most significant first, as table 2 writes them.
    func value(_ first: Int, count: Int) -> Int {
        (first..<first + count).reduce(0) { $0 << 1 | (self[$1] ? 1 : 0) }
    }

    /// Sets the bits from `first` to `value`, most significant first.
    mutating func set(_ first: Int, count: Int, to value: Int) {
        for offset in 0..<count { self[first + offset] = value >> (count - 1 - offset) & 1 == 1 }
    }

    /// Whether every octet before this one has its extend bit.
    private func isReached(_ index: Int) -> Bool {
        index <= 2 || octets[2..<index].allSatisfy { $0 & 0x80 != 0 }
    }
}
