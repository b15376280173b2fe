import FaxModel
import Foundation
import Logging
import Synchronization
import TestSupport
import Testing

@testable import Pipeline
@testable import faxout

/// Tasks that the spool leased for one call, with a modem at the line and a spool that keeps what it is told.
@Suite("Several faxes in one call", .timeLimit(.minutes(20)))
struct SharedCallTests {
    private static let dis = PseudoModem.frame([0xFF, 0x13, 0x80, 0x00, 0x6E, 0x70])
    private static let confirmation = PseudoModem.frame([0xFF, 0x13, 0x8C])
    private static let readyToReceive = PseudoModem.frame([0xFF, 0x13, 0x84])
    private static let disconnect = PseudoModem.frame([0xFF, 0x13, 0xFA])

    private let folder: TemporaryFolder
    private let file: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        file = try SampleFax.file([SampleFax.page(), SampleFax.page()])
    }

    /// A modem at whose far end a machine answers so, signal by signal, after its first DIS.
    private func modem(
        _ answers: [String], dial: String = dis, heard: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> PseudoModem {
        try PseudoModem(
            [
                "AT+FTM=?": "24,48,72,96,73,74,97,98,121,122,145,146\r\n\r\nOK", "AT+FTH=3": "CONNECT",
                "AT+FTM=145": "CONNECT", "AT+FTM=146": "CONNECT", "ATDT004930999": dial,
            ], sequences: ["AT+FRH=3": answers], heard: heard)
    }

    private func handler(_ device: String) throws -> FaxoutHandler {
        FaxoutHandler(
            try SampleFax.settings(
                "lines:", "- { name: line1, device: \(device), flow-control: software }",
                "retry: { busy: [100s], dropped: [100s], jitter: 50 }"),
            receptionist: try SampleFax.receptionist())
    }

    /// Handles tasks that came together, each of two pages.
    ///
    /// - Parameters:
    ///   - missing: the task whose pages the spool has lost.
    ///   - options: what the senders of the first tasks have asked for.
    ///   - prepare: what is done before the handler begins with them.
    private func handle(
        _ handler: FaxoutHandler, count: Int = 2, missing: Int? = nil, options: [FaxOptions] = [],
        progress: FaxProgress? = nil,
        prepare: ([(lease: Lease, work: Task<Completion, any Error>)]) -> Void = { _ in }
    ) async throws -> [Result<Completion, any Error>] {
        let endpoint = ScriptedSpool.endpoint(in: folder)
        let digest = DocumentDigest(of: file)
        let spool = try ScriptedSpool(at: endpoint) { [file] request in
            guard case .fetch(let wanted, let offset, let count) = request else {
                return ScriptedSpool.acceptsAll(request)
            }
            guard wanted == digest else { return .refused(SpoolError(.unknown, "it is gone")) }
            return .content(total: file.count, bytes: Array(file[offset..<min(offset + count, file.count)]))
        }
        defer { spool.stop() }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let client = try SpoolClient(endpoint: endpoint, logger: logger)
        defer { client.close() }
        let tasks = (0..<count).map { index in
            var task = SampleFax.task(pageCount: 2)
            if options.indices.contains(index) { task.order.options = options[index] }
            task.pages[0].document = DocumentReference(
                digest: index == missing ? DocumentDigest(of: [1]) : digest, byteCount: file.count,
                mediaType: "image/tiff")
            return LeasedTask(
                lease: LeaseReference(
                    task: TaskID(rawValue: Int64(index + 1)), token: LeaseToken(rawValue: UInt64(index + 1))),
                stage: .faxout, lane: .default, order: task.job.id.order, job: task.job.id, retries: 0, losses: 0,
                payload: PayloadCoding.encode(task), checkpoint: progress.map { PayloadCoding.encode($0) } ?? [])
        }
        var begins: [AsyncStream<Void>.Continuation] = []
        let works = tasks.map { task in
            let lease = Lease(task, companions: tasks.map(\.lease), client: client, logger: logger)
            let (beginning, begin) = AsyncStream.makeStream(of: Void.self)
            begins.append(begin)
            let work = Task {
                for await _ in beginning { break }
                return try await handler.handle(lease)
            }
            return (lease: lease, work: work)
        }
        prepare(works)
        for begin in begins { begin.yield() }
        var results: [Result<Completion, any Error>] = []
        for (_, work) in works { results.append(await work.result) }
        return results
    }

    private func completions(_ results: [Result<Completion, any Error>]) throws -> [Completion] {
        try results.map { try $0.get() }
    }

    private func progress(_ completion: Completion) throws -> FaxProgress {
        try PayloadCoding.decode(FaxProgress.self, from: try #require(completion.checkpoint))
    }

    @Test func oneThatWantsSomethingElseOfTheCallGoesBackForItsOwn() async throws {
        let ok = Self.confirmation
        let modem = try modem([Self.readyToReceive, ok, ok, Self.dis, Self.readyToReceive, ok, ok])
        var other = FaxOptions()
        other.stationID = "+49 30 7"
        let ended = try await completions(
            handle(handler(modem.path), count: 3, options: [FaxOptions(), other, FaxOptions(reference: "1")]))
        #expect(ended.map(\.verdict) == [.done, .released, .done])
        #expect(ended[1].updates.isEmpty && ended[1].checkpoint == nil, "nothing has become of it")
    }

    @Test func whoWantsToKnowIsToldThatAFaxTakesLong() async throws {
        let modem = try modem([], dial: "BUSY")
        var options = FaxOptions()
        options.notification = NotificationRequest(events: [.delay])
        var progress = FaxProgress()
        for number in 1...2 {
            var attempt = Attempt(number: number, call: CallID(rawValue: 1), began: .now, line: "a", dialled: "1")
            (attempt.ended, attempt.outcome) = (.now, .busy)
            progress.attempts.append(attempt)
        }
        let ended = try await completions(
            handle(handler(modem.path), count: 1, options: [options], progress: progress))
        guard case .retry = ended[0].verdict else {
            Issue.record("not tried again")
            return
        }
        let successor = try #require(ended[0].successors.first)
        let report = try PayloadCoding.decode(JobReport.self, from: successor.payload)
        #expect(successor.stage == .deliver && successor.lane == .news && report.attempts.count == 3)
        guard case .delayed(let failure) = report.result else {
            Issue.record("told as \(report.result)")
            return
        }
        #expect(failure.status.severity == 4)
        #expect(try self.progress(ended[0]).isDelayTold == true)
    }

    @Test func eachIsSentInOneCallAndHasItsOwnResult() async throws {
        let commands = Mutex<[String]>([])
        let ok = Self.confirmation
        let modem = try modem([Self.readyToReceive, ok, ok, Self.dis, Self.readyToReceive, ok, ok]) { command in
            commands.withLock { $0.append(command) }
        }
        let ended = try await completions(handle(handler(modem.path)))
        #expect(ended.map(\.verdict) == [.done, .done])
        #expect(ended.map { $0.updates.last?.state } == [.sent, .sent])
        #expect(ended.map { $0.successors.map(\.stage) } == [[.deliver], [.deliver]])
        #expect(ended.map(\.finding) == [.answered(nextRate: nil), nil], "a call tells once what it has found")
        for completion in ended {
            let report = try PayloadCoding.decode(JobReport.self, from: completion.successors[0].payload)
            #expect(report.attempts.map(\.confirmedPages) == [2])
            #expect(report.attempts.map(\.outcome) == [.sent])
        }
        #expect(commands.withLock { $0.count { $0.hasPrefix("ATD") } } == 1)
        #expect(commands.withLock { $0.count { $0 == "AT+FTM=146" } } == 4)
    }

    @Test func aCallThatIsNotAnsweredIsEveryones() async throws {
        let modem = try modem([], dial: "BUSY")
        let ended = try await completions(handle(handler(modem.path), count: 3))
        var times: Set<Date> = []
        for completion in ended {
            guard case .retry(let time, _) = completion.verdict else {
                Issue.record("\(completion.verdict)")
                return
            }
            times.insert(time)
            #expect(try progress(completion).attempts.map(\.outcome) == [.busy])
        }
        let log = try #require(ended[0].updates.last?.call)
        #expect(ended.map { $0.updates.last?.call == nil } == [false, true, true])
        #expect(try ended.map { try progress($0).attempts.map(\.call) } == Array(repeating: [log.id], count: 3))
        #expect(log.result == "busy")
        #expect(log.dialled == "004930999")
        #expect(log.entries.map(\.text).contains("no connection: busy"))
        #expect(times.count == 1, "they wait equally long, and so meet again")
        let end = try #require(try progress(ended[0]).attempts[0].ended)
        #expect((49...151).contains(try #require(times.first).timeIntervalSince(end)))
        #expect(ended.map { $0.finding == nil } == [false, true, true])
    }

    @Test func aCallThatEndsBeforeAPageIsEveryones() async throws {
        let modem = try modem([Self.disconnect])
        let ended = try await completions(handle(handler(modem.path)))
        for completion in ended {
            guard case .retry = completion.verdict else {
                Issue.record("\(completion.verdict)")
                return
            }
            #expect(try progress(completion).attempts.map(\.outcome) == [.dropped])
        }
    }

    @Test func whatGoesWrongWithinOneIsHeldAgainstNoneOfTheOthers() async throws {
        let modem = try modem([Self.readyToReceive, Self.confirmation, Self.disconnect])
        let ended = try await completions(handle(handler(modem.path)))
        guard case .retry = ended[0].verdict else {
            Issue.record("\(ended[0].verdict)")
            return
        }
        #expect(try progress(ended[0]).attempts.map(\.outcome) == [.dropped])
        #expect(try progress(ended[0]).confirmedPages == 1)
        #expect(ended[1].verdict == .released)
        #expect(try progress(ended[1]).attempts.map(\.outcome) == [.local])
        #expect(
            ended[1].updates.last?.event
                == "The call ended with another fax to the same number. "
                + "The far fax machine ended the call without confirming the page.")
        #expect(ended[1].finding == nil)
    }

    @Test func oneThatIsSentStaysSentWhateverBecomesOfTheNext() async throws {
        let ok = Self.confirmation
        let modem = try modem([Self.readyToReceive, ok, ok, Self.dis, Self.disconnect])
        let ended = try await completions(handle(handler(modem.path)))
        #expect(ended[0].verdict == .done)
        #expect(ended[0].updates.last?.state == .sent)
        guard case .retry = ended[1].verdict else {
            Issue.record("\(ended[1].verdict)")
            return
        }
        #expect(try progress(ended[1]).attempts.map(\.confirmedPages) == [0])
    }

    @Test func oneThatCannotComeAlongIsNotWaitedFor() async throws {
        let ok = Self.confirmation
        let modem = try modem([Self.readyToReceive, ok, ok])
        let ended = try await handle(handler(modem.path), missing: 0)
        #expect(throws: SpoolError.self) { try ended[0].get() }
        #expect(try ended[1].get().updates.last?.state == .sent)
        #expect(try ended[1].get().finding == .answered(nextRate: nil))
    }

    @Test func oneThatIsWantedBackEndsTheCallAfterThePageAndTheOthersGoBackToo() async throws {
        let intervention = Intervention()
        let modem = try modem([Self.readyToReceive, Self.confirmation]) { command in
            if command == "AT+FTM=146" { intervention.happen() }
        }
        let ended = try await completions(
            handle(handler(modem.path)) { works in
                let (lease, work) = works[1]
                intervention.prepare {
                    lease.becomeUnwanted()
                    work.cancel()
                }
            })
        #expect(ended.map(\.verdict) == [.released, .released])
        #expect(try ended.map { try progress($0).confirmedPages } == [1, 0])
        #expect(ended[1].updates.last?.event?.hasPrefix("The call has ended, as the operator wants.") == true)
        #expect(ended[0].updates.last?.event?.hasPrefix("The call ended with another fax") == true)
    }

    @Test func oneThatIsWantedBackAfterItWasSentDoesNotDisturbTheOthers() async throws {
        let ok = Self.confirmation
        let pages = Mutex(0)
        let intervention = Intervention()
        let modem = try modem([Self.readyToReceive, ok, ok, Self.dis, Self.readyToReceive, ok, ok]) { command in
            guard command == "AT+FTM=146",
                pages.withLock({
                    $0 += 1; return $0 == 3
                })
            else { return }
            intervention.happen()
        }
        let ended = try await completions(
            handle(handler(modem.path)) { works in
                let (lease, work) = works[0]
                intervention.prepare {
                    lease.becomeUnwanted()
                    work.cancel()
                }
            })
        #expect(ended.map { $0.updates.last?.state } == [.sent, .sent])
    }

    @Test func pausedLinesSendThemAllBack() async throws {
        let modem = try modem([])
        let handler = try handler(modem.path)
        await handler.pauseLines(["line1"])
        #expect(try await completions(handle(handler)) == [Completion(.released), Completion(.released)])
    }
}
