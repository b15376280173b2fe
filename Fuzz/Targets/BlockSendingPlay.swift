import FaxModel
import T30

/// Plays a receiver that asks for frames as the input says, and holds a call that sends to this: what goes over the line is
/// what was asked for, of the page that is at hand, and a page is sent only when each of its blocks was confirmed.
struct BlockSendingPlay: ~Copyable {
    private var input: InputReader
    private var call: SendingCall
    private let pages: [FramedPage]
    private var timers: [CallTimer] = []
    private var report: CallReport?

    private var number = 0
    private var block = 0
    /// The frames that are to be sent next.
    private var wanted: [Int]
    /// What was sent last.
    private var command: FacsimileControlField?
    private var isPageWanted = false

    /// A play of `input`.
    init(_ input: InputReader) {
        var reader = input
        let small = reader.octet() & 1 == 1
        let count = 1 + reader.number(below: 3)
        pages = (0..<count).map {
            FramedPage($0, octets: reader.twoOctets(), frameOctets: small ? 64 : 256)
        }
        wanted = Array(0..<pages[0].frames(inBlock: 0))
        call = SendingCall(
            order: SendingOrder(number: "1", pages: pages.map { _ in PageFormat() }),
            policy: SendingPolicy(smallFrames: small))
        self.input = reader
    }

    /// Plays until the input is at its end, or the call is.
    mutating func play() throws {
        try take(call.start())
        try tell(.modem(.connected))
        try answer(Frame(.dis, [0x00, 0x6E, 0xF8, 0x44]))
        try answer(Frame(.cfr))
        while !input.isAtEnd, report == nil { try step() }
        guard report == nil else { return }
        try tell(.abandoned)
        try tell(.modem(.hungUp))
        try FuzzFinding.unless(report != nil, "a call that is broken off does not end")
    }

    private mutating func step() throws {
        if isPageWanted {
            isPageWanted = false
            return try tell(.pagePrepared(pages[number].octets))
        }
        switch input.number(below: 16) {
        case 0...4: try confirm()
        case 5...8: try request()
        case 9: try answer(Frame(.rnr))
        case 10: try answer(Frame(.ctr))
        case 11: try answer([Frame(.err), Frame(.crp), Frame(.rtn), Frame(.cfr)][input.number(below: 4)])
        case 12: try answer(Frame(.dis, [0x00, 0x6E, 0xF8, 0x44]))
        case 13: try tell(.modem(.frameReceived([0xFF, 0x13, 0x8C], isIntact: false)))
        case 14: try tell(.modem([.carrierLost, .signalHeard, .listening][input.number(below: 3)]))
        default:
            guard !timers.isEmpty else { return }
            try tell(.timerExpired(timers.remove(at: input.number(below: timers.count))))
        }
    }

    /// Whether an answer says something of the block.
    private var isAsked: Bool { command == .pps || command == .rr }

    private mutating func confirm() throws {
        if isAsked {
            block += 1
            if block == pages[number].blocks, pages.indices.contains(number + 1) { (number, block) = (number + 1, 0) }
            if block < pages[number].blocks { wanted = Array(0..<pages[number].frames(inBlock: block)) }
        }
        try answer(Frame(.mcf))
    }

    /// Asks for frames (PPR): for those of a map that the input draws, also such as the block does not have.
    private mutating func request() throws {
        let map = (0..<32).map { _ in input.octet() }
        let all = Array(0..<pages[number].frames(inBlock: min(block, pages[number].blocks - 1)))
        let asked = all.filter { map[$0 / 8] >> ($0 % 8) & 1 == 1 }
        if isAsked { wanted = asked.isEmpty ? all : asked }
        try answer(Frame(.ppr, map))
    }

    private mutating func answer(_ frame: Frame) throws {
        try tell(.modem(.frameReceived(frame.octets, isIntact: true)))
    }

    private mutating func tell(_ event: CallEvent) throws {
        guard report == nil else { return }
        try take(call.handle(event))
    }

    private mutating func take(_ actions: [CallAction]) throws {
        for action in actions {
            switch action {
            case .modem(.sendBlock(_, _, let frames)): try took(frames)
            case .modem(.sendFrames(let frames)):
                guard let frame = frames.last.flatMap({ Frame(octets: $0) }) else { continue }
                command = frame.field
                if frame.field == .pps { try ended(frame) }
            case .modem, .interruptModem: break
            case .startTimer(let timer):
                timers.removeAll { $0 == timer }
                timers.append(timer)
            case .stopTimer(let timer): timers.removeAll { $0 == timer }
            case .stopAllTimers: timers = []
            case .preparePage(let request):
                // A page that is refused is sent again from its beginning.
                (number, block, isPageWanted) = (request.index, 0, true)
                wanted = Array(0..<pages[number].frames(inBlock: 0))
            case .confirmPages(let count):
                try FuzzFinding.unless(
                    block == 0 ? count == number : count == number + 1 && block == pages[number].blocks,
                    "a page is sent that was not confirmed")
            case .beginPage, .pageData, .storePage, .discardPage, .confirmPage, .offerTaken: break
            case .finish(let report): self.report = report
            }
        }
    }

    /// Holds a block that is sent against the frames that are wanted of it.
    private mutating func took(_ octets: [[UInt8]]) throws {
        let frames = octets.compactMap { Frame(octets: $0) }
        try FuzzFinding.unless(frames.count == octets.count, "what is sent is no frame")
        try FuzzFinding.unless(
            frames.suffix(3).allSatisfy { $0.field == .rcp }, "the block does not end with three RCP")
        let data = frames.dropLast(3)
        try FuzzFinding.unless(data.allSatisfy { $0.field == .fcd }, "there is something else than data in a block")
        try FuzzFinding.unless(
            data.compactMap { $0.information.first.map(Int.init) } == wanted, "other frames are sent than are wanted")
        for (frame, number) in zip(data, wanted) {
            try FuzzFinding.unless(
                Array(frame.information.dropFirst()) == pages[self.number].data(number, ofBlock: block),
                "a frame has other data than the page")
        }
    }

    /// Holds a PPS against the block that it ends.
    private func ended(_ frame: Frame) throws {
        let signal = [UInt8(number), UInt8(block), UInt8(pages[number].frames(inBlock: block) - 1)]
        try FuzzFinding.unless(Array(frame.information.dropFirst()) == signal, "a PPS ends another block")
        let isLast = block + 1 == pages[number].blocks
        try FuzzFinding.unless((frame.information.first != 0) == isLast, "a PPS is wrong about what follows")
    }
}
