/// What the far end said of itself and its wishes, kept for the record (T.30 §5.3.6.1.1 to 5.3.6.1.3).
public struct RemoteFrames: Hashable, Sendable {
    /// The subaddress for which a fax is (SUB).
    public var subaddress: StationID?
    /// What the sender identifies itself by, mostly a password for the fax (SID).
    public var senderID: StationID?
    /// The password for a document that is wanted, from some senders for the fax (PWD).
    public var password: StationID?
    /// The document that is wanted (SEP).
    public var selectivePolling: StationID?
    /// What it can do (DIS or DTC): the information field.
    public var capabilities: [UInt8]?
    /// Its non-standard facilities (NSF, NSC or NSS): country code, manufacturer and what the manufacturer likes.
    public var nonStandardFacilities: [UInt8]?

    /// Nothing yet.
    public init() {}

    /// Keeps what this frame says, if it is one of these.
    mutating func note(_ frame: Frame) {
        switch frame.field {
        case .sub: subaddress = StationID(field: frame.information)
        case .sid: senderID = StationID(field: frame.information)
        case .pwd: password = StationID(field: frame.information)
        case .sep: selectivePolling = StationID(field: frame.information)
        case .dis, .dtc: capabilities = frame.information
        case .nsf, .nsc, .nss: nonStandardFacilities = frame.information
        case .csi, .cig, .psa, .cia, .isp, .dcs, .tsi, .tsa, .ira, .ctc, .cfr, .ftt, .ctr, .csa, .eom, .mps, .eor, .eop,
            .rr, .eos, .priEOM, .priMPS, .priEOP, .pps, .mcf, .rtn, .rtp, .pin, .pip, .rnr, .err, .ppr, .fdm, .fnv, .tr,
            .tnr, .crp, .dcn, .fcd, .rcp:
            break
        }
    }
}

extension CallReport {
    /// Keeps what these frames say of the far end.
    mutating func note(_ frames: [Frame]) {
        for frame in frames {
            remoteFrames.note(frame)
            guard [.csi, .tsi, .cig].contains(frame.field) else { continue }
            remoteStation = StationID(field: frame.information) ?? remoteStation
        }
    }
}
