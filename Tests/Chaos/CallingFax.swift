import FaxCoding
import FaxModel
import Foundation

/// A fax machine that calls and sends, as T.30 §5 and Annex A have it for a calling station: what it hears are frames, what it says
/// are frames and data. It keeps to the standard; what goes wrong is its mishap.
///
///     calling ─▶ training ─▶ asking ⇄ training          DCN, a cut ─▶ gone
///
/// Oddities: what it says is there as soon as it is listened to, and lost when that takes too long. A command that is not answered is
/// said three times, T4 apart.
struct CallingFax: Sendable {
    /// What it notices.
    enum Event: Hashable, Sendable {
        /// The page of this number, from 1, was confirmed; whether it has heard that.
        case confirmed(Int, isHeard: Bool)
        /// A page was refused.
        case refused
        /// The connection was cut.
        case cut
        /// It has said goodbye, or the called station has.
        case goodbye
    }

    /// What it says: a frame at 300 bit/s, or data at the rate of its DCS.
    enum Signal: Hashable, Sendable {
        case frame(FarFrame)
        case data([UInt8])
    }

    private enum Phase: Hashable {
        case calling, training, asking, gone
    }

    private let record: Int
    private let call: PlannedCall
    private let mishap: CallerMishap
    private var phase = Phase.calling
    /// The page that is sent, from 1.
    private var page = 1
    private var trainings = 0
    private var refusals = 0
    private var wasDamaged = false
    /// What it has said and nobody has heard yet, and what it says again where that is not answered.
    private var says: [Signal] = []
    private var command: [Signal] = []
    private var repetitions = 0
    /// When it said that, or when the last of it was heard.
    private var quietSince: Date

    /// T1 and T4 (T.30 §5.4.3.1), and how long what it says can be heard, in seconds.
    private static let (t1, t4, patience) = (35.0, 3.0, 6.0)
    /// How often a command is said, and how often a training or a page is tried.
    private static let tries = 3
    /// V.29 at 9600 bit/s for the 1.5 s of a training check.
    private static let trainingCheck = [UInt8](repeating: 0, count: 1800)

    /// A machine whose call is answered.
    init(record: Int, call: PlannedCall, mishap: CallerMishap, at now: Date) {
        self.record = record
        self.call = call
        self.mishap = mishap
        quietSince = now
    }

    /// Whether the connection stands.
    var isConnected: Bool { phase != .gone }

    // MARK: What it says

    /// Gives away the next frame that it says. Data that nobody has listened for have gone by.
    mutating func nextFrame(at now: Date) -> FarFrame? {
        guard let place = says.firstIndex(where: \.isFrame), case .frame(let frame) = says[place] else { return nil }
        says.removeSubrange(...place)
        quietSince = now
        return frame
    }

    /// Gives away the data that it sends now; `nil` where it sends none, or a frame.
    mutating func nextData(at now: Date) -> [UInt8]? {
        guard case .data(let octets)? = says.first else { return nil }
        says.removeFirst()
        quietSince = now
        return octets
    }

    /// Whether it sends a frame now.
    var saysFrame: Bool { says.first?.isFrame == true }

    /// The connection breaks within the page that it sends, if that is what is to go wrong.
    mutating func dataWereHeard() -> [Event] {
        guard phase == .asking, mishap == .cutInPage(page) else { return [] }
        return cut()
    }

    /// Takes in that time goes by.
    mutating func timePassed(_ now: Date) -> [Event] {
        guard isConnected else { return [] }
        let quiet = now.timeIntervalSince(quietSince)
        guard phase != .calling else { return quiet > Self.t1 ? leave() : [] }
        guard says.isEmpty else {
            if quiet > Self.patience { (says, quietSince) = ([], now) }
            return []
        }
        guard quiet > Self.t4 else { return [] }
        repetitions += 1
        guard repetitions < Self.tries else { return leave() }
        (says, quietSince) = (command, now)
        return []
    }

    private mutating func say(_ signals: [Signal], again: [Signal], _ now: Date) {
        (says, command, repetitions, quietSince) = (signals, again, 0, now)
    }

    private mutating func leave() -> [Event] {
        phase = .gone
        says = [.frame(FarFrame(.dcn, fromCaller: true))]
        return [.goodbye]
    }

    private mutating func cut() -> [Event] {
        phase = .gone
        says = []
        return [.cut]
    }

    private mutating func train(_ now: Date) {
        phase = .training
        let number = "\(CallerRecord.firstNumber + record)"
        let station = Array((String(repeating: " ", count: 20 - number.count) + number).utf8.reversed())
        // V.29 at 9600 bit/s, fine, lines as fast as they come (T.30 table 2).
        var bits = [10, 11, 15, 21, 22, 23]
        if call.correctsErrors { bits += [24, 27, 31] }
        var field = [UInt8](repeating: 0, count: call.correctsErrors ? 4 : 3)
        for bit in bits { field[(bit - 1) / 8] |= 1 << UInt8((bit - 1) % 8) }
        let signals: [Signal] = [
            .frame(FarFrame(.tsi, station, isFinal: false, fromCaller: true)),
            .frame(FarFrame(.dcs, field, fromCaller: true)), .data(Self.trainingCheck),
        ]
        say(signals, again: signals, now)
    }

    private mutating func sendPage(_ now: Date) {
        phase = .asking
        let bitmap = NumberedPage(mail: CallerRecord.firstMail + record, page: page).bitmap
        let coding = call.correctsErrors ? PageCoding.mmr : .mh
        var octets = PageEncoder(coding, bitOrder: .leastSignificantFirst).encode(bitmap)
        let isDamaged = mishap == .pageDamaged(page) && !wasDamaged
        if isDamaged { wasDamaged = true }
        let next = page == call.pageCount ? FarFrame.Field.eop : .mps
        guard call.correctsErrors else {
            // Far more lines than a receiver takes; most of their ends are left.
            let quarter = octets.count / 4
            if isDamaged { for place in stride(from: quarter, to: 3 * quarter, by: 5) { octets[place] ^= 0x24 } }
            if mishap == .cutInPage(page) { octets.removeLast(octets.count / 2) }
            let command = Signal.frame(FarFrame(next, fromCaller: true))
            return say([.data(octets), command], again: [command], now)
        }
        let count = blocks(octets).count
        sendFrames((isDamaged ? 1 : 0)..<(mishap == .cutInPage(page) ? count / 2 : count), now)
    }

    /// Sends these frames of the page's only block, and PPS (T.30 Annex A.4.3).
    private mutating func sendFrames(_ numbers: some Sequence<Int>, _ now: Date) {
        let bitmap = NumberedPage(mail: CallerRecord.firstMail + record, page: page).bitmap
        let blocks = blocks(PageEncoder(.mmr, bitOrder: .leastSignificantFirst).encode(bitmap))
        let next = page == call.pageCount ? FarFrame.Field.eop : .mps
        var frames = numbers.filter { blocks.indices.contains($0) }.map {
            FarFrame(.fcd, [UInt8($0)] + blocks[$0], isFinal: false)
        }
        frames += Array(repeating: FarFrame(.rcp, isFinal: false), count: 3)
        let command = Signal.frame(
            FarFrame(
                .pps, [next.octet(fromCaller: true), UInt8(page - 1), 0, UInt8(blocks.count - 1)], fromCaller: true))
        say([.data(FrameEncoder.block(frames.map(\.octets))), command], again: [command], now)
    }

    private func blocks(_ octets: [UInt8]) -> [[UInt8]] {
        stride(from: 0, to: octets.count, by: 256).map { start in
            let block = Array(octets[start..<min(start + 256, octets.count)])
            return block + [UInt8](repeating: 0, count: 256 - block.count)
        }
    }

    // MARK: What it hears

    /// The called station is about to say something.
    mutating func willHear() -> [Event] {
        guard phase == .asking, says.isEmpty, mishap == .cutBeforeAnswer(page) else { return [] }
        return cut()
    }

    /// Hears a frame.
    mutating func hear(_ frame: FarFrame, at now: Date) -> [Event] {
        guard isConnected else { return [] }
        switch frame.field {
        case .dis:
            train(now)
        case .cfr where phase == .training:
            trainings = 0
            sendPage(now)
        case .ftt where phase == .training:
            trainings += 1
            guard trainings < Self.tries else { return leave() }
            train(now)
        case .mcf where phase == .asking, .rtp where phase == .asking:
            return confirmed(trainsAnew: frame.field == .rtp, now)
        case .rtn where phase == .asking:
            refusals += 1
            guard refusals < Self.tries else { return [.refused] + leave() }
            train(now)
            return [.refused]
        case .ppr where phase == .asking:
            let request = frame.information
            sendFrames((0..<request.count * 8).filter { request[$0 / 8] >> UInt8($0 % 8) & 1 == 1 }, now)
        case .rnr where phase == .asking:
            let question = [Signal.frame(FarFrame(.rr, fromCaller: true))]
            say(question, again: question, now)
        case .dcn:
            phase = .gone
            says = []
            return [.goodbye]
        case .cfr, .ftt, .mcf, .rtp, .rtn, .ppr, .rnr, .csi, .dcs, .tsi, .eom, .mps, .eop, .pps, .fcd, .rcp, .rr:
            break
        }
        return []
    }

    private mutating func confirmed(trainsAnew: Bool, _ now: Date) -> [Event] {
        guard mishap != .answerUnheard(page) else { return [.confirmed(page, isHeard: false)] + cut() }
        let event = Event.confirmed(page, isHeard: true)
        if mishap == .cutAfterPage(page) { return [event] + cut() }
        guard page < call.pageCount else { return [event] + leave() }
        page += 1
        refusals = 0
        if trainsAnew { train(now) } else { sendPage(now) }
        return [event]
    }
}

extension CallingFax.Signal {
    /// Whether it is a frame.
    var isFrame: Bool { if case .frame = self { true } else { false } }
}
