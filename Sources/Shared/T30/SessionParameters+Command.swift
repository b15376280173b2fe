import FaxModel

extension SessionParameters {
    /// Reads the information field of a DCS (T.30 table 2).
    ///
    /// - Returns: `nil` when it asks for a modulation that the table does not have.
    init?(command field: [UInt8]) {
        let bits = BitField(field)
        guard let modulation = Modulation.allCases.first(where: { $0.rateBits == bits.value(11, count: 4) }) else {
            return nil
        }
        let width: PageWidth
        switch bits.value(17, count: 2) {
        case 0b01, 0b11: width = .a3
        case 0b10: width = .b4
        default: width = .a4
        }
        self.modulation = modulation
        self.format = PageFormat(width: width, resolution: PageResolution(bits))
        self.errorCorrection = bits[27]
        self.coding = bits[31] ? .mmr : bits[16] ? .mr : .mh
        self.frameOctets = errorCorrection && bits[28] ? 64 : 256
        switch bits.value(21, count: 3) {
        case 0b111: self.minimumScanLineTime = 0
        case 0b100: self.minimumScanLineTime = 5
        case 0b010: self.minimumScanLineTime = 10
        case 0b001: self.minimumScanLineTime = 40
        default: self.minimumScanLineTime = 20
        }
        self.unlimitedLength = bits.value(19, count: 2) == 0b01
        self.b4Length = bits[19] || unlimitedLength
    }
}

extension PageResolution {
    /// The resolution that the bits of a DCS say; the densest, should they say several.
    fileprivate init(_ bits: BitField) {
        if bits[43] {
            self = bits[44] ? .inch400 : .hyperfine
        } else if bits[42] {
            self = .inch300
        } else if bits[41] {
            self = .superfine
        } else if bits[15] {
            self = bits[44] ? .inch200 : .fine
        } else {
            self = .standard
        }
    }

    /// The bits of a DCS that say so.
    var commandBits: [Int] {
        switch self {
        case .standard: []
        case .fine: [15]
        case .superfine: [41]
        case .hyperfine: [43]
        case .inch200: [15, 44]
        case .inch300: [42]
        case .inch400: [43, 44]
        }
    }
}
