import FaxModel
import Testing

@testable import T30

/// One line of a scripted call.
enum Line: Sendable {
    /// The far end sends these frames as one signal.
    case they([Frame])
    /// The far end sends these frames, damaged or not, and its signal goes on.
    case theyGoOn([Frame], isIntact: Bool = true)
    /// The far end sends a signal that can't be read.
    case noise
    /// The far end is silent: time goes by until we do something.
    case silence
    /// So many milliseconds go by.
    case wait(Int)
    /// The modem reports this.
    case modem(ModemEvent)
    /// The call is no longer wanted.
    case cancel
    /// The call must not go on.
    case abandon
    /// We do these things, and nothing else.
    case we([String])
    /// The call has ended so, with so many pages confirmed, and nothing was done that the script does not mention.
    case end(CallEnding, pages: Int)

    static func they(_ fields: FacsimileControlField...) -> Line {
        .they(fields.map { Frame($0, isFinal: $0 == fields.last, fromDISReceiver: false) })
    }

    static func we(_ deeds: String...) -> Line { .we(deeds) }
}

/// Plays the far end and the modem against the machine, in virtual time, from a script that reads like a transcript.
struct ScriptedCall: ~Copyable {
    private var call: SendingCall
    private var deeds: [String] = []
    private var timers: [CallTimer: Int] = [:]
    private var isListening = false
    private let pages: [[UInt8]]
    /// Virtual time in milliseconds.
    private(set) var now = 0
    /// What the machine reported in the end.
    private(set) var report: CallReport?

    /// A call with these pages, already coded.
    init(
        pages: [[UInt8]] = [[1, 2, 3]], formats: [PageFormat]? = nil, documentStarts: Set<Int> = [],
        policy: SendingPolicy = SendingPolicy()
    ) {
        let order = SendingOrder(
            number: "12345", pages: formats ?? pages.map { _ in PageFormat() }, documentStarts: documentStarts)
        self.call = SendingCall(order: order, policy: policy)
        self.pages = pages
        run(call.start())
    }

    /// Plays a script.
    mutating func play(_ script: [Line], sourceLocation: SourceLocation = #_sourceLocation) {
        for (number, line) in script.enumerated() {
            let place = Comment(rawValue: "line \(number + 1) of the script, \(line)")
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
            case .silence:
                while deeds.isEmpty, report == nil, let next = timers.min(by: { $0.value < $1.value }) {
                    expire(next.key)
                }
                #expect(!deeds.isEmpty, place, sourceLocation: sourceLocation)
            case .wait(let milliseconds):
                let end = now + milliseconds
                while let next = timers.min(by: { $0.value < $1.value }), next.value <= end { expire(next.key) }
                now = end
            case .modem(let event):
                if event == .connected { isListening = true }
                take(.modem(event))
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
                #expect(report?.confirmedPages == pages, place, sourceLocation: sourceLocation)
                #expect(timers.isEmpty, "timers run after the end", sourceLocation: sourceLocation)
            }
        }
    }

    private mutating func loseCarrier() {
        isListening = false
        take(.modem(.carrierLost))
    }

    private mutating func expire(_ timer: CallTimer) {
        now = timers.removeValue(forKey: timer) ?? now
        take(.timerExpired(timer))
    }

    private mutating func take(_ event: CallEvent) {
        run(call.handle(event))
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
                deeds.append("prepare \(request.index) \(request.coding.rawValue)")
                take(.pagePrepared(pages[request.index]))
            }
        }
    }

    private mutating func obey(_ command: ModemCommand) {
        switch command {
        case .dial(let number):
            deeds.append("dial \(number)")
        case .receiveFrames:
            isListening = true
            take(.modem(.listening))
        case .sendFrames(let frames):
            isListening = false
            deeds += frames.map { Frame(octets: $0).map(Self.text) ?? "?" }
        case .sendTrainingCheck(let modulation, let milliseconds):
            deeds.append("TCF \(modulation.rawValue) \(milliseconds)")
        case .sendPage(let modulation, let training, let octets):
            deeds.append("page \(octets.count) \(modulation.rawValue) \(training)")
        case .sendBlock(let modulation, let training, let frames):
            let numbers = frames.compactMap { Frame(octets: $0) }.filter { $0.field == .fcd }.map { $0.information[0] }
            let list = numbers.count > 4 ? "\(numbers[0])...\(numbers[numbers.count - 1])" : "\(numbers)"
            deeds.append("block \(list) \(modulation.rawValue) \(training)")
        case .sendSilence, .awaitSilence:
            isListening = false
        case .hangUp:
            isListening = false
            deeds.append("hang up")
            take(.modem(.hungUp))
        }
    }

    private static func text(_ frame: Frame) -> String {
        switch frame.field {
        case .pps:
            let field = frame.information
            return "PPS-\(PartialPageSignal.name(of: field)) \(field[1])/\(field[2])/\(field[3])"
        case .eor:
            return "EOR-\(PartialPageSignal.name(of: frame.information))"
        case .tsi:
            return "TSI \(StationID(field: frame.information)?.text ?? "")"
        default:
            return frame.field.abbreviation
        }
    }
}

extension Frame {
    /// A DIS of a machine that receives: `bits` are those set besides bit 10, by number.
    static func dis(_ bits: [Int]) -> Frame {
        var field = BitField()
        for bit in [10] + bits { field[bit] = true }
        return Frame(.dis, field.octets, fromDISReceiver: false)
    }

    /// V.17, fine, 0 ms a line, error correction, T.6.
    static let modern = dis([11, 12, 14, 15, 21, 22, 23, 27, 31])
    /// V.17, fine, 0 ms a line, MH only.
    static let plain = dis([11, 12, 14, 15, 21, 22, 23])
    /// V.27ter at 4800, standard resolution, 20 ms a line.
    static let old = dis([12])

    /// The far end's name.
    static let csi = Frame(.csi, StationID("+49 30 99").field, isFinal: false, fromDISReceiver: false)

    /// A request for these frames again.
    static func ppr(_ frames: [Int]) -> Frame {
        var field = [UInt8](repeating: 0, count: 32)
        for frame in frames { field[frame / 8] |= 1 << (frame % 8) }
        return Frame(.ppr, field, fromDISReceiver: false)
    }
}
