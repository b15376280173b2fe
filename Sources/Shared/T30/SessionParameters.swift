public import FaxModel

/// What the two stations have agreed on: the parameters of a DCS (T.30 table 2).
public struct SessionParameters: Hashable, Sendable {
    /// How the pages are modulated.
    public var modulation: Modulation
    /// Width and resolution of the pages.
    public var format: PageFormat
    /// How the lines are coded.
    public var coding: CodingScheme
    /// Whether pages go in frames that are repeated when damaged (T.30 Annex A).
    public var errorCorrection: Bool
    /// Octets in a frame with error correction: 256 or 64 (bit 28); 256 without it.
    public var frameOctets: Int
    /// The shortest time that a scan line may take, in milliseconds; 0 with error correction.
    public var minimumScanLineTime: Int
    /// Whether the far end takes pages of any length.
    public var unlimitedLength: Bool
    /// Whether the far end takes pages of B4 length.
    public var b4Length: Bool

    /// The best that the far end can receive of what we can send.
    ///
    /// - Parameters:
    ///   - capabilities: the far end's DIS.
    ///   - page: the page as it is; the format agreed on is never larger.
    ///   - modulation: the one to train first.
    init(capabilities: Capabilities, page: PageFormat, modulation: Modulation, policy: SendingPolicy) {
        let errorCorrection = policy.errorCorrection && capabilities.errorCorrection
        let resolution = page.resolution.best(of: capabilities.resolutions)
        self.modulation = modulation
        self.format = PageFormat(width: min(page.width, capabilities.maximumWidth), resolution: resolution)
        self.coding =
            capabilities.codings(errorCorrection: errorCorrection).first { policy.codings.contains($0) } ?? .mh
        self.errorCorrection = errorCorrection
        let small = policy.smallFrames || capabilities.prefersSmallFrames
        self.frameOctets = errorCorrection && small ? 64 : 256
        self.minimumScanLineTime = errorCorrection ? 0 : capabilities.minimumScanLineTime(resolution)
        self.unlimitedLength = capabilities.unlimitedLength
        self.b4Length = capabilities.b4Length
    }

    /// The information field of the DCS that says so.
    public var field: [UInt8] {
        var bits = BitField()
        bits[10] = true
        bits.set(11, count: 4, to: modulation.rateBits)
        for bit in format.resolution.commandBits { bits[bit] = true }
        bits[16] = coding == .mr
        switch format.width {
        case .a4: break
        case .b4: bits[17] = true
        case .a3: bits[18] = true
        }
        if unlimitedLength { bits[20] = true } else if b4Length { bits[19] = true }
        switch minimumScanLineTime {
        case 0: bits.set(21, count: 3, to: 0b111)
        case 5: bits.set(21, count: 3, to: 0b100)
        case 10: bits.set(21, count: 3, to: 0b010)
        case 40: bits.set(21, count: 3, to: 0b001)
        default: break  // 20 ms is 000.
        }
        bits[27] = errorCorrection
        bits[28] = errorCorrection && frameOctets == 64
        bits[31] = coding == .mmr
        return bits.octets
    }

    /// The first two octets of the DCS, as a CTC carries them (T.30 Annex A.4.3).
    var modulationField: [UInt8] { Array(field.prefix(2)) }

    /// Octets that a coded line must have at least, so that it takes the minimum scan line time: fill makes up for it
    /// (T.4 §4.1.3).
    var minimumLineOctets: Int {
        minimumScanLineTime == 0 ? 0 : modulation.octets(milliseconds: minimumScanLineTime)
    }
}

extension Modulation {
    /// Bits 11 to 14 of a DCS (T.30 table 2).
    var rateBits: Int {
        switch self {
        case .v27ter2400: 0b0000
        case .v27ter4800: 0b0100
        case .v29at9600: 0b1000
        case .v29at7200: 0b1100
        case .v17at14400: 0b0001
        case .v17at12000: 0b0101
        case .v17at9600: 0b1001
        case .v17at7200: 0b1101
        }
    }
}

extension SessionParameters: CustomStringConvertible {
    /// The parameters for a log.
    public var description: String {
        let correction =
            errorCorrection
            ? "ECM with frames of \(frameOctets) octets" : "\(minimumScanLineTime) ms a line"
        return
            "\(modulation), \(coding.rawValue), \(format.width.pels) pels, \(format.resolution.rawValue), \(correction)"
    }
}
