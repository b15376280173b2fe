import FaxCoding
import FaxModel

/// A fax machine that was called, as T.30 §5 and Annex A have it for a receiver: what it hears are frames and data, what
/// it says are frames. It keeps to the standard; what goes wrong is its mishap.
///
///     identifying ─▶ training ─▶ receiving ⇄ training          DCN, a cut ─▶ gone
///
/// Oddities: a command that is repeated is answered with the same words; a page is confirmed only when it can be read.
struct FarFax: Sendable {
    /// What it notices.
    enum Event: Hashable, Sendable {
        /// It has confirmed a page; `nil` where that is none of ours.
        case confirmed(NumberedPage?)
        /// The caller sends more after a page that was confirmed.
        case wentOn
        /// It has refused a page.
        case refused
        /// The connection was cut.
        case cut
        /// It has said goodbye, or the caller has.
        case goodbye
    }

    private enum Phase: Hashable {
        case identifying, training, receiving, gone
    }

    /// What it can do.
    struct Abilities: Hashable, Sendable {
        var errorCorrection = true
        var twoDimensional = true
        var fine = true
    }

    private struct Parameters {
        var coding = PageCoding.mh
        var errorCorrection = false
        var resolution = Resolution.standard
    }

    private let number: String
    private let abilities: Abilities
    private let mishap: Mishap
    private var phase = Phase.identifying
    private var parameters = Parameters()
    private var trainings = 0
    /// The page that comes, from 1, and how often it was refused.
    private var page = 1
    private var refusals = 0
    /// The coded lines of the page; with error correction, the frames of its block, too.
    private var lines: [UInt8] = []
    private var frames: [Int: [UInt8]] = [:]
    private var hasLostFrame = false
    /// Whether something came since the last answer.
    private var hasNews = false
    private var answer: [FarFrame] = []

    /// The frames that it has said and that have not been heard yet.
    private(set) var says: [FarFrame] = []

    /// A machine that has just answered the call to `number`.
    init(number: String, abilities: Abilities, mishap: Mishap) {
        self.number = number
        self.abilities = abilities
        self.mishap = mishap
        says = identification
    }

    /// Whether the connection stands.
    var isConnected: Bool { phase != .gone }

    /// Gives away the next frame that it says.
    mutating func nextFrame() -> FarFrame? { says.isEmpty ? nil : says.removeFirst() }

    /// Nobody talks to it any more.
    mutating func hangUp() { phase = .gone }

    // MARK: What it hears

    /// Hears a frame.
    mutating func hear(_ frame: FarFrame) -> [Event] {
        guard isConnected else { return [] }
        switch frame.field {
        case .dcs:
            parameters = Parameters(
                coding: frame.information.bit(31) ? .mmr : frame.information.bit(16) ? .mr(k: 4) : .mh,
                errorCorrection: frame.information.bit(27),
                resolution: frame.information.bit(15) ? .fine : .standard)
            phase = .training
            says = []
            return []
        case .mps, .eom, .eop:
            return endOfPage(frame.field)
        case .pps:
            return endOfBlock(frame.information)
        case .dcn:
            phase = .gone
            return [.goodbye]
        case .tsi, .dis, .csi, .cfr, .ftt, .mcf, .rtn, .rtp, .rnr, .rr, .ppr, .fcd, .rcp:
            return []
        }
    }

    /// Hears data at one of the rates for pages.
    mutating func hear(data: [UInt8]) -> [Event] {
        switch phase {
        case .training:
            trainings += 1
            let isGood = data.allSatisfy { $0 == 0 } && !(mishap == .trainingRefused && trainings == 1)
            phase = isGood ? .receiving : .identifying
            reply([FarFrame(isGood ? .cfr : .ftt)])
            (lines, frames, hasNews) = ([], [:], false)
            return []
        case .receiving:
            if mishap == .cutInPage(page) {
                phase = .gone
                return [.wentOn, .cut]
            }
            hasNews = true
            if parameters.errorCorrection { keep(FrameDecoder.frames(in: data)) } else { lines = data }
            return [.wentOn]
        case .identifying, .gone:
            return []
        }
    }

    private mutating func keep(_ received: [[UInt8]]) {
        for octets in received {
            guard let frame = FarFrame(octets), frame.field == .fcd, let number = frame.information.first else {
                continue
            }
            if mishap == .frameLost(page), !hasLostFrame {
                hasLostFrame = true
            } else {
                frames[Int(number)] = Array(frame.information.dropFirst())
            }
        }
    }

    /// PPS: what comes next, page, block, number of frames less one (T.30 Annex A.4.3).
    private mutating func endOfBlock(_ information: [UInt8]) -> [Event] {
        guard phase == .receiving, information.count == 4 else { return [] }
        guard hasNews else { return repeatAnswer() }
        let missing = (0...Int(information[3])).filter { frames[$0] == nil }
        guard missing.isEmpty else {
            var request = [UInt8](repeating: 0, count: 32)
            for frame in missing { request[frame / 8] |= 1 << UInt8(frame % 8) }
            hasNews = false
            reply([FarFrame(.ppr, request)])
            return []
        }
        for frame in 0...Int(information[3]) { lines += frames[frame] ?? [] }
        frames = [:]
        guard let next = FarFrame.Field(octet: information[0]), information[0] != 0 else {
            hasNews = false
            reply([FarFrame(.mcf)])
            return []
        }
        return endOfPage(next)
    }

    private mutating func endOfPage(_ command: FarFrame.Field) -> [Event] {
        guard phase == .receiving else { return [] }
        guard hasNews else { return repeatAnswer() }
        hasNews = false
        let decoded = PageDecoder(
            parameters.coding, width: 1728, bitOrder: .leastSignificantFirst, maximumRows: 4000
        ).decode(lines)
        lines = []
        if mishap == .goodbyeAfterPage(page) {
            phase = .gone
            says = [FarFrame(.dcn)]
            return [.goodbye]
        }
        let isRefused = mishap == .everyPageRefused || (mishap == .pageRefused(page) && refusals == 0)
        guard !isRefused, decoded.quality.badRows == 0, decoded.quality.rows > 0 else {
            refusals += 1
            phase = .identifying
            reply([FarFrame(.rtn)])
            return [.refused]
        }
        let confirmed = Event.confirmed(NumberedPage(on: decoded.bitmap, parameters.resolution))
        reply([FarFrame(.mcf)])
        if command == .eom {
            phase = .identifying
            says += identification
        }
        defer { page += 1 }
        guard mishap == .cutAfterPage(page) else { return [confirmed] }
        phase = .gone
        return [confirmed, .cut]
    }

    // MARK: What it says

    private mutating func reply(_ frames: [FarFrame]) {
        answer = frames
        says = frames
    }

    private mutating func repeatAnswer() -> [Event] {
        says = answer
        return []
    }

    private var identification: [FarFrame] {
        let station = Array((String(repeating: " ", count: max(0, 20 - number.count)) + number).utf8.reversed())
        return [FarFrame(.csi, station, isFinal: false), FarFrame(.dis, capabilities)]
    }

    /// The information field of DIS (T.30 table 2): receives, by V.27 ter, V.29 and V.17, pages of any length, lines as
    /// fast as they come.
    private var capabilities: [UInt8] {
        var bits = [10, 11, 12, 14, 20, 21, 22, 23]
        if abilities.fine { bits.append(15) }
        if abilities.twoDimensional { bits.append(16) }
        if abilities.errorCorrection { bits += [24, 27] }
        if abilities.errorCorrection && abilities.twoDimensional { bits.append(31) }
        var field = [UInt8](repeating: 0, count: abilities.errorCorrection ? 4 : 3)
        for bit in bits { field[(bit - 1) / 8] |= 1 << UInt8((bit - 1) % 8) }
        return field
    }
}
