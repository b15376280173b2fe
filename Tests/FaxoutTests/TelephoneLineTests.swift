import Configuration
import FaxModel
import Foundation
import Synchronization
import T30
import Testing

@testable import faxout

@Suite("A telephone line", .timeLimit(.minutes(20)))
struct TelephoneLineTests {
    private static let modulations = "24,48,72,96,73,74,97,98,121,122,145,146\r\n\r\nOK"

    private func line(_ device: String, _ more: String = "") throws -> TelephoneLine {
        TelephoneLine(
            settings: try #require(
                SampleFax.settings("lines:", "- { name: line1, device: \(device), flow-control: software\(more) }")
                    .lines.first))
    }

    private func call(
        pages: Int = 1, willDial: @escaping @Sendable () throws -> Void = {},
        confirmed: @escaping @Sendable (Int) throws -> Void = { _ in }
    ) -> TelephoneLine.Call {
        TelephoneLine.Call(
            number: SampleFax.task(pageCount: 1).job.number, formats: Array(repeating: PageFormat(), count: pages),
            prepare: { _ in [1, 2, 3] }, willDial: willDial, confirmed: confirmed, isLost: { false })
    }

    @Test func aBusyNumberIsReported() async throws {
        let modem = try PseudoModem(["AT+FTM=?": Self.modulations, "ATDT004930999": "BUSY"])
        let result = try await line(modem.path).make(call())
        #expect(result.report.ending == .busy)
        #expect(result.trace.entries.contains { $0.party == .line && $0.text == "we dial 004930999" })
    }

    @Test func nothingIsDialledWhenTheAttemptIsNotOnDisk() async throws {
        struct NotStored: Error {}
        let modem = try PseudoModem(["AT+FTM=?": Self.modulations, "ATDT004930999": "BUSY"])
        await #expect(throws: NotStored.self) {
            try await line(modem.path).make(call(willDial: { throw NotStored() }))
        }
    }

    /// Makes a call that its task no longer wants once the modem has heard this command and not answered it yet.
    private func unwanted(
        at command: String, _ answers: [String: String]
    ) async throws -> (result: Result<TelephoneLine.Result, any Error>, commands: [String]) {
        let commands = Mutex<[String]>([])
        let intervention = Intervention()
        let modem = try PseudoModem(answers) { heard in
            commands.withLock { $0.append(heard) }
            if heard == command { intervention.happen() }
        }
        let line = try line(modem.path)
        let (beginning, begin) = AsyncStream.makeStream(of: Void.self)
        let making = Task {
            for await _ in beginning { break }
            return try await line.make(call())
        }
        intervention.prepare { making.cancel() }
        begin.yield()
        return (await making.result, commands.withLock { $0 })
    }

    @Test func aCallThatIsNoLongerWantedEndsWhileItRings() async throws {
        let answers = ["AT+FTM=?": Self.modulations, "ATDT004930999": ""]
        let (result, _) = try await unwanted(at: "ATDT004930999", answers)
        #expect(try result.get().report.ending == .cancelled)
    }

    @Test func nothingIsDialledWhenTheCallIsNoLongerWantedBeforeThat() async throws {
        let answers = ["AT+FTM=?": Self.modulations, "ATDT004930999": "BUSY"]
        let (result, commands) = try await unwanted(at: "AT+FCLASS=1", answers)
        #expect(throws: CancellationError.self) { try result.get() }
        #expect(!commands.contains { $0.hasPrefix("ATD") })
    }

    @Test func nothingIsDialledWhenTheCallIsNoLongerWantedWhileItsAttemptIsStored() async throws {
        let commands = Mutex<[String]>([])
        let (reached, continuation) = AsyncStream.makeStream(of: Void.self)
        let cancelled = DispatchSemaphore(value: 0)
        let modem = try PseudoModem(["AT+FTM=?": Self.modulations, "ATDT004930999": "BUSY"]) { command in
            commands.withLock { $0.append(command) }
        }
        let line = try line(modem.path)
        let call = call(willDial: {
            continuation.yield()
            cancelled.wait()
        })
        let making = Task { try await line.make(call) }
        for await _ in reached { break }
        making.cancel()
        cancelled.signal()
        #expect(try await making.value.report.ending == .cancelled)
        #expect(!commands.withLock { $0.contains { $0.hasPrefix("ATD") } })
    }

    @Test func aCallWhoseFaxIsInOtherHandsEndsBeforeTheNextPage() async throws {
        struct Lost: Error {}
        let commands = Mutex<[String]>([])
        let modem = try PseudoModem(
            [
                "AT+FTM=?": Self.modulations, "AT+FTH=3": "CONNECT", "AT+FTM=145": "CONNECT", "AT+FTM=146": "CONNECT",
                "ATDT004930999": PseudoModem.frame([0xFF, 0x13, 0x80, 0x00, 0x6E, 0x70]),
            ],
            sequences: [
                "AT+FRH=3": [PseudoModem.frame([0xFF, 0x13, 0x84]), PseudoModem.frame([0xFF, 0x13, 0x8C])]
            ]
        ) { command in
            commands.withLock { $0.append(command) }
        }
        let result = try await line(modem.path).make(call(pages: 2, confirmed: { _ in throw Lost() }))
        #expect(result.report.ending == .abandoned)
        #expect(result.report.confirmedPages == 1)
        #expect(commands.withLock { $0.filter { $0 == "AT+FTM=146" }.count } == 1)
        #expect(result.trace.entries.contains { $0.party == .ours && $0.text == "DCN" })
    }

    /// Until all of a page could have been sent, a minute may go by: it is not waited for.
    @Test func aDeviceThatIsGoneInTheMiddleOfAPageEndsTheCall() async throws {
        let modem = try PseudoModem(
            [
                "AT+FTM=?": Self.modulations, "AT+FTH=3": "CONNECT", "AT+FTM=145": "CONNECT", "AT+FTM=146": "CONNECT",
                "ATDT004930999": PseudoModem.frame([0xFF, 0x13, 0x80, 0x00, 0x6E, 0x70]),
            ],
            sequences: [
                "AT+FRH=3": [PseudoModem.frame([0xFF, 0x13, 0x84])],
                // DCS and training check are sent, the page is not.
                PseudoModem.dataEnd: ["OK", "OK", PseudoModem.unplugging],
            ])
        let result = try await line(modem.path).make(call())
        #expect(result.report.ending == .modemFailed)
        #expect(result.report.detail == "\(modem.path) has hung up.")
        let after = result.trace.entries.map(\.text).drop { $0 != "EOP" }.dropFirst()
        #expect(Array(after) == ["modem: \(modem.path) has hung up.", "we hang up"])
    }

    @Test func aDeviceThatIsGoneWhenTheModemIsReadyIsNotDialledAt() async throws {
        let modem = try PseudoModem(["AT+FTM=?": Self.modulations, "AT": PseudoModem.unplugging])
        let cancellation = try CallCancellation()
        let path = modem.path
        try await OwnThread.run(named: "test") { [line = try line(path)] in
            var session = try line.session(cancellation)
            _ = try session.initialise()
            session.write(Array("AT\r".utf8))
            #expect(throws: LineError("\(path) has hung up.")) { while true { try session.turn() } }
            #expect(throws: LineError("\(path) has hung up.")) { try session.isRinging() }
        }
    }

    @Test func aLineAtWhichItRingsIsNotDialled() async throws {
        let commands = Mutex<[String]>([])
        // It rings while the modem is being initialised.
        let modem = try PseudoModem(["AT+FTM=?": "RING\r\n\r\n" + Self.modulations, "ATDT004930999": "BUSY"]) {
            command in
            commands.withLock { $0.append(command) }
        }
        let line = try line(modem.path)
        await #expect(throws: LineRings.self) { try await line.make(call()) }
        #expect(!commands.withLock { $0.contains { $0.hasPrefix("ATD") } })
    }

    @Test func aLineAtWhichItRingsAtTheLastMomentIsNotDialled() async throws {
        let commands = Mutex<[String]>([])
        let modem = try PseudoModem(["AT+FTM=?": Self.modulations, "ATDT004930999": "BUSY"]) { command in
            commands.withLock { $0.append(command) }
        }
        let line = try line(modem.path)
        let result = try await line.make(call(willDial: { modem.say("RING") }))
        #expect(result.report.ending == .lineRang)
        #expect(!commands.withLock { $0.contains { $0.hasPrefix("ATD") } })
    }

    @Test func aLineThatFetchesHasTheModemReceive() async throws {
        let commands = Mutex<[String]>([])
        let modem = try PseudoModem([
            "AT+FTM=?": Self.modulations, "AT+FRM=?": Self.modulations, "ATDT004930999": "BUSY",
        ]) { command in
            commands.withLock { $0.append(command) }
        }
        let poll = TelephoneLine.Poll(
            number: SampleFax.task(pageCount: 1).job.number, request: PollingRequest(), willDial: {},
            store: { $1(.pageStored($0.quality)) }, confirm: { _ in }, isLost: { false })
        #expect(try await line(modem.path).poll(poll).report.ending == .busy)
        #expect(commands.withLock { $0.contains("AT+FRM=?") })
    }

    /// As flow control by software is: the modem holds us back, and what it sends is data whenever it can be.
    @Test func aModemHoldsAPageBackAndNothingElse() async throws {
        let page = [UInt8](repeating: 0x55, count: 400_000)
        let held = Mutex<[Int]>([])
        let heard = Mutex<[(command: String, obeysXOFF: Bool)]>([])
        let modem = try PseudoModem(
            [
                "AT+FTM=?": Self.modulations, "AT+FTH=3": "CONNECT", "AT+FTM=145": "CONNECT", "AT+FTM=146": "CONNECT",
                "ATDT004930999": PseudoModem.frame([0xFF, 0x13, 0x80, 0x00, 0x6E, 0x70]),
            ],
            sequences: [
                "AT+FRH=3": [PseudoModem.frame([0xFF, 0x13, 0x84]), PseudoModem.frame([0xFF, 0x13, 0x8C])]
            ], holding: (after: 10_000, held: { count in held.withLock { $0.append(count) } })
        ) { command in
            guard let modem = Self.current.withLock({ $0 }) else { return }
            let obeysXOFF = modem.obeysXOFF
            heard.withLock { $0.append((command, obeysXOFF)) }
        }
        Self.current.withLock { $0 = modem }
        defer { Self.current.withLock { $0 = nil } }
        var call = call()
        call.prepare = { _ in page }
        let result = try await line(modem.path).make(call)
        #expect(result.report.ending == .sent)
        let counts = held.withLock { $0 }
        #expect(counts.count == 1 && counts[0] >= 10_000 && counts[0] < page.count, "\(counts)")
        // Data that end are those of +FTM, or frames, which no modem holds back.
        let commands = heard.withLock { $0 }
        for (before, now) in zip(commands, commands.dropFirst()) {
            let endsData = now.command == PseudoModem.dataEnd && before.command.hasPrefix("AT+FTM=1")
            #expect(now.obeysXOFF == endsData, "\(now.command) after \(before.command)")
        }
        #expect(commands.count(where: \.obeysXOFF) == 2, "training check and page")
    }

    private static let current = Mutex<PseudoModem?>(nil)

    @Test func aModemThatIsNoFaxModemIsNotReady() async throws {
        let modem = try PseudoModem(["AT+FCLASS=1": "ERROR", "AT+FCLASS=1.0": "ERROR"])
        await #expect(throws: LineError("The modem refuses AT+FCLASS=1 and AT+FCLASS=1.0.")) {
            try await line(modem.path).make(call())
        }
    }

    @Test func aMissingDeviceIsNotReady() async throws {
        await #expect(throws: LineError("/nowhere/ttyS0 can't be opened: No such file or directory.")) {
            try await line("/nowhere/ttyS0").make(call())
        }
    }

    @Test func aDeviceThatAnotherProcessHasIsNotTaken() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let lock = directory.appending(path: "LCK..ttyS0")
        try "         1\n".write(to: lock, atomically: true, encoding: .ascii)
        await #expect(throws: LineError("/nowhere/ttyS0 is in use by process 1 (\(lock.path)).")) {
            try await line("/nowhere/ttyS0", ", lock-directory: \(directory.path)").make(call())
        }
        #expect(FileManager.default.fileExists(atPath: lock.path), "the other program's lock is left alone")
        // This lock is about to be written.
        try "".write(to: lock, atomically: true, encoding: .ascii)
        await #expect(throws: LineError.self) {
            try await line("/nowhere/ttyS0", ", lock-directory: \(directory.path)").make(call())
        }
        #expect(FileManager.default.fileExists(atPath: lock.path))
        // The process of this lock is long gone.
        try "2147483646\n".write(to: lock, atomically: true, encoding: .ascii)
        await #expect(throws: LineError("/nowhere/ttyS0 can't be opened: No such file or directory.")) {
            try await line("/nowhere/ttyS0", ", lock-directory: \(directory.path)").make(call())
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == [])
    }
}
