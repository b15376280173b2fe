import FaxModel
import T30

/// Plays a sender that keeps to T.30 Annex A over a line that loses, repeats, damages and reorders its frames, and holds a
/// call that receives to this: it asks for the frames that have not come, and a page that it confirms is the one that was
/// sent.
struct BlockReceptionPlay: ~Copyable {
    private var input: InputReader
    private var call = ReceivingCall(policy: ReceivingPolicy())
    private let frameOctets: Int
    private var report: CallReport?

    // The sender's side.
    private var number = 0
    private var page: FramedPage
    private var block = 0
    /// Frames of the block that the receiver may have.
    private var delivered: Set<Int> = []
    /// Frames of the last signal that carried some.
    private var lastSent = 0
    /// Whether a PPS has been sent since the last frames: then none go until they are asked for.
    private var isEnded = false
    /// Whether frames of the block were asked for.
    private var isRequested = false
    /// Whether frames of the page were given up (EOR).
    private var isGivenUp = false

    // The receiver's side.
    private var answer: Frame?
    private var timers: [CallTimer] = []
    private var arriving: (index: Int, octets: [UInt8])?
    private var stored: (index: Int, octets: [UInt8])?
    private var isPageToStore = false
    private var isConfirmed = false

    /// A play of `input`.
    init(_ input: InputReader) {
        var reader = input
        frameOctets = reader.octet() & 1 == 1 ? 64 : 256
        page = FramedPage(0, octets: reader.twoOctets(), frameOctets: frameOctets)
        self.input = reader
    }

    /// Plays until the input is at its end, or the call is.
    mutating func play() throws {
        try take(call.start())
        try tell(.modem(.connected))
        try hear(Frame(.dcs, [0x00, 0x62, 0xF0, frameOctets == 64 ? 0x4C : 0x44]))
        try tell(.modem(.dataHeard))
        try tell(.modem(.dataReceived(Array(repeating: 0, count: 2700))))
        try tell(.modem(.carrierLost))
        try FuzzFinding.unless(answer?.field == .cfr, "a good training check is not confirmed")
        while !input.isAtEnd, report == nil { try step() }
        guard report == nil else { return }
        try tell(.abandoned)
        try store()
        try tell(.modem(.hungUp))
        try FuzzFinding.unless(report != nil, "a call that is broken off does not end")
    }

    private mutating func step() throws {
        switch input.number(below: 16) {
        case 0...4: if !isEnded, !isGivenUp { try sendFrames() }
        case 5...7: if !isGivenUp { try endBlock(count: page.frames(inBlock: block)) }
        // After a request, some stations count only the frames that they have sent again.
        case 8: if isRequested, lastSent > 0, !isGivenUp { try endBlock(count: lastSent) }
        case 9: try store()
        case 10: try hear(Frame(.rr))
        case 11: try hear(Frame(.ctc, [0x00, 0x62]))
        case 12:
            guard answer?.field == .ppr || isGivenUp else { return }
            isGivenUp = true
            try hear(Frame(.eor, [next]))
        case 13:
            guard !timers.isEmpty else { return }
            try tell(.timerExpired(timers.remove(at: input.number(below: timers.count))))
        case 14: try tell(.modem([.carrierLost, .signalHeard, .listening][input.number(below: 3)]))
        default: try goOn()
        }
    }

    /// Sends frames of the block as the input chooses them: in whatever order, some of them twice or damaged.
    private mutating func sendFrames() throws {
        let count = page.frames(inBlock: block)
        let first = Int(input.octet())
        let frames = 1 + Int(input.octet())
        let step = 1 + input.number(below: 4)
        let damage = Int(input.octet())
        answer = nil
        try tell(.modem(.dataHeard))
        for index in 0..<frames {
            let frame = (first + index * step) % count
            let octets = Frame(.fcd, [UInt8(frame)] + page.data(frame, ofBlock: block), isFinal: false).octets
            let isIntact = damage == 0 || index % damage != 0
            if isIntact { delivered.insert(frame) }
            try tell(.modem(.frameReceived(octets, isIntact: isIntact)))
        }
        for _ in 0..<3 { try tell(.modem(.frameReceived(Frame(.rcp, isFinal: false).octets, isIntact: true))) }
        try tell(.modem(.carrierLost))
        lastSent = min(frames, count)
    }

    /// Ends the block (PPS): its last one with MPS or EOP.
    private mutating func endBlock(count: Int) throws {
        isEnded = true
        answer = nil
        let isLast = block + 1 == page.blocks
        try hear(Frame(.pps, [isLast ? next : 0, UInt8(truncatingIfNeeded: number), UInt8(block), UInt8(count - 1)]))
        let frames = Set(0..<page.frames(inBlock: block))
        switch answer?.field {
        case .ppr:
            try FuzzFinding.unless(
                !requested.isEmpty && requested.isSubset(of: frames), "the wrong frames are asked for")
            try FuzzFinding.unless(frames.subtracting(delivered).isSubset(of: requested), "a frame is not asked for")
            (isRequested, isEnded) = (true, false)
        case .mcf:
            try FuzzFinding.unless(frames == delivered, "a block is confirmed of which frames are missing")
        default: break
        }
    }

    /// What follows the page: another after every second one.
    private var next: UInt8 { number % 2 == 0 ? 0x4F : 0x2F }

    /// The frames that the receiver asks for (PPR).
    private var requested: Set<Int> {
        let map = answer?.information ?? []
        return Set((0..<map.count * 8).filter { map[$0 / 8] >> ($0 % 8) & 1 == 1 })
    }

    /// The sender hears the answer, if that lets it go on.
    private mutating func goOn() throws {
        let isOver = answer?.field == .err && isGivenUp
        guard answer?.field == .mcf && isEnded || isOver else { return }
        block += 1
        if isOver || block == page.blocks {
            try FuzzFinding.unless(isConfirmed || isGivenUp, "MCF for a page that is not confirmed")
            number += 1
            page = FramedPage(number, octets: input.twoOctets(), frameOctets: frameOctets)
            (block, isGivenUp, isConfirmed) = (0, false, false)
        }
        (delivered, lastSent, isRequested, isEnded, answer) = ([], 0, false, false, nil)
    }

    private mutating func hear(_ frame: Frame) throws { try tell(.modem(.frameReceived(frame.octets, isIntact: true))) }

    private mutating func store() throws {
        guard isPageToStore else { return }
        isPageToStore = false
        try tell(input.octet() < 250 ? .pageStored(CopyQuality(lines: 9)) : .pageNotStored("The disk is full."))
    }

    private mutating func tell(_ event: CallEvent) throws {
        guard report == nil else { return }
        try take(call.handle(event))
    }

    private mutating func take(_ actions: [CallAction]) throws {
        for action in actions {
            switch action {
            case .modem(.sendFrames(let frames)): answer = frames.last.flatMap { Frame(octets: $0) }
            case .modem, .interruptModem, .preparePage, .confirmPages, .offerTaken: break
            case .startTimer(let timer):
                timers.removeAll { $0 == timer }
                timers.append(timer)
            case .stopTimer(let timer): timers.removeAll { $0 == timer }
            case .stopAllTimers: timers = []
            case .beginPage(let index, _): arriving = (index, [])
            case .pageData(let octets): arriving?.octets += octets
            case .storePage: (stored, arriving, isPageToStore) = (arriving, nil, true)
            case .discardPage: arriving = nil
            case .confirmPage(let index):
                try FuzzFinding.unless(!isConfirmed, "a page is confirmed twice")
                try FuzzFinding.unless(!isGivenUp, "a page is confirmed of which frames were given up")
                try FuzzFinding.unless(
                    stored?.index == index && stored?.octets == page.filledUp,
                    "a page is confirmed that is not the one that was sent")
                isConfirmed = true
            case .finish(let report): self.report = report
            }
        }
    }
}
