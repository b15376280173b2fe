import FaxModel
import Testing

@testable import T30

/// Plays the far end and the modem against the machine, in virtual time, from a script that reads like a transcript.
struct ScriptedCall: ~Copyable {
    private var station: ScriptedStation
    private var deeds: [String] = []
    private var events: [CallEvent] = []
    private var timers: [CallTimer: Int] = [:]
    private var isListening = false
    /// What the modem is to receive.
    private var modulation = Modulation.v17at14400
    private let pages: [[UInt8]]
    /// Whether the script says when a page is on disk; otherwise it is at once, and perfect.
    private let storesLate: Bool
    /// Virtual time in milliseconds.
    private(set) var now = 0
    /// Timers that have run out.
    private(set) var expired: Set<CallTimer> = []
    /// What the machine reported in the end.
    private(set) var report: CallReport?

    /// A call that sends these pages, already coded.
    init(
        pages: [[UInt8]] = [[1, 2, 3]], formats: [PageFormat]? = nil, documentStarts: [Int] = [],
        policy: SendingPolicy = SendingPolicy()
    ) {
        let order = SendingOrder(
            number: "12345", pages: formats ?? pages.map { _ in PageFormat() },
            documents: ([0] + documentStarts).map { SendingOrder.Document(firstPage: $0) })
        self.init(.sending(SendingCall(order: order, policy: policy)), pages: pages)
    }

    /// A call of this station.
    init(_ station: consuming ScriptedStation, pages: [[UInt8]] = [], storesLate: Bool = false) {
        self.station = station
        self.pages = pages
        self.storesLate = storesLate
        run(self.station.start())
    }

    /// Plays a script.
    mutating func play(_ script: [Line], sourceLocation: SourceLocation = #_sourceLocation) {
        for (number, line) in script.enumerated() {
            play(line, Comment(rawValue: "line \(number + 1) of the script, \(line)"), sourceLocation)
        }
    }

    /// Plays a line.
    ///
    /// - Parameter place: what to say of it when it is not as the script says.
    mutating func play(_ line: Line, _ place: Comment, _ sourceLocation: SourceLocation) {
        switch line {
        case .they(let frames):
            #expect(isListening, place, sourceLocation: sourceLocation)
            take(.modem(.signalHeard))
            for frame in frames {
                if frame.isFinal { isListening = false }
                take(.modem(.frameReceived(frame.octets, isIntact: true)))
            }
            if frames.last?.isFinal == false { loseCarrier() }
        case .theyGoOn(let frames, let isIntact):
            for frame in frames {
                take(.modem(.signalHeard))
                take(.modem(.frameReceived(frame.octets, isIntact: isIntact)))
            }
        case .noise:
            #expect(isListening, place, sourceLocation: sourceLocation)
            take(.modem(.signalHeard))
            take(.modem(.frameReceived([0x55], isIntact: false)))
            loseCarrier()
        case .data(let octets):
            #expect(isListening, place, sourceLocation: sourceLocation)
            receive([.dataReceived(octets)])
        case .trainingCheck(let milliseconds):
            #expect(isListening, place, sourceLocation: sourceLocation)
            receive([.dataReceived([UInt8](repeating: 0, count: modulation.octets(milliseconds: milliseconds)))])
        case .block(let numbers, let size, let isWhole):
            #expect(isListening, place, sourceLocation: sourceLocation)
            let frames = numbers.map { Frame(.fcd, [UInt8($0)] + [UInt8](repeating: UInt8($0), count: size)) }
            receive((frames + (isWhole ? [Frame(.rcp)] : [])).map { .frameReceived($0.octets, isIntact: true) })
        case .silence:
            while deeds.isEmpty, report == nil, let next = timers.min(by: { $0.value < $1.value }) {
                expire(next.key)
            }
            #expect(!deeds.isEmpty || report != nil, place, sourceLocation: sourceLocation)
        case .wait(let milliseconds):
            let end = now + milliseconds
            while let next = timers.min(by: { $0.value < $1.value }), next.value <= end { expire(next.key) }
            now = end
        case .modem(let event):
            if event == .connected { isListening = true }
            take(.modem(event))
        case .stored(let quality):
            take(quality.map { .pageStored($0) } ?? .pageNotStored("the disk is full"))
        case .noPage:
            take(.pageFailed("the file is damaged"))
        case .cancel:
            take(.cancelled)
        case .abandon:
            take(.abandoned)
        case .we(let expected):
            #expect(deeds == expected, place, sourceLocation: sourceLocation)
            deeds = []
        case .end(let ending, let pages):
            #expect(deeds == [], place, sourceLocation: sourceLocation)
            #expect(report?.ending == ending, place, sourceLocation: sourceLocation)
            #expect(
                report.map { $0.confirmedPages + $0.confirmedReceivedPages } == pages, place,
                sourceLocation: sourceLocation)
            #expect(timers.isEmpty, "timers run after the end", sourceLocation: sourceLocation)
        case .nextRate(let rate):
            #expect(report != nil && report?.nextRate == rate, place, sourceLocation: sourceLocation)
        }
    }

    /// Data come in, and their carrier ends.
    private mutating func receive(_ data: [ModemEvent]) {
        for event in [.dataHeard] + data { take(.modem(event)) }
        loseCarrier()
    }

    private mutating func loseCarrier() {
        isListening = false
        take(.modem(.carrierLost))
    }

    private mutating func expire(_ timer: CallTimer) {
        now = timers.removeValue(forKey: timer) ?? now
        expired.insert(timer)
        take(.timerExpired(timer))
    }

    private mutating func take(_ event: CallEvent) {
        run(station.handle(event))
        while !events.isEmpty { run(station.handle(events.removeFirst())) }
    }

    private mutating func run(_ actions: [CallAction]) {
        for action in actions {
            switch action {
            case .modem(let command): obey(command)
            case .interruptModem: deeds.append("interrupt")
            case .startTimer(let timer): timers[timer] = now + timer.milliseconds
            case .stopTimer(let timer): timers[timer] = nil
            case .stopAllTimers: timers = [:]
            case .confirmPages(let count): deeds.append("confirm \(count)")
            case .finish(let report): self.report = report
            case .preparePage(let request):
                let format =
                    request.format == PageFormat() ? "" : " \(request.format.resolution) \(request.format.pels)"
                deeds.append("prepare \(request.index) \(request.coding.rawValue)\(format)")
                guard pages.indices.contains(request.index) else { continue }
                events.append(.pagePrepared(pages[request.index]))
            case .beginPage(let index, let parameters): deeds.append("begin \(index) \(parameters.coding.rawValue)")
            case .pageData(let octets): deeds.append("data \(octets.count)")
            case .storePage:
                deeds.append("store")
                if !storesLate { events.append(.pageStored(CopyQuality(lines: 100))) }
            case .discardPage: deeds.append("discard")
            case .offerTaken(let index): if index > 0 { deeds.append("document \(index)") }
            case .confirmPage(let index): deeds.append("confirm page \(index)")
            }
        }
    }

    private mutating func obey(_ command: ModemCommand) {
        switch command {
        case .dial(let number):
            deeds.append("dial \(number)")
        case .answer:
            deeds.append("answer")
        case .receiveFrames:
            isListening = true
            events.append(.modem(.listening))
        case .receiveData(let modulation, let training):
            self.modulation = modulation
            isListening = true
            deeds.append("await data \(modulation.rawValue) \(training)")
            events.append(.modem(.listening))
        case .receiveBlock(let modulation, let training):
            self.modulation = modulation
            isListening = true
            deeds.append("await block \(modulation.rawValue) \(training)")
            events.append(.modem(.listening))
        case .sendFrames(let frames):
            isListening = false
            deeds += frames.map { Frame(octets: $0).map(Self.text) ?? "?" }
        case .sendTrainingCheck(let modulation, let milliseconds):
            deeds.append("TCF \(modulation.rawValue) \(milliseconds)")
        case .sendPage(let modulation, let training, let octets):
            deeds.append("page \(octets.count) \(modulation.rawValue) \(training)")
        case .sendBlock(let modulation, let training, let frames):
            let numbers = frames.compactMap { Frame(octets: $0) }.filter { $0.field == .fcd }.map { $0.information[0] }
            deeds.append("block \(Self.list(numbers)) \(modulation.rawValue) \(training)")
        case .sendSilence, .awaitSilence:
            isListening = false
        case .hangUp:
            isListening = false
            deeds.append("hang up")
            events.append(.modem(.hungUp))
        }
    }

    private static func list<Number: BinaryInteger>(_ numbers: [Number]) -> String {
        numbers.count > 4 ? "\(numbers[0])...\(numbers[numbers.count - 1])" : "\(numbers)"
    }

    private static func text(_ frame: Frame) -> String {
        switch frame.field {
        case .pps:
            let field = frame.information
            return "PPS-\(PartialPageSignal.name(of: field)) \(field[1])/\(field[2])/\(field[3])"
        case .eor:
            return "EOR-\(PartialPageSignal.name(of: frame.information))"
        case .ppr:
            return "PPR \(list(PartialPageRequest(field: frame.information).frames))"
        case .tsi, .csi, .cig, .sub, .pwd, .sid, .sep:
            return "\(frame.field.abbreviation) \(StationID(field: frame.information)?.text ?? "")"
        default:
            return frame.field.abbreviation
        }
    }
}
