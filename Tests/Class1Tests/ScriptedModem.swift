import FaxModel
import Testing

@testable import Class1

/// One line of a dialogue between computer and modem.
enum Line: Sendable {
    /// The session asks for this.
    case ask(ModemCommand)
    /// The modem says these octets.
    case modem([UInt8])
    /// The computer writes this, and nothing else.
    case we([UInt8])
    /// The session is told this.
    case report(ModemEvent)
    /// The deadline is reached, which must run.
    case timeout
    /// The session must end at once.
    case interrupt
    /// The device is gone, for this reason.
    case deviceLost(String)

    /// The modem says this result code or answer.
    static func modem(_ text: String) -> Line { .modem(Array("\r\n\(text)\r\n".utf8)) }

    /// The computer writes this command.
    static func we(_ text: String) -> Line { .we(Array("\(text)\r".utf8)) }
}

/// Plays a modem against the machine, from a script that reads like a transcript.
struct ScriptedModem: ~Copyable {
    private var modem: Class1Modem
    private var written: [UInt8] = []
    private var reports: [ModemEvent] = []
    /// The deadline that runs, in milliseconds from its start.
    private(set) var deadline: Int?
    /// What the modem said that it sends with.
    private(set) var modulations: Set<Modulation>?
    /// What the modem said that it receives with.
    private(set) var received: Set<Modulation> = []
    /// Whether the device may hold our output back.
    private(set) var obeysFlowControl = false

    /// A modem that is started; initialised as well, if so wanted.
    init(settings: Class1Settings = Class1Settings(initialisation: []), initialised: Bool = true) {
        modem = Class1Modem(settings: settings)
        run(modem.start())
        guard initialised else { return }
        play([
            .we("ATE0Q0V1H0"), .modem("OK"), .we("ATS7=60"), .modem("OK"), .we("AT+FCLASS=1"), .modem("OK"),
            .we("AT+FTM=?"), .modem("24,48,72,96,73,74,97,98,121,122,145,146"), .modem("OK"),
        ])
    }

    /// Plays a script; at its end nothing may be left over.
    mutating func play(_ script: [Line], sourceLocation: SourceLocation = #_sourceLocation) {
        for (number, line) in script.enumerated() {
            let place = Comment(rawValue: "line \(number + 1) of the script, \(line)")
            switch line {
            case .ask(let command): run(modem.perform(command))
            case .modem(let octets): run(modem.received(octets))
            case .timeout:
                #expect(deadline != nil, place, sourceLocation: sourceLocation)
                deadline = nil
                run(modem.deadlineReached())
            case .interrupt: run(modem.interrupt())
            case .deviceLost(let sentence): run(modem.deviceLost(sentence))
            case .we(let octets):
                #expect(written == octets, place, sourceLocation: sourceLocation)
                written = []
            case .report(let event):
                #expect(reports.first == event, place, sourceLocation: sourceLocation)
                if !reports.isEmpty { reports.removeFirst() }
            }
        }
        #expect(written == [] && reports == [], "left over", sourceLocation: sourceLocation)
    }

    /// What makes it a fax modem.
    var faxClass: String { modem.faxClass }

    /// Whether the modem waits for a command.
    var isIdle: Bool { modem.isIdle }

    private mutating func run(_ outputs: [Class1Output]) {
        for output in outputs {
            switch output {
            case .write(let octets): written += octets
            case .writeInstead(let octets): if !written.isEmpty { written = octets }
            case .discardOutput: written = []
            case .obeyFlowControl(let obeys): obeysFlowControl = obeys
            case .startDeadline(let milliseconds): deadline = milliseconds
            case .stopDeadline: deadline = nil
            case .ready(let sends, let receives):
                modulations = sends
                received = receives
            case .report(let event): reports.append(event)
            }
        }
    }
}
