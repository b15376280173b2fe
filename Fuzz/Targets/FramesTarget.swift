import Class1
import FaxModel

@testable import T30

extension FuzzTarget {
    /// Frames, twice: the input is the octets of one frame, and it is pieces that go through an HDLC link as frames.
    static let frames = FuzzTarget("frames") { input in
        try hold(input)
        try decodeInPieces(input)

        var reader = InputReader(input)
        var sent: [[UInt8]] = []
        while !reader.isAtEnd { sent.append(reader.octets()) }
        // What has no facsimile control field, or is longer than FCD, is no frame to the decoder.
        sent.removeAll { !(3...260).contains($0.count) }
        var encoder = HDLCEncoder()
        encoder.appendFlags(1)
        for frame in sent { encoder.append(frame) }
        var decoder = HDLCDecoder()
        let received = decoder.take(encoder.finish())
        try FuzzFinding.unless(received == sent, "frames come out of HDLC otherwise than they went in")
        for frame in received { try hold(frame) }
    }

    /// Whatever goes over the line, pieces of it give the same frames as the whole.
    private static func decodeInPieces(_ input: [UInt8]) throws {
        var whole = HDLCDecoder()
        var inPieces = HDLCDecoder()
        let frames = whole.take(input)
        let pieces = input.reduce(into: [[UInt8]]()) { $0 += inPieces.take(CollectionOfOne($1)) }
        try FuzzFinding.unless(frames == pieces, "frames depend on the pieces in which they come")
    }

    /// What holds of every frame that can be read: it is sent as it came, its meaning can be said in a frame, and no frame
    /// is at the same time a command to a receiver and an answer to a sender.
    private static func hold(_ octets: [UInt8]) throws {
        guard let frame = Frame(octets: octets) else { return }
        try FuzzFinding.unless(frame.octets == octets, "a frame is sent otherwise than it came")
        try FuzzFinding.unless(!frame.description.isEmpty, "a frame has no description")

        let command = Command(frame)
        let response = Response(frame)
        if let again = Self.frame(command) {
            try FuzzFinding.unless(Command(again) == command, "a command does not come back as it was")
            try FuzzFinding.unless(response == .echo, "a command to a receiver is an answer to a sender")
        }
        if let again = Self.frame(response) {
            try FuzzFinding.unless(Response(again) == response, "a response does not come back as it was")
            try FuzzFinding.unless(command == .other, "an answer to a sender is a command to a receiver")
        }
        if let id = StationID(field: frame.information) {
            try FuzzFinding.unless(StationID(field: id.field) == id, "a station's id does not come back as it was")
            try FuzzFinding.unless(StationID(id.text) == id, "a station's id can't be written")
            try FuzzFinding.unless(id.field.count == 20, "a station's id has not 20 characters")
        }
    }

    /// The frame that says this to a receiver, and nothing to a sender; `nil` for what is no such command.
    private static func frame(_ command: Command) -> Frame? {
        switch command {
        case .dcs: Frame(.dcs)
        case .endOfPage(let next): Frame(field(next))
        case .endOfBlock(let signal): Frame(.pps, signal.field)
        case .endOfRetransmission(let next): Frame(.eor, [PartialPageSignal.octet(next.map { field($0) })])
        case .rr: Frame(.rr)
        case .ctc(let information): Frame(.ctc, information)
        case .dis, .dtc, .crp, .dcn, .other: nil
        }
    }

    private static func field(_ next: PostMessage) -> FacsimileControlField {
        switch next {
        case .anotherPage: .mps
        case .anotherDocument: .eom
        case .nothing: .eop
        }
    }

    /// The frame that says this to a sender, and nothing to a receiver; `nil` for what is no such answer.
    private static func frame(_ response: Response) -> Frame? {
        switch response {
        case .cfr: Frame(.cfr)
        case .ftt: Frame(.ftt)
        case .ctr: Frame(.ctr)
        case .mcf: Frame(.mcf)
        case .rtp: Frame(.rtp)
        case .rtn: Frame(.rtn)
        case .pip: Frame(.pip)
        case .pin: Frame(.pin)
        case .ppr(let frames): Frame(.ppr, PartialPageRequest(frames: frames).field)
        case .rnr: Frame(.rnr)
        case .err: Frame(.err)
        case .crp, .dcn, .dis, .echo, .other: nil
        }
    }
}
