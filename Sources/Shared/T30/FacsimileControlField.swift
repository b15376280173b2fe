/// The facsimile control field of an HDLC frame (T.30 §5.3.6.1, tables 1 and A.1): which command or response it is.
///
/// Raw values are written as the Recommendation writes them, the first bit on the line leftmost, with 0 for the bit `X`
/// that tells the two stations apart.
public enum FacsimileControlField: UInt8, Hashable, Sendable, CaseIterable {
    // The called station's identification (0000 ....).
    case dis = 0b0000_0001
    case csi = 0b0000_0010
    case nsf = 0b0000_0100
    // The calling station that wants to receive (1000 ....).
    case dtc = 0b1000_0001
    case cig = 0b1000_0010
    case pwd = 0b1000_0011
    case nsc = 0b1000_0100
    case sep = 0b1000_0101
    case psa = 0b1000_0110
    case cia = 0b1000_0111
    case isp = 0b1000_1000
    // Commands to receive (X100 ....).
    case dcs = 0b0100_0001
    case tsi = 0b0100_0010
    case sub = 0b0100_0011
    case nss = 0b0100_0100
    case sid = 0b0100_0101
    case tsa = 0b0100_0110
    case ira = 0b0100_0111
    case ctc = 0b0100_1000
    // Pre-message responses (X010 ....).
    case cfr = 0b0010_0001
    case ftt = 0b0010_0010
    case ctr = 0b0010_0011
    case csa = 0b0010_0100
    // Post-message commands (X111 ....).
    case eom = 0b0111_0001
    case mps = 0b0111_0010
    case eor = 0b0111_0011
    case eop = 0b0111_0100
    case rr = 0b0111_0110
    case eos = 0b0111_1000
    case priEOM = 0b0111_1001
    case priMPS = 0b0111_1010
    case priEOP = 0b0111_1100
    case pps = 0b0111_1101
    // Post-message responses (X011 ....).
    case mcf = 0b0011_0001
    case rtn = 0b0011_0010
    case rtp = 0b0011_0011
    case pin = 0b0011_0100
    case pip = 0b0011_0101
    case rnr = 0b0011_0111
    case err = 0b0011_1000
    case ppr = 0b0011_1101
    case fdm = 0b0011_1111
    // Other line control signals (X101 ....).
    case fnv = 0b0101_0011
    case tr = 0b0101_0110
    case tnr = 0b0101_0111
    case crp = 0b0101_1000
    case dcn = 0b0101_1111
    // Coded data of a page with error correction (T.4 Annex A).
    case fcd = 0b0110_0000
    case rcp = 0b0110_0001

    /// Whether the first bit is `X` (T.30 §5.3.6.1): 1 from the station that received a DIS, 0 from the one that sent
    /// it.
    var carriesStationBit: Bool {
        switch rawValue >> 4 {
        case 0b0000, 0b1000, 0b0110: false
        default: true
        }
    }

    /// The field of this octet as received, least significant bit first; `nil` where T.30 knows none.
    init?(octet: UInt8) {
        let written = octet.bitReversed
        if let exact = Self(rawValue: written), !exact.carriesStationBit {
            self = exact
        } else if let common = Self(rawValue: written & 0x7F), common.carriesStationBit {
            self = common
        } else {
            return nil
        }
    }

    /// The octet to send, least significant bit first, with `X` 1 for the station that received a DIS.
    func octet(fromDISReceiver: Bool) -> UInt8 {
        (carriesStationBit && fromDISReceiver ? rawValue | 0x80 : rawValue).bitReversed
    }
}

extension FacsimileControlField {
    /// The abbreviation that T.30 uses: `DIS`, `MCF`, `PRI-EOP`, …
    public var abbreviation: String {
        let name = String(describing: self)
        return name.hasPrefix("pri") ? "PRI-" + name.dropFirst(3) : name.uppercased()
    }
}

extension UInt8 {
    /// The octet with its bits in the other order.
    var bitReversed: UInt8 {
        var bits = self
        bits = bits >> 4 | bits << 4
        bits = (bits & 0xCC) >> 2 | (bits & 0x33) << 2
        return (bits & 0xAA) >> 1 | (bits & 0x55) << 1
    }
}
