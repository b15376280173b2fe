import FaxModel
import TestSupport

@testable import T30

/// A call between two of our own stations, in virtual time, over a line that a seed has made.
///
/// A modem sends one signal after the other and is deaf meanwhile. A signal at 300 bit/s can be heard from any of its
/// flags on, data only from their training sequence on.
struct PairedCall {
    /// The ends: 0 calls, 1 answers.
    let ends: [PairEnd]
    /// What happened, if it is kept.
    private(set) var trace: [String] = []
    /// Virtual time in milliseconds.
    private(set) var now = 0

    private let line: LineModel
    private let keepsTrace: Bool
    private var random: SeededGenerator
    private var agenda = PairAgenda()
    private var isConnected = false
    private var signals = 0
    private var tokens = 0
    private var cuts: [Int: Int] = [:]

    /// No call of a few small pages takes longer: half a minute a page, tried a few times at each rate, and each wait
    /// of T1.
    static let limit = 3 * 60 * 60 * 1000

    /// The call of this seed.
    init(seed: UInt64, keepsTrace: Bool = false) {
        var random = SeededGenerator(seed: seed)
        line = LineModel(&random)
        ends = PairPlan(&random).ends
        self.random = random
        self.keepsTrace = keepsTrace
    }

    /// Plays the call to its end, or to the limit of time.
    mutating func play() {
        run(ends[0].start(), 0)
        if let cut = line.cut { agenda.plan(.cut, at: cut, end: 0) }
        if let mishap = line.mishap {
            let event: CallEvent =
                switch mishap.event {
                case .cancelled: .cancelled
                case .abandoned: .abandoned
                case .modemFails: .modem(.failed("no answer"))
                }
            agenda.plan(.tell(event), at: mishap.time, end: mishap.end)
        }
        while ends.contains(where: { $0.report == nil && !$0.isAbsent }), let event = agenda.next(),
            event.time < Self.limit
        {
            now = event.time
            happen(event)
        }
    }

    private mutating func happen(_ event: PairEvent) {
        let end = ends[event.end]
        switch event.kind {
        case .ring:
            if case .hungUp = end.modem { end.isAbsent = true } else { run(end.start(), event.end) }
        case .timer(let timer, let started):
            guard let place = end.timers.firstIndex(where: { $0.timer == timer && $0.started == started }) else {
                return
            }
            end.timers.remove(at: place)
            tell(.timerExpired(timer), event.end)
        case .modemDone(let token):
            guard case .busy(token) = end.modem else { return }
            end.modem = .idle
            end.signal = nil
            if case .answer? = end.queue.first {
                end.queue.removeFirst()
                tell(.modem(.connected), event.end)
            }
            work(event.end)
        case .unanswered:
            guard case .dialling = end.modem else { return }
            end.modem = .idle
            tell(.modem(.dialFailed(.noCarrier)), event.end)
        case .line(let sound, let signal):
            hear(sound, signal, event.end)
        case .tell(let news):
            tell(news, event.end)
        case .cut:
            isConnected = false
        }
    }

    private mutating func tell(_ event: CallEvent, _ number: Int) {
        guard ends[number].report == nil else { return }
        if case .modem(.failed) = event { ends[number].modem = .hungUp }
        if keepsTrace { trace.append("\(now) \(number) < \(Self.text(event))") }
        run(ends[number].handle(event), number)
    }

    // MARK: What a station wants

    private mutating func run(_ actions: [CallAction], _ number: Int) {
        let end = ends[number]
        for action in actions {
            if keepsTrace { trace.append("\(now) \(number) > \(Self.text(action))") }
            switch action {
            case .modem(let command):
                end.queue.append(command)
            case .interruptModem:
                end.queue.removeAll()
                if let signal = end.signal {
                    cuts[signal] = now
                    agenda.plan(.line(.off, signal: signal), at: now + line.delay, end: 1 - number)
                    end.modem = .idle
                    end.signal = nil
                }
            case .startTimer(let timer):
                end.timers.removeAll { $0.timer == timer }
                tokens += 1
                end.timers.append((timer, tokens))
                agenda.plan(.timer(timer, started: tokens), at: now + timer.milliseconds, end: number)
            case .stopTimer(let timer):
                end.timers.removeAll { $0.timer == timer }
            case .stopAllTimers:
                end.timers.removeAll()
            case .preparePage(let request):
                if !end.pages.indices.contains(request.index) {
                    end.mistakes.append("page \(request.index) is asked for")
                }
                end.sendings[request.index, default: 0] += 1
                let isLost = random.below(1000) < line.lostPages
                let event = isLost ? CallEvent.pageFailed("damaged") : .pagePrepared(end.pages[request.index])
                agenda.plan(.tell(event), at: now + random.below(200), end: number)
            case .offerTaken(let index):
                if index != 0 { end.mistakes.append("document \(index) is taken") }
            case .confirmPages(let count):
                end.confirmed = count
            case .beginPage(let index, let parameters):
                end.begin(index, parameters)
            case .pageData(let octets):
                end.add(octets)
            case .storePage:
                let time = random.below(100) < line.slowPages ? 3_000 + random.below(25_000) : line.storing
                if random.below(1000) < line.lostPages {
                    end.lose()
                    agenda.plan(.tell(.pageNotStored("full")), at: now + time, end: number)
                } else {
                    agenda.plan(.tell(.pageStored(end.store())), at: now + time, end: number)
                }
            case .discardPage:
                end.discard()
            case .confirmPage(let index):
                end.confirm(index)
            case .finish(let report):
                if !end.timers.isEmpty { end.mistakes.append("timers run on") }
                if end.report != nil { end.mistakes.append("it finished twice") }
                end.report = report
                isConnected = false
            }
        }
        work(number)
    }

    /// Has the modem go on with its commands.
    private mutating func work(_ number: Int) {
        let end = ends[number]
        while let command = end.queue.first {
            switch end.modem {
            case .idle, .receiving: break
            case .dialling:
                guard command == .hangUp else { return }
            case .busy: return
            case .hungUp:
                end.queue.removeAll()
                agenda.plan(.tell(.modem(.hungUp)), at: now, end: number)
                return
            }
            if case .answer = command {
                // It stays in the queue until the call is connected.
                busy(number, for: 3_300 + random.below(1_000))
                isConnected = true
                return
            }
            end.queue.removeFirst()
            obey(command, number)
        }
    }

    private mutating func busy(_ number: Int, for milliseconds: Int) {
        tokens += 1
        ends[number].modem = .busy(token: tokens)
        agenda.plan(.modemDone(token: tokens), at: now + milliseconds, end: number)
    }

    private mutating func obey(_ command: ModemCommand, _ number: Int) {
        let end = ends[number]
        switch command {
        case .dial:
            end.modem = .dialling
            agenda.plan(.ring, at: now + line.ringing, end: 1 - number)
            agenda.plan(.unanswered, at: now + 60_000, end: number)
        case .answer:
            break
        case .receiveFrames, .receiveData, .receiveBlock:
            end.modem = .receiving(command, .nothing)
            agenda.plan(.tell(.modem(.listening)), at: now, end: number)
        case .sendFrames(let frames):
            send(frames: frames, number)
        case .sendTrainingCheck(let modulation, let milliseconds):
            let zeros = [UInt8](repeating: 0, count: modulation.octets(milliseconds: milliseconds))
            send(zeros, modulation, .long, number)
        case .sendPage(let modulation, let training, let octets):
            send(octets, modulation, training, number)
        case .sendBlock(let modulation, let training, let frames):
            send(block: frames, modulation, training, number)
        case .sendSilence(let milliseconds):
            busy(number, for: milliseconds)
        case .awaitSilence(let milliseconds):
            busy(number, for: min(max(0, end.carrierEnds - now) + milliseconds, 1_500))
        case .hangUp:
            end.modem = .hungUp
            isConnected = false
            agenda.plan(.tell(.modem(.hungUp)), at: now + 200, end: number)
        }
    }

    // MARK: Signals

    /// Begins a signal of so many milliseconds; `nil` when the connection is gone, and the modem says so.
    private mutating func beginSignal(_ number: Int, _ milliseconds: Int) -> Int? {
        guard isConnected || !line.noticesDrop else {
            ends[number].queue.removeAll { $0 != .hangUp }
            ends[number].modem = .idle
            agenda.plan(.tell(.modem(.callDropped)), at: now, end: number)
            return nil
        }
        signals += 1
        busy(number, for: milliseconds)
        ends[number].signal = signals
        if isConnected { ends[1 - number].carrierEnds = now + milliseconds + line.delay }
        return signals
    }

    private mutating func send(frames: [[UInt8]], _ number: Int) {
        let lengths = frames.map { ($0.count + 3) * 8 * 1000 / 280 }
        let preamble = 900 + random.below(200)
        guard let signal = beginSignal(number, preamble + lengths.reduce(0, +)), isConnected else { return }
        let isLost = random.below(1000) < line.lostSignals
        for (listener, delay) in [(1 - number, line.delay), (number, line.echo ?? 0)]
        where delay > 0 || listener != number {
            if listener != number, isLost { continue }
            var time = now + delay
            agenda.plan(.line(.flags, signal: signal), at: time + 200, end: listener)
            agenda.plan(.line(.flags, signal: signal), at: time + preamble, end: listener)
            time += preamble
            for (frame, length) in zip(frames, lengths) {
                time += length
                let isIntact = random.below(1000) >= line.damagedFrames
                agenda.plan(.line(.frame(frame, isIntact: isIntact), signal: signal), at: time, end: listener)
            }
            agenda.plan(.line(.off, signal: signal), at: time + 10, end: listener)
        }
    }

    /// Bursts of noise in a data signal at this rate: where each begins, in thousandths of the signal.
    private mutating func bursts(_ modulation: Modulation) -> [Int] {
        let chance = modulation.bitRate <= line.goodRate ? line.noisyData : max(line.noisyData, 80)
        guard random.below(100) < chance else { return [] }
        return (0...random.below(3)).map { _ in random.below(1000) }
    }

    private mutating func send(
        _ octets: [UInt8], _ modulation: Modulation, _ training: TrainingSequence, _ number: Int
    ) {
        var octets = octets
        for burst in bursts(modulation) {
            let start = octets.count * burst / 1000
            for place in start..<min(octets.count, start + 1 + random.below(60)) {
                octets[place] ^= UInt8(1 + random.below(255))
            }
        }
        if random.below(1000) < line.brokenData { octets.removeLast(octets.count / 2) }
        let half = octets.count / 2
        send(
            [.data(Array(octets[..<half])), .data(Array(octets[half...]))],
            octets.count * 8000 / modulation.bitRate, modulation, training, number)
    }

    private mutating func send(
        block frames: [[UInt8]], _ modulation: Modulation, _ training: TrainingSequence, _ number: Int
    ) {
        let octets = frames.reduce(0) { $0 + $1.count + 3 }
        var received = frames
        for burst in bursts(modulation) {
            let start = received.count * burst / 1000
            received.removeSubrange(start..<min(received.count, start + 1 + random.below(4)))
        }
        send([.frames(received)], 200 + octets * 8000 / modulation.bitRate, modulation, training, number)
    }

    private mutating func send(
        _ data: [LineEvent], _ milliseconds: Int, _ modulation: Modulation, _ training: TrainingSequence, _ number: Int
    ) {
        let head = Self.trainingTime(modulation, training)
        guard let signal = beginSignal(number, head + milliseconds), isConnected else { return }
        let isUnderstood = random.below(1000) >= line.lostTrainings
        let time = now + line.delay
        let listener = 1 - number
        agenda.plan(
            .line(.carrier(modulation, training, isUnderstood: isUnderstood), signal: signal), at: time, end: listener)
        agenda.plan(.line(.trained, signal: signal), at: time + head, end: listener)
        for (place, event) in data.enumerated() {
            let share = milliseconds * (place + 1) / data.count
            agenda.plan(.line(event, signal: signal), at: time + head + share, end: listener)
        }
        agenda.plan(.line(.off, signal: signal), at: time + head + milliseconds, end: listener)
    }

    private static func trainingTime(_ modulation: Modulation, _ training: TrainingSequence) -> Int {
        switch (modulation.recommendation, training) {
        case ("V.17", .long): 1_393
        case ("V.17", .short): 142
        case ("V.29", _): 253
        default: 943
        }
    }

    // MARK: Reception

    private mutating func hear(_ sound: LineEvent, _ signal: Int, _ number: Int) {
        let end = ends[number]
        if let cut = cuts[signal], now > cut + line.delay { return }
        if case .dialling = end.modem, case .flags = sound {
            end.modem = .receiving(.receiveFrames, .frames(signal: signal))
            tell(.modem(.connected), number)
            tell(.modem(.signalHeard), number)
            return
        }
        guard case .receiving(let command, let hearing) = end.modem else { return }
        switch sound {
        case .flags:
            guard hearing == .nothing else { return }
            end.modem = .receiving(command, .frames(signal: signal))
            tell(.modem(.signalHeard), number)
        case .frame(let octets, let isIntact):
            guard hearing == .frames(signal: signal) else { return }
            if isIntact, octets[1] & 0x10 != 0 { end.modem = .idle }
            tell(.modem(.frameReceived(octets, isIntact: isIntact)), number)
        case .carrier(let modulation, let training, let isUnderstood):
            guard hearing == .nothing, command != .receiveFrames else { return }
            let isRight = isUnderstood && Self.matches(command, modulation, training)
            end.modem = .receiving(command, isRight ? .training(signal: signal) : .carrier(signal: signal))
        case .trained:
            guard hearing == .training(signal: signal) else { return }
            end.modem = .receiving(command, .data(signal: signal))
            tell(.modem(.dataHeard), number)
        case .data(let octets):
            guard hearing == .data(signal: signal), case .receiveData = command else { return }
            tell(.modem(.dataReceived(octets)), number)
        case .frames(let frames):
            guard hearing == .data(signal: signal), case .receiveBlock = command else { return }
            for frame in frames { tell(.modem(.frameReceived(frame, isIntact: true)), number) }
        case .off:
            guard
                [
                    .frames(signal: signal), .carrier(signal: signal), .training(signal: signal),
                    .data(signal: signal),
                ].contains(hearing)
            else { return }
            end.modem = .idle
            tell(.modem(.carrierLost), number)
        }
        work(number)
    }

    private static func matches(_ command: ModemCommand, _ heard: Modulation, _ training: TrainingSequence) -> Bool {
        switch command {
        case .receiveData(let modulation, let expected), .receiveBlock(let modulation, let expected):
            modulation == heard && (expected == training || modulation.recommendation != "V.17")
        case .dial, .answer, .receiveFrames, .sendFrames, .sendTrainingCheck, .sendPage, .sendBlock, .sendSilence,
            .awaitSilence, .hangUp:
            false
        }
    }
}
