public import FaxModel

/// What a station can do: the information field of a DIS or DTC (T.30 table 2).
public struct Capabilities: Hashable, Sendable {
    private var bits: BitField

    /// Reads the information field; bits beyond its end count as 0.
    public init(field: [UInt8]) {
        self.bits = BitField(field)
    }

    /// The information field.
    public var field: [UInt8] { bits.octets }

    /// Whether the station can receive a fax (bit 10).
    public var canReceive: Bool { bits[10] }

    /// The modulations that the station receives (bits 11 to 14), fastest first; of two that are equally fast, V.17
    /// first.
    public var modulations: [Modulation] {
        let v27: [Modulation] = [.v27ter4800, .v27ter2400]
        let v29: [Modulation] = [.v29at9600, .v29at7200]
        switch bits.value(11, count: 4) {
        case 0b0000: return [.v27ter2400]
        case 0b0100: return v27
        case 0b1000: return v29
        case 0b1100, 0b1110: return v29 + v27
        case 0b1101: return [.v17at14400, .v17at12000, .v17at9600, .v29at9600, .v17at7200, .v29at7200] + v27
        default: return [.v27ter2400]  // Reserved patterns: what every station can do.
        }
    }

    /// The codings that the station receives, best first; `mmr` only in error correction mode (bits 16, 27, 31).
    public func codings(errorCorrection: Bool) -> [CodingScheme] {
        (errorCorrection && bits[31] ? [.mmr] : []) + (bits[16] ? [.mr] : []) + [.mh]
    }

    /// Whether the station has the error correction mode of Annex A (bit 27).
    public var errorCorrection: Bool { bits[27] }

    /// Whether the station prefers frames of 64 octets (bit 7).
    public var prefersSmallFrames: Bool { bits[7] }

    /// Whether the station has a document that can be polled (bit 9).
    public var hasDocument: Bool { bits[9] }

    /// Whether the station gives out several documents, by their address (SEP, bit 47).
    public var selectivePolling: Bool { bits[47] }

    /// Whether the station takes a subaddress (SUB, bit 49).
    public var subaddressing: Bool { bits[49] }

    /// Whether the station takes a password (PWD, bit 50).
    public var passwords: Bool { bits[50] }

    /// The resolutions that the station receives (bits 15 and 41 to 43; 44 and 45 say whether 15 and 43 mean dots an
    /// inch, lines a millimetre, or both).
    public var resolutions: Set<PageResolution> {
        let inch = bits[44]
        let metric = bits[45] || !inch
        var resolutions: Set<PageResolution> = [.standard]
        if bits[15], metric { resolutions.insert(.fine) }
        if bits[15], inch { resolutions.insert(.inch200) }
        if bits[41] { resolutions.insert(.superfine) }
        if bits[42] { resolutions.insert(.inch300) }
        if bits[43], metric { resolutions.insert(.hyperfine) }
        if bits[43], inch { resolutions.insert(.inch400) }
        return resolutions
    }

    /// The greatest width that the station receives (bits 17 and 18).
    public var maximumWidth: PageWidth {
        switch bits.value(17, count: 2) {
        case 0b01, 0b11: .a3
        case 0b10: .b4
        default: .a4
        }
    }

    /// Whether pages of any length are received (bits 19 and 20).
    public var unlimitedLength: Bool { bits.value(19, count: 2) == 0b01 }

    /// Whether pages of B4 length, 364 mm, are received (bits 19 and 20).
    public var b4Length: Bool { bits.value(19, count: 2) == 0b10 || unlimitedLength }

    /// The shortest time that a scan line may take at this resolution, in milliseconds (bits 21 to 23). Above
    /// 7.7 lines/mm it is half of that at 7.7 where bit 46 says so.
    public func minimumScanLineTime(_ resolution: PageResolution) -> Int {
        let standard: Int
        let fine: Int
        switch bits.value(21, count: 3) {
        case 0b000: (standard, fine) = (20, 20)
        case 0b001: (standard, fine) = (40, 40)
        case 0b010: (standard, fine) = (10, 10)
        case 0b100: (standard, fine) = (5, 5)
        case 0b011: (standard, fine) = (10, 5)
        case 0b110: (standard, fine) = (20, 10)
        case 0b101: (standard, fine) = (40, 20)
        default: (standard, fine) = (0, 0)
        }
        switch resolution {
        case .standard: return standard
        case .fine, .inch200: return fine
        case .superfine, .hyperfine, .inch300, .inch400: return bits[46] && fine > 5 ? fine / 2 : fine
        }
    }
}

extension Capabilities: CustomStringConvertible {
    public var description: String {
        let rate = modulations.first.map { "\($0)" } ?? "-"
        let codings = codings(errorCorrection: errorCorrection).map(\.rawValue).joined(separator: "/")
        let resolution = PageResolution.allCases.filter { resolutions.contains($0) }.map(\.rawValue)
            .joined(separator: "/")
        return
            "\(canReceive ? "receives" : "does not receive"), up to \(rate), \(codings)\(errorCorrection ? ", ECM" : ""), "
            + "\(maximumWidth.pels) pels, \(resolution), \(minimumScanLineTime(.fine)) ms a line"
    }
}
