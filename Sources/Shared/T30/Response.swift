/// What the far end's response says to a sender.
enum Response: Hashable, Sendable {
    case cfr, ftt, ctr
    case mcf, rtp, rtn, pip, pin
    /// PPR with the numbers of the frames that are asked for.
    case ppr([Int])
    case rnr, err
    case crp, dcn
    /// A DIS, or from a caller that polls, a DTC: the far end has begun anew, or did not understand.
    case dis
    /// A command as only a sender sends it: an echo of our own.
    case echo
    /// A frame that is no response to a sender.
    case other

    /// What this frame says.
    init(_ frame: Frame) {
        switch frame.field {
        case .cfr: self = .cfr
        case .ftt: self = .ftt
        case .ctr: self = .ctr
        case .mcf: self = .mcf
        case .rtp: self = .rtp
        case .rtn: self = .rtn
        case .pip: self = .pip
        case .pin: self = .pin
        case .ppr: self = .ppr(PartialPageRequest(field: frame.information).frames)
        case .rnr: self = .rnr
        case .err: self = .err
        case .crp: self = .crp
        case .dcn: self = .dcn
        case .dis, .dtc: self = .dis
        case .dcs, .tsi, .sub, .ctc, .eom, .mps, .eor, .eop, .rr, .eos, .priEOM, .priMPS, .priEOP, .pps: self = .echo
        case .csi, .nsf, .cig, .pwd, .nsc, .sep, .psa, .cia, .isp, .nss, .sid, .tsa, .ira, .csa, .fdm, .fnv, .tr, .tnr,
            .fcd, .rcp:
            self = .other
        }
    }
}
