import FaxModel
import Foundation
import Logging
import Synchronization
import T30
import TestSupport
import Testing

@testable import Pipeline
@testable import faxout

/// Whole tasks, with a modem at the line and a spool that keeps what it is told.
@Suite("A task and its call", .timeLimit(.minutes(20)))
struct FaxoutCallTests {
    private let folder: TemporaryFolder
    private let file: [UInt8]

    init() throws {
        folder = try TemporaryFolder()
        file = try SampleFax.file([SampleFax.page(), SampleFax.page()])
    }

    /// A modem at whose far end a machine receives pages, each with a confirmation.
    private func modem(
        dial: String = "ATDT004930999", answer: String? = nil, heard: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> PseudoModem {
        let confirmation = PseudoModem.frame([0xFF, 0x13, 0x8C])
        return try PseudoModem(
            [
                "AT+FTM=?": "24,48,72,96,73,74,97,98,121,122,145,146\r\n\r\nOK", "AT+FTH=3": "CONNECT",
                "AT+FTM=145": "CONNECT", "AT+FTM=146": "CONNECT",
                dial: answer ?? PseudoModem.frame([0xFF, 0x13, 0x80, 0x00, 0x6E, 0x70]),
            ],
            sequences: ["AT+FRH=3": [PseudoModem.frame([0xFF, 0x13, 0x84]), confirmation, confirmation]], heard: heard)
    }

    private func handler(_ device: String) throws -> FaxoutHandler {
        FaxoutHandler(
            try SampleFax.settings(
                "lines:", "- { name: line1, device: \(device), flow-control: software }", "keep-calls: all",
                "retry: { busy: [100s], jitter: 0 }"), receptionist: try SampleFax.receptionist())
    }

    /// Handles a task of two pages.
    ///
    /// - Parameter prepare: what is done before the handler begins with it.
    private func handle(
        _ handler: FaxoutHandler, _ progress: FaxProgress = FaxProgress(), destination: FaxNumber? = nil,
        prepare: (Lease, Task<Completion, any Error>) -> Void = { _, _ in }
    ) async throws -> Completion {
        let endpoint = ScriptedSpool.endpoint(in: folder)
        let spool = try ScriptedSpool(at: endpoint) { [file] request in
            guard case .fetch(_, let offset, let count) = request else { return ScriptedSpool.acceptsAll(request) }
            return .content(total: file.count, bytes: Array(file[offset..<min(offset + count, file.count)]))
        }
        defer { spool.stop() }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let client = try SpoolClient(endpoint: endpoint, logger: logger)
        defer { client.close() }
        var task = SampleFax.task(pageCount: 2)
        task.pages[0].document = DocumentReference(
            digest: DocumentDigest(of: file), byteCount: file.count, mediaType: "image/tiff")
        let leased = LeasedTask(
            lease: LeaseReference(task: TaskID(rawValue: 1), token: LeaseToken(rawValue: 1)), stage: .faxout,
            lane: .default, order: task.job.id.order, job: task.job.id, retries: 0, losses: 0,
            destination: destination, payload: PayloadCoding.encode(task), checkpoint: PayloadCoding.encode(progress))
        let lease = Lease(leased, client: client, logger: logger)
        let (beginning, begin) = AsyncStream.makeStream(of: Void.self)
        let handling = Task {
            for await _ in beginning { break }
            return try await handler.handle(lease)
        }
        prepare(lease, handling)
        begin.yield()
        return try await handling.value
    }

    private func progress(_ completion: Completion) throws -> FaxProgress {
        try PayloadCoding.decode(FaxProgress.self, from: try #require(completion.checkpoint))
    }

    /// Handles a task that the operator wants back while the page of this number is on the line.
    private func unwanted(inPage page: Int) async throws -> (completion: Completion, commands: [String]) {
        let commands = Mutex<[String]>([])
        let intervention = Intervention()
        let modem = try modem { command in
            let pages = commands.withLock { commands in
                commands.append(command)
                return commands.count { $0 == "AT+FTM=146" }
            }
            if command == "AT+FTM=146", pages == page { intervention.happen() }
        }
        let completion = try await handle(handler(modem.path)) { lease, handling in
            intervention.prepare {
                lease.becomeUnwanted()
                handling.cancel()
            }
        }
        return (completion, commands.withLock { $0 })
    }

    @Test func anUnwantedFaxIsHandedBackAfterThePageThatItIsAt() async throws {
        let (completion, commands) = try await unwanted(inPage: 1)
        #expect(completion.verdict == .released)
        #expect(completion.successors.isEmpty)
        #expect(completion.finding == nil)
        let progress = try progress(completion)
        #expect(progress.confirmedPages == 1)
        #expect(progress.attempts.map(\.outcome) == [.local])
        #expect(progress.attempts.map(\.confirmedPages) == [1])
        let update = try #require(completion.updates.last)
        #expect(update.state == .waiting)
        #expect(update.confirmedPages == 1)
        #expect(update.attempt?.ended != nil)
        #expect(
            update.event
                == "The call has ended, as the operator wants. The call was ended by us before all pages "
                + "were sent.")
        #expect(commands.count { $0 == "AT+FTM=146" } == 1, "the second page is not begun")
    }

    @Test func aFaxThatIsUnwantedInItsLastPageIsSent() async throws {
        let (completion, _) = try await unwanted(inPage: 2)
        #expect(completion.verdict == .done)
        #expect(completion.updates.map(\.state) == [.sent])
        #expect(completion.successors.map(\.stage) == [.deliver])
        #expect(completion.finding == .answered(nextRate: nil))
    }

    @Test func aFaxThatIsCancelledButNotUnwantedIsTriedAgainAsAfterAnyTroubleOfOurs() async throws {
        let intervention = Intervention()
        let modem = try modem { if $0 == "AT+FTM=146" { intervention.happen() } }
        let completion = try await handle(handler(modem.path)) { _, handling in
            intervention.prepare { handling.cancel() }
        }
        guard case .retry = completion.verdict else {
            Issue.record("\(completion.verdict)")
            return
        }
        #expect(try progress(completion).confirmedPages == 1)
    }

    @Test func aFaxThatIsUnwantedBeforeItIsDialledIsHandedBackAndItsLineIsFree() async throws {
        let commands = Mutex<[String]>([])
        let intervention = Intervention()
        let modem = try modem { command in
            commands.withLock { $0.append(command) }
            if command == "AT+FCLASS=1" { intervention.happen() }
        }
        let handler = try handler(modem.path)
        await #expect(throws: CancellationError.self) {
            try await handle(handler) { lease, handling in
                intervention.prepare {
                    lease.becomeUnwanted()
                    handling.cancel()
                }
            }
        }
        #expect(!commands.withLock { $0.contains { $0.hasPrefix("ATD") } })
        #expect(await handler.lines.availability.lines.map(\.state) == [.free])
    }

    @Test func aTaskThatFindsItsLinesPausedIsHandedBackUntouched() async throws {
        let commands = Mutex<[String]>([])
        let modem = try modem { command in commands.withLock { $0.append(command) } }
        let handler = try handler(modem.path)
        await handler.pauseLines(["line1"])
        #expect(try await handle(handler) == Completion(.released))
        #expect(commands.withLock { $0 } == [])
        await handler.pauseLines([])
        #expect(try await handle(handler).updates.last?.state == .sent)
    }

    @Test func theNumberThatTheSpoolNamesIsDialled() async throws {
        let commands = Mutex<[String]>([])
        let modem = try modem(dial: "ATDT00492281", answer: "BUSY") { command in
            commands.withLock { $0.append(command) }
        }
        let before = Date()
        let begun = FaxProgress(confirmedPages: 1)
        let completion = try await handle(handler(modem.path), begun, destination: SampleFax.elsewhere)
        #expect(commands.withLock { $0.filter { $0.hasPrefix("ATD") } } == ["ATDT00492281"])
        guard case .retry(let time, _) = completion.verdict else {
            Issue.record("\(completion.verdict)")
            return
        }
        #expect(before.addingTimeInterval(100) <= time && time <= Date().addingTimeInterval(160))
        #expect(completion.finding == .unavailable(until: time, reason: "The number was busy."))
        let progress = try progress(completion)
        #expect(progress.number == SampleFax.elsewhere)
        #expect(progress.confirmedPages == 0)
    }
    @Test func whatTheFarEndHasOfItsManufacturerIsInTheRecordOfTheCall() async throws {
        let confirmation = PseudoModem.frame([0xFF, 0x13, 0x8C])
        let modem = try PseudoModem(
            [
                "AT+FTM=?": "24,48,72,96,73,74,97,98,121,122,145,146\r\n\r\nOK", "AT+FTH=3": "CONNECT",
                "AT+FTM=145": "CONNECT", "AT+FTM=146": "CONNECT",
                "ATDT004930999": PseudoModem.frame([0xFF, 0x03, 0x20, 0x00, 0x00, 0x0E]),
            ],
            sequences: [
                "AT+FRH=3": [
                    PseudoModem.frame([0xFF, 0x13, 0x80, 0x00, 0x6E, 0x70]), PseudoModem.frame([0xFF, 0x13, 0x84]),
                    confirmation, confirmation,
                ]
            ])
        let completion = try await handle(handler(modem.path))
        let update = try #require(completion.updates.last)
        #expect(update.state == .sent)
        let entries = try #require(update.call).entries
        #expect(entries.filter { $0.party == .far }.first?.text == "NSF [00 00 0e]")
    }
}
