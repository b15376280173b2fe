/// What a frame of the sending station means to a receiving one.
enum Command: Hashable, Sendable {
    case dis, dtc, dcs
    /// MPS, EOM or EOP, also as PRI-Q, and EOS.
    case endOfPage(PostMessage)
    /// PPS with any Q.
    case endOfBlock(PartialPageSignal)
    /// EOR; what follows, `nil` for another block of the page.
    case endOfRetransmission(PostMessage?)
    case rr
    /// CTC with its information field.
    case ctc([UInt8])
    case crp, dcn
    /// A frame that is no command to a receiver, or makes no sense.
    case other

    /// What this frame says.
    init(_ frame: Frame) {
        switch frame.field {
        case .dis: self = .dis
        case .dtc: self = .dtc
        case .dcs: self = .dcs
        case .mps, .eom, .eop, .priMPS, .priEOM, .priEOP, .eos:
            self = PostMessage(frame.field).map { .endOfPage($0) } ?? .other
        case .pps:
            self = PartialPageSignal(field: frame.information).map { .endOfBlock($0) } ?? .other
        case .eor:
            guard let octet = frame.information.first else {
                self = .other
                return
            }
            let next = FacsimileControlField(octet: octet).flatMap { PostMessage($0) }
            self = octet == 0 || next != nil ? .endOfRetransmission(next) : .other
        case .rr: self = .rr
        case .ctc: self = .ctc(frame.information)
        case .crp: self = .crp
        case .dcn: self = .dcn
        case .csi, .nsf, .cig, .pwd, .nsc, .sep, .psa, .cia, .isp, .tsi, .sub, .nss, .sid, .tsa, .ira, .cfr, .ftt, .ctr,
            .csa, .mcf, .rtn, .rtp, .pin, .pip, .rnr, .err, .ppr, .fdm, .fnv, .tr, .tnr, .fcd, .rcp:
            self = .other
        }
    }
}

/// What follows a page (T.30 §5.3.6.1.6). PRI-Q means the same to a station without an operator; EOS ends a document as
/// EOM does.
enum PostMessage: Hashable, Sendable {
    /// MPS: another page with the same parameters.
    case anotherPage
    /// EOM: phase B.
    case anotherDocument
    /// EOP: nothing.
    case nothing

    /// What this facsimile control field announces; `nil` when it is no post-message command.
    init?(_ field: FacsimileControlField) {
        switch field {
        case .mps, .priMPS: self = .anotherPage
        case .eom, .priEOM, .eos: self = .anotherDocument
        case .eop, .priEOP: self = .nothing
        case .dis, .csi, .nsf, .dtc, .cig, .pwd, .nsc, .sep, .psa, .cia, .isp, .dcs, .tsi, .sub, .nss, .sid, .tsa, .ira,
            .ctc, .cfr, .ftt, .ctr, .csa, .eor, .rr, .pps, .mcf, .rtn, .rtp, .pin, .pip, .rnr, .err, .ppr, .fdm, .fnv,
            .tr, .tnr, .crp, .dcn, .fcd, .rcp:
            return nil
        }
    }
}
