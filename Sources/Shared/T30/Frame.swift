/// One HDLC frame of the binary coded procedure (T.30 §5.3), without flags and check sequence.
public struct Frame: Hashable, Sendable {
    /// Which command or response it is.
    public var field: FacsimileControlField
    /// The facsimile information field; in every octet the least significant bit is the first on the line.
    public var information: [UInt8]
    /// Whether it is the last frame of its signal (control field 1100 1000, T.30 §5.3.5).
    public var isFinal: Bool
    /// The bit `X`: whether its sender has received a DIS (T.30 §5.3.6.1).
    public var fromDISReceiver: Bool

    /// A frame to send.
    public init(
        _ field: FacsimileControlField, _ information: [UInt8] = [], isFinal: Bool = true, fromDISReceiver: Bool = true
    ) {
        self.field = field
        self.information = information
        self.isFinal = isFinal
        self.fromDISReceiver = fromDISReceiver && field.carriesStationBit
    }

    /// Reads a frame from its address field to the end of its information field.
    ///
    /// - Returns: `nil` when it is too short, too long, not addressed to a fax, or of a kind that T.30 does not know.
    public init?(octets: some Collection<UInt8>) {
        let header = Array(octets.prefix(3))
        guard (3...Self.maximumOctets).contains(octets.count), header[0] == Self.address,
            header[1] & ~Self.finalBit == Self.control, let field = FacsimileControlField(octet: header[2])
        else { return nil }
        self.field = field
        self.information = Array(octets.dropFirst(3))
        self.isFinal = header[1] & Self.finalBit != 0
        self.fromDISReceiver = field.carriesStationBit && header[2] & 1 != 0
    }

    /// The octets from address to information field.
    public var octets: [UInt8] {
        [
            Self.address, isFinal ? Self.control | Self.finalBit : Self.control,
            field.octet(fromDISReceiver: fromDISReceiver),
        ]
            + information
    }

    /// The address field of the public network, 1111 1111 (T.30 §5.3.4).
    private static let address: UInt8 = 0xFF
    /// The control field 1100 0000 (T.30 §5.3.5), least significant bit first.
    private static let control: UInt8 = 0x03
    /// The bit of the control field that marks the final frame.
    private static let finalBit: UInt8 = 0x10
    /// Longer frames are not read: 3.45 s at 300 bit/s are 129 octets, and FCD has 4 + 256.
    private static let maximumOctets = 260
}

extension Frame: CustomStringConvertible {
    /// The frame for a log: abbreviation, what can be said of its contents, and the octets that are left.
    public var description: String {
        switch field {
        case .pwd, .sid:
            // Both are passwords, and a log is read by many.
            "\(field.abbreviation) (\(StationID(field: information)?.text.count ?? 0) characters)"
        case .csi, .cig, .tsi, .sep, .sub:
            "\(field.abbreviation) \"\(StationID(field: information)?.text ?? "")\""
        case .dis, .dtc:
            "\(field.abbreviation) \(Capabilities(field: information)) [\(information.hexadecimal)]"
        case .dcs:
            SessionParameters(command: information).map { "DCS \($0) [\(information.hexadecimal)]" }
                ?? "DCS [\(information.hexadecimal)]"
        case .pps, .eor:
            "\(field.abbreviation)-\(PartialPageSignal.name(of: information)) [\(information.hexadecimal)]"
        case .ppr:
            "PPR \(PartialPageRequest(field: information).frames.count) frames"
        case .nsf, .nsc, .psa, .cia, .isp, .nss, .tsa, .ira, .ctc, .cfr, .ftt, .ctr, .csa, .eom, .mps, .eop, .rr, .eos,
            .priEOM, .priMPS, .priEOP, .mcf, .rtn, .rtp, .pin, .pip, .rnr, .err, .fdm, .fnv, .tr, .tnr, .crp, .dcn,
            .fcd,
            .rcp:
            information.isEmpty ? field.abbreviation : "\(field.abbreviation) [\(information.hexadecimal)]"
        }
    }
}

extension [UInt8] {
    /// The octets in hexadecimal digits, separated by spaces.
    var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }
}
