import Configuration
import FaxModel
import Foundation
import Synchronization
import T30
import Testing

@testable import faxout

@Suite("A line that waits for a call", .timeLimit(.minutes(20)))
struct AttendanceTests {
    private static let answers = [
        "AT+FTM=?": "24,48,72,96\r\n\r\nOK", "AT+FRM=?": "24,48,72,96\r\n\r\nOK", "ATA": "NO CARRIER",
    ]

    private func line(_ device: String, rings: Int = 1) throws -> TelephoneLine {
        TelephoneLine(
            settings: try #require(
                SampleFax.settings(
                    "lines:",
                    "- { name: line1, device: \(device), flow-control: software, answer: { rings: \(rings) } }"
                ).lines.first))
    }

    /// What a line says while it waits.
    private final class Notes: Sendable {
        let rings = Mutex<[Bool]>([])
        let callers = Mutex<[CallerIdentification]>([])
        let ringing: AsyncStream<Bool>
        private let news: AsyncStream<Bool>.Continuation

        init() {
            (ringing, news) = AsyncStream.makeStream()
        }

        /// A caller who has as much patience as a slow machine needs, unless told otherwise.
        func reception(
            checkInterval: Duration = .seconds(600), ringPatience: Duration = .seconds(600)
        ) -> TelephoneLine.Reception {
            TelephoneLine.Reception(
                checkInterval: checkInterval, ringPatience: ringPatience,
                ringing: { isRinging in
                    self.rings.withLock { $0.append(isRinging) }
                    self.news.yield(isRinging)
                }, answering: { caller in self.callers.withLock { $0.append(caller) } },
                store: { $1(.pageStored($0.quality)) }, confirm: { _ in }, warn: { _ in })
        }
    }

    @Test(
        "A modem that stops in the middle of a reception hangs, or has lost the connection: it is asked whether it is there",
        arguments: [
            (["AT+FCLASS?": "", "": ""], CallEnding.modemFailed, "The modem has stopped in the middle of data."),
            ([:], .lineDroppedInTraining, nil),
        ] as [([String: String], CallEnding, String?)])
    func stoppedModem(_ answer: [String: String], _ ending: CallEnding, _ detail: String?) async throws {
        let (idle, ready) = AsyncStream.makeStream(of: Void.self)
        // DCS: V.29 at 9600 bit/s. Of the training check that follows, some octets come, and then nothing any more.
        let command = PseudoModem.frame([0xFF, 0x13, 0x83, 0x00, 0x46, 0x78])
        let answers = Self.answers.merging([
            "ATA": "CONNECT", "\u{10}\u{03}": "OK", "AT+FRH=3": command, "AT+FRM=96": "CONNECT\r\n\0\0\0\0",
            "AT+FRM=145": "CONNECT\r\n\0\0\0\0",
        ]) { $1 }.merging(answer) { $1 }
        let modem = try PseudoModem(answers) { if $0 == "AT+FRM=?" { ready.yield() } }
        let notes = Notes()
        let line = try line(modem.path)
        let attendance = try Attendance()
        let waiting = Task { try await line.attend(attendance, notes.reception()) }
        for await _ in idle { break }
        modem.say("RING")
        guard case .answered(let result) = try await waiting.value else {
            Issue.record("the call was not answered")
            return
        }
        #expect(result.report.ending == ending)
        #expect(result.report.detail == detail)
    }

    @Test("It hears the extension that the exchange dials on to it as tones, and answers as a fax")
    func tones() async throws {
        let (idle, ready) = AsyncStream.makeStream(of: Void.self)
        let commands = Mutex<[String]>([])
        let digits = "\u{10}4\u{10}7"
        let modem = try PseudoModem(Self.answers.merging(["AT+FCLASS=8;H1": "OK\r\n\(digits)"]) { $1 }) { command in
            commands.withLock { $0.append(command) }
            if command == "AT+FRM=?" { ready.yield() }
        }
        let notes = Notes()
        let line = TelephoneLine(
            settings: try #require(
                SampleFax.settings(
                    "lines:",
                    "- { name: line1, device: \(modem.path), flow-control: software, answer: { tones: { digits: 2 } } }"
                ).lines.first))
        let attendance = try Attendance()
        let waiting = Task { try await line.attend(attendance, notes.reception()) }
        for await _ in idle { break }
        modem.say("RING")
        _ = try await waiting.value
        #expect(notes.callers.withLock { $0 } == [CallerIdentification(dialled: "47")])
        let said = commands.withLock { $0 }
        let answer = try #require(said.firstIndex(of: "ATA"))
        #expect(said[..<answer].suffix(2) == ["AT+FCLASS=8;H1", "AT+FCLASS=1"])
    }

    @Test("A call that is refused is never answered: it is let ring, and the line waits for the next when it has ended")
    func refused() async throws {
        let (idle, ready) = AsyncStream.makeStream(of: Void.self)
        let commands = Mutex<[String]>([])
        let modem = try PseudoModem(Self.answers) { command in
            commands.withLock { $0.append(command) }
            if command == "AT+FRM=?" { ready.yield() }
        }
        let notes = Notes()
        let refusals = Mutex<[CallerIdentification]>([])
        var reception = notes.reception(ringPatience: .milliseconds(100))
        reception.refusal = { $0.dialled == "211" ? "nobody has 211" : nil }
        reception.refused = { caller, _ in refusals.withLock { $0.append(caller) } }
        let line = try line(modem.path, rings: 2)
        let attendance = try Attendance()
        let waiting = Task { [reception] in try await line.attend(attendance, reception) }
        for await _ in idle { break }
        // At once: however late they are read, no pause lies between them.
        modem.say("RING", "NMBR=4711", "NDID=211", "RING", "RING")
        guard case .refused = try await waiting.value else {
            Issue.record("the call was not refused")
            return
        }
        #expect(refusals.withLock { $0 } == [CallerIdentification(number: "4711", dialled: "211")])
        #expect(notes.callers.withLock { $0 }.isEmpty)
        #expect(notes.rings.withLock { $0 } == [true, false])
        #expect(!commands.withLock { $0 }.contains { $0 == "ATA" || $0 == "ATH" })
    }

    @Test("A call that comes before a refused one has been forgotten is known by what is told of it, and answered")
    func answeredAfterARefusedOne() async throws {
        let (idle, ready) = AsyncStream.makeStream(of: Void.self)
        let (refusals, refused) = AsyncStream.makeStream(of: Void.self)
        let modem = try PseudoModem(Self.answers) { if $0 == "AT+FRM=?" { ready.yield() } }
        let notes = Notes()
        var reception = notes.reception()
        reception.refusal = { $0.dialled == "211" ? "nobody has 211" : nil }
        reception.refused = { _, _ in refused.yield() }
        let line = try line(modem.path, rings: 2)
        let attendance = try Attendance()
        let waiting = Task { [reception] in try await line.attend(attendance, reception) }
        for await _ in idle { break }
        modem.say("RING")
        for await isRinging in notes.ringing where isRinging { break }
        modem.say("NMBR=4711", "NDID=211", "RING")
        for await _ in refusals { break }
        for word in ["RING", "RING", "NMBR=P", "NDID=210", "RING"] { modem.say(word) }
        guard case .answered = try await waiting.value else {
            Issue.record("the second call was not answered")
            return
        }
        #expect(notes.callers.withLock { $0 } == [CallerIdentification(dialled: "210", absence: .withheld)])
    }

    @Test("Where the modem went off-hook to hear the extension, it hangs up on a call that is refused")
    func refusedByTones() async throws {
        let (idle, ready) = AsyncStream.makeStream(of: Void.self)
        let commands = Mutex<[String]>([])
        let modem = try PseudoModem(
            Self.answers.merging(["AT+FCLASS=8;H1": "OK\r\n\u{10}4\u{10}7"]) { $1 }
        ) { command in
            commands.withLock { $0.append(command) }
            if command == "AT+FRM=?" { ready.yield() }
        }
        var reception = Notes().reception()
        reception.refusal = { _ in "nobody has it" }
        let line = TelephoneLine(
            settings: try #require(
                SampleFax.settings(
                    "lines:",
                    "- { name: line1, device: \(modem.path), flow-control: software, answer: { tones: { digits: 2 } } }"
                ).lines.first))
        let attendance = try Attendance()
        let waiting = Task { [reception] in try await line.attend(attendance, reception) }
        for await _ in idle { break }
        modem.say("RING")
        guard case .refused = try await waiting.value else {
            Issue.record("the call was not refused")
            return
        }
        #expect(commands.withLock { $0 }.last == "ATH")
        #expect(!commands.withLock { $0 }.contains("ATA"))
    }

    @Test("It answers after so many rings, and knows who calls")
    func answers() async throws {
        // The last command of the initialisation.
        let (idle, ready) = AsyncStream.makeStream(of: Void.self)
        let modem = try PseudoModem(Self.answers) { if $0 == "AT+FRM=?" { ready.yield() } }
        let notes = Notes()
        let line = try line(modem.path, rings: 2)
        let attendance = try Attendance()
        let waiting = Task { try await line.attend(attendance, notes.reception()) }
        for await _ in idle { break }
        modem.say("RING")
        for await isRinging in notes.ringing where isRinging { break }
        #expect(!attendance.dismiss(), "a line that rings is not taken away")
        modem.say("NMBR=4711")
        modem.say("RING")
        guard case .answered(let result) = try await waiting.value else {
            Issue.record("the call was not answered")
            return
        }
        #expect(result.report.ending == .answerFailed)
        #expect(notes.callers.withLock { $0 } == [CallerIdentification(number: "4711")])
        #expect(notes.rings.withLock { $0 } == [true])
    }

    @Test("It lets go for a call that is to be made, and the device is free then")
    func letsGo() async throws {
        let modem = try PseudoModem(Self.answers)
        let line = try line(modem.path)
        let attendance = try Attendance()
        let waiting = Task { try await line.attend(attendance, Notes().reception()) }
        #expect(attendance.dismiss())
        guard case .dismissed = try await waiting.value else {
            Issue.record("the line has answered")
            return
        }
        #expect(!attendance.rings(true), "a ring that comes then is not answered")
    }

    @Test(
        "A modem that falls silent, and one that is pulled out, are noticed", arguments: ["", PseudoModem.unplugging])
    func vanishes(answer: String) async throws {
        var answers = Self.answers
        // The empty line before the next try is not answered either.
        answers[""] = ""
        let modem = try PseudoModem(answers, sequences: ["ATE0Q0V1H0": ["OK", answer, answer, answer, answer]])
        await #expect(throws: LineError.self) {
            _ = try await line(modem.path).attend(
                try Attendance(), Notes().reception(checkInterval: .milliseconds(20)))
        }
    }

    @Test("The test of a line says what its modem is")
    func test() async throws {
        var answers = Self.answers
        answers["AT+GMI"] = "ACME\r\n\r\nOK"
        answers["AT+GMM"] = "Fax 9600\r\n\r\nOK"
        let modem = try PseudoModem(answers)
        #expect(try await line(modem.path).test() == "ACME Fax 9600, 9600 bit/s")
        await #expect(throws: LineError("/nowhere can't be opened: No such file or directory.")) {
            try await line("/nowhere").test()
        }
    }
}
