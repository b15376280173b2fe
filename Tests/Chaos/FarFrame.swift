/// A frame of the binary coded procedure as the far fax machine sees it (T.30 §5.3), without flags and check sequence.
struct FarFrame: Hashable, Sendable {
    /// The facsimile control fields that the far fax machine says or understands, as T.30 §5.3.6 writes them, with X = 0.
    /// X is 1 in what a station says that has received a DIS (§5.3.6.1).
    enum Field: UInt8 {
        case dis = 0b0000_0001
        case csi = 0b0000_0010
        case cfr = 0b0010_0001
        case ftt = 0b0010_0010
        case mcf = 0b0011_0001
        case rtn = 0b0011_0010
        case rtp = 0b0011_0011
        case rnr = 0b0011_0111
        case ppr = 0b0011_1101
        case dcs = 0b0100_0001
        case tsi = 0b0100_0010
        case eom = 0b0111_0001
        case mps = 0b0111_0010
        case eop = 0b0111_0100
        case rr = 0b0111_0110
        case pps = 0b0111_1101
        case dcn = 0b0101_1111
        case fcd = 0b0110_0000
        case rcp = 0b0110_0001
    }

    /// What it says.
    var field: Field
    /// The information field.
    var information: [UInt8]
    /// Whether its signal ends with it.
    var isFinal: Bool
    /// Whether the station that called says it (X).
    private var fromCaller: Bool

    /// A frame to be sent.
    init(_ field: Field, _ information: [UInt8] = [], isFinal: Bool = true, fromCaller: Bool = false) {
        self.field = field
        self.information = information
        self.isFinal = isFinal
        self.fromCaller = fromCaller
    }

    /// Reads a frame; `nil` where the far fax machine knows no such.
    init?(_ octets: [UInt8]) {
        guard octets.count >= 3, octets[0] == 0xFF, let field = Field(octet: octets[2]) else { return nil }
        self.init(field, Array(octets[3...]), isFinal: octets[1] & 0x10 != 0)
    }

    /// The frame from its address on; in each octet the least significant bit is the first on the line.
    var octets: [UInt8] {
        [0xFF, isFinal ? 0x13 : 0x03, field.octet(fromCaller: fromCaller)] + information
    }
}

extension FarFrame.Field {
    /// The field of this octet, as it comes from the line.
    init?(octet: UInt8) {
        self.init(rawValue: octet.bitReversed & 0x7F)
    }

    /// The field as it goes over the line.
    func octet(fromCaller: Bool) -> UInt8 { (rawValue | (fromCaller ? 0x80 : 0)).bitReversed }
}

extension UInt8 {
    /// The octet with its bits in the other order.
    fileprivate var bitReversed: UInt8 { (0..<8).reduce(0) { $0 << 1 | self >> UInt8($1) & 1 } }
}

extension [UInt8] {
    /// Bit `number`, from 1, of an information field (T.30 table 2).
    func bit(_ number: Int) -> Bool {
        let index = (number - 1) / 8
        return indices.contains(index) && self[index] >> UInt8((number - 1) % 8) & 1 == 1
    }

    /// The octets with the two of their check sequence (T.30 §5.3.7).
    var checked: [UInt8] {
        let check = ~remainder
        return self + [UInt8(truncatingIfNeeded: check), UInt8(truncatingIfNeeded: check >> 8)]
    }

    /// Whether the last two octets are the check sequence of the others.
    var isIntact: Bool { remainder == 0xF0B8 }

    private var remainder: UInt16 {
        reduce(0xFFFF) { remainder, octet in
            (0..<8).reduce(remainder ^ UInt16(octet)) { value, _ in value & 1 == 1 ? value >> 1 ^ 0x8408 : value >> 1 }
        }
    }
}
