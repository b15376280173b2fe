import Configuration
import FaxModel
import Foundation
import Logging
import Synchronization
import T30
import TestSupport
import Testing

@testable import Pipeline
@testable import faxout

@Suite("What a call brings is kept while it is under way", .timeLimit(.minutes(20)))
struct ReceptionRecorderTests {
    private let folder: TemporaryFolder
    private let answers: AsyncStream<CallEvent>
    private let answer: AsyncStream<CallEvent>.Continuation

    init() throws {
        folder = try TemporaryFolder()
        (answers, answer) = AsyncStream.makeStream()
    }

    /// Runs `body` with a recorder whose call has been answered, at a spool that says what `script` says.
    private func record(
        patience: Duration = .seconds(600), _ script: @escaping ScriptedSpool.Script = ScriptedSpool.acceptsAll,
        _ body: (ReceptionRecorder, ScriptedSpool) async throws -> Void
    ) async throws {
        let endpoint = ScriptedSpool.endpoint(in: folder)
        let spool = try ScriptedSpool(at: endpoint, script)
        defer { spool.stop() }
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let client = try SpoolClient(endpoint: endpoint, logger: logger)
        defer { client.close() }
        let recorder = ReceptionRecorder(
            line: "line1", group: .default, client: client, patience: patience, limit: .seconds(600),
            logger: logger)
        recorder.began(CallerIdentification(number: "4711"))
        try await body(recorder, spool)
    }

    private func page(_ index: Int, lines: Int = 100) -> ArrivedPage {
        ArrivedPage(
            index: index, file: [UInt8(index)], fingerprint: PageFingerprint(SampleFax.page(rows: index + 1)),
            resolution: .fine, quality: CopyQuality(lines: lines),
            errorCorrection: false, far: FarStation())
    }

    private func store(_ page: ArrivedPage, _ recorder: ReceptionRecorder) {
        recorder.store(page) { [answer] in answer.yield($0) }
    }

    private func nextAnswer() async throws -> CallEvent {
        for await event in answers { return event }
        throw CancellationError()
    }

    private func expectAnswer(_ expected: CallEvent) async throws {
        let event = try await nextAnswer()
        #expect(event == expected)
    }

    private func fax(_ task: NewTask) throws -> ReceivedFax {
        try PayloadCoding.decode(ReceivedFax.self, from: task.payload)
    }

    private func amendment(_ spool: ScriptedSpool) async throws -> Amendment {
        try await spool.next { heard in
            guard case .amend(let amendment) = heard.request else { return nil }
            return amendment
        }
    }

    @Test("A page is not said to be stored before the spool says so, however long it is away")
    func away() async throws {
        let isAway = Mutex(true)
        try await record { request in
            isAway.withLock { $0 } ? nil : ScriptedSpool.acceptsAll(request)
        } _: { recorder, spool in
            store(page(0), recorder)
            _ = try await spool.submission()
            answer.yield(.cancelled)
            // Nothing was said before.
            try await expectAnswer(.cancelled)
            isAway.withLock { $0 = false }
            try await expectAnswer(.pageStored(CopyQuality(lines: 100)))
        }
    }

    @Test("The first page hands in an order that waits; the others amend it; at its end it goes on at once")
    func pages() async throws {
        try await record { recorder, spool in
            store(page(0), recorder)
            try await expectAnswer(.pageStored(CopyQuality(lines: 100)))
            let submission = try await spool.submission()
            let first = try #require(submission.tasks.first)
            #expect(first.stage == .enrich && first.lane == .received)
            #expect(try #require(first.notBefore) > Date().addingTimeInterval(300))
            #expect(submission.documents.map(\.bytes) == [[0]])
            #expect(submission.updates.map(\.state) == [.receiving])
            recorder.confirm(0)
            let confirmation = try await amendment(spool)
            #expect(try fax(confirmation.task).confirmedPages == 1)
            #expect(confirmation.documents.isEmpty, "the spool has them")
            store(page(1), recorder)
            try await expectAnswer(.pageStored(CopyQuality(lines: 100)))
            let second = try await amendment(spool)
            #expect(second.task.order == submission.order)
            #expect(second.documents.map(\.bytes) == [[1]])
            #expect(try fax(second.task).pages.map(\.isConfirmed) == [true, false])
            let report = try await lineDropped()
            await recorder.ended(report, .all)
            let last = try await amendment(spool)
            #expect(last.task.notBefore == nil)
            #expect(last.updates.map(\.state) == [.received])
            #expect(last.updates.first?.call != nil)
            #expect(try fax(last.task).isComplete == false)
        }
    }

    @Test("A spool that has no room at the moment is asked again")
    func busy() async throws {
        let refusals = Mutex(2)
        try await record { request in
            guard case .submit = request else { return ScriptedSpool.acceptsAll(request) }
            let isBusy = refusals.withLock { count in
                count -= 1
                return count >= 0
            }
            return isBusy ? .refused(SpoolError(.busy, "full")) : .accepted
        } _: { recorder, _ in
            store(page(0), recorder)
            try await expectAnswer(.pageStored(CopyQuality(lines: 100)))
        }
    }

    @Test("An order that was stored after all is amended")
    func taken() async throws {
        try await record { request in
            if case .submit = request { return .refused(SpoolError(.taken, "another order")) }
            return ScriptedSpool.acceptsAll(request)
        } _: { recorder, spool in
            store(page(0), recorder)
            try await expectAnswer(.pageStored(CopyQuality(lines: 100)))
            let amendment = try await amendment(spool)
            #expect(amendment.documents.map(\.bytes) == [[0]])
        }
    }

    @Test("A fax that is in other hands takes no page more")
    func stale() async throws {
        try await record { request in
            if case .amend = request { return .refused(SpoolError(.stale, "in other hands")) }
            return ScriptedSpool.acceptsAll(request)
        } _: { recorder, _ in
            store(page(0), recorder)
            _ = try await nextAnswer()
            store(page(1), recorder)
            try await expectAnswer(.pageNotStored("It could not be stored: in other hands."))
        }
    }

    @Test("While a page takes long, the spool is told that the call goes on")
    func reminder() async throws {
        try await record(patience: .milliseconds(60)) { recorder, spool in
            store(page(0), recorder)
            _ = try await nextAnswer()
            for _ in 0..<3 { _ = try await amendment(spool) }
        }
    }

    @Test("A page of which nothing has come is refused by itself, and kept nowhere")
    func empty() async throws {
        try await record { recorder, spool in
            store(page(0, lines: 0), recorder)
            try await expectAnswer(.pageStored(CopyQuality(lines: 0)))
            store(page(1), recorder)
            let submission = try await spool.submission()
            #expect(submission.documents.map(\.bytes) == [[1]], "the first that it hears of")
        }
    }

    @Test("A call that brought no page is history: an order without a task", arguments: [true, false])
    func withoutPage(keepsCall: Bool) async throws {
        try await record { recorder, spool in
            await recorder.ended(try await lineDropped(), keepsCall ? .failed : .none)
            let submission = try await spool.submission()
            #expect(submission.tasks.isEmpty && submission.documents.isEmpty)
            let update = try #require(submission.updates.first)
            #expect(update.job.order == submission.order)
            #expect(update.state == .noFax && update.pageCount == 0)
            #expect(update.call?.id == (keepsCall ? recorder.id : nil))
            #expect(update.call?.entries.isEmpty != true)
            #expect(update.attempt?.call == recorder.id)
            #expect(update.attempt?.outcome == .noCarrier)
            #expect(update.attempt?.dialled == "4711")
            #expect(update.attempt?.ended != nil)
        }
    }

    @Test("A call that brought no page is recorded when the spool is back")
    func withoutPageWhileTheSpoolIsAway() async throws {
        let refusals = Mutex(1)
        try await record { request in
            let isRefused = refusals.withLock { count in
                count -= 1
                return count >= 0
            }
            return isRefused ? .refused(SpoolError(.storage, "no disk")) : ScriptedSpool.acceptsAll(request)
        } _: { recorder, spool in
            await recorder.ended(try await lineDropped(), .all)
            let first = try await spool.submission()
            let second = try await spool.submission()
            #expect(first.order == second.order)
        }
    }

    /// The end of a call that nobody has answered.
    private func lineDropped() async throws -> TelephoneLine.Result {
        let modem = try PseudoModem(["AT+FTM=?": "24\r\n\r\nOK", "ATDT004930999": "NO CARRIER"])
        let line = TelephoneLine(
            settings: try #require(
                SampleFax.settings("lines:", "- { name: line1, device: \(modem.path), flow-control: software }")
                    .lines.first))
        return try await line.make(
            TelephoneLine.Call(
                number: SampleFax.task(pageCount: 1).job.number, formats: [PageFormat()], prepare: { _ in [] },
                willDial: {}, confirmed: { _ in }, isLost: { false }))
    }
}
