import Configuration
import FaxModel
import Foundation
import Logging
import TestSupport
import Testing

@testable import Pipeline
@testable import deliver

@Suite("Tasks that the spool has ended, whatever stage they waited for")
struct EndedTaskTests {
    private let now = SampleReports.received + 500
    private let failure = Failure(EnhancedStatusCode(5, 4, 7), "It is over.")
    private let other = FaxNumber("+492281")!

    private static let causes = Ending.Cause.allCases
    private static let stages = Stage.allCases.filter { $0 != .deliver }

    // MARK: Samples

    private var mail: ReceivedMail {
        let report = SampleReports.failed()
        let jobs = [1, 2].map { JobID(order: report.order.id, number: $0) }
        return ReceivedMail(
            order: report.order.id, sender: report.order.returnPath,
            recipients: zip(jobs, ["+4922812345", "2"]).map {
                ReceivedMail.Recipient(job: $0, address: "\($1)@fax.example", number: FaxNumber($1)!)
            }, received: report.order.received, client: "192.0.2.1", document: report.order.mail)
    }

    private var order: Order {
        var order = Order(envelope: mail)
        order.subject = "Offer"
        order.options.reference = "4711"
        order.options.priority = .urgent
        return order
    }

    private var task: FaxTask {
        FaxTask(
            job: order.jobs[0], order: OrderSummary(order),
            pages: [PageDocument(document: mail.document, pageCount: 2)],
            omitted: [OmittedPart(name: "a.exe", reason: "It is no document.")])
    }

    private func payload(_ stage: Stage) -> [UInt8] {
        switch stage {
        case .enrich: PayloadCoding.encode(mail)
        case .render: PayloadCoding.encode(order)
        case .faxout: PayloadCoding.encode(task)
        case .deliver: PayloadCoding.encode(SampleReports.failed())
        }
    }

    /// A lease of a task that has ended, of a spool that is not there.
    private func lease(_ payload: [UInt8], _ ending: Ending, checkpoint: [UInt8] = []) throws -> Lease {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let leased = LeasedTask(
            lease: LeaseReference(task: TaskID(rawValue: 1), token: LeaseToken(rawValue: 1)), stage: .deliver,
            lane: .default, order: SampleReports.order, job: nil, retries: 0, losses: 0, ending: ending,
            payload: payload, checkpoint: checkpoint)
        return Lease(leased, client: try SpoolClient(endpoint: "ipc:///nowhere/spool", logger: logger), logger: logger)
    }

    private func completion(
        _ stage: Stage, _ cause: Ending.Cause, _ progress: FaxProgress? = nil
    ) throws -> Completion {
        let ending = Ending(stage: stage, cause: cause, failure: failure)
        let checkpoint = progress.map { PayloadCoding.encode($0) } ?? []
        return try EndedTask(ending: ending, lease: lease(payload(stage), ending, checkpoint: checkpoint))
            .completion(at: now)
    }

    private func reports(_ completion: Completion) throws -> [JobReport] {
        #expect(completion.verdict == .done)
        #expect(completion.successors.allSatisfy { $0.stage == .deliver && $0.lane == .default })
        return try completion.successors.map { try PayloadCoding.decode(JobReport.self, from: $0.payload) }
    }

    // MARK: Every stage, every cause

    @Test(arguments: stages, causes)
    func everyJobEndsAndEachIsTold(_ stage: Stage, _ cause: Ending.Cause) throws {
        let completion = try completion(stage, cause)
        let reports = try reports(completion)
        let jobs = stage == .faxout ? [1] : [1, 2]
        #expect(reports.map(\.job.id.number) == jobs)
        #expect(completion.updates.map(\.job.number) == jobs)
        #expect(completion.successors.map(\.job?.number) == jobs)
        let (state, result) =
            cause == .cancelled
            ? (JobState.cancelled, JobReport.Result.cancelled(failure)) : (.failed, .failed(failure))
        for (report, update) in zip(reports, completion.updates) {
            #expect(report.result == result)
            #expect(report.ended == now)
            #expect(report.order.returnPath == "jane@example.com")
            #expect(update.state == state)
            #expect(update.result == "It is over." && update.event == "It is over.")
        }
    }

    @Test func whatWasKnownAtTheStageIsTold() throws {
        let envelope = try reports(completion(.enrich, .expired))
        #expect(envelope.map(\.job.number.digits) == ["+4922812345", "2"])
        #expect(envelope.map(\.order.subject) == ["", ""])
        let enriched = try completion(.render, .expired)
        #expect(try reports(enriched).map(\.order.options.reference) == ["4711", "4711"])
        #expect(enriched.successors.map(\.priority) == [.urgent, .urgent])
        let rendered = try reports(completion(.faxout, .expired))
        #expect(rendered.map(\.pageCount) == [2])
        #expect(rendered.map(\.omitted) == [task.omitted])
    }

    @Test func aReceivedFaxThatTheOperatorDoesNotWantEndsAndNobodyIsTold() throws {
        let fax = ReceivedFax(
            job: JobID(order: SampleReports.order, number: 1), call: CallID(rawValue: 1), line: "line-1",
            group: .default, caller: CallerIdentification(), began: now)
        let ending = Ending(stage: .enrich, cause: .cancelled, failure: failure)
        let completion = try EndedTask(ending: ending, lease: lease(PayloadCoding.encode(fax), ending))
            .completion(at: now)
        #expect(completion.verdict == .done)
        #expect(completion.successors.isEmpty)
        #expect(completion.updates.map(\.state) == [.cancelled])
        #expect(completion.updates.map(\.job) == [fax.job])
    }

    @Test func aNotificationCannotBeEnded() throws {
        for cause in Self.causes {
            #expect(throws: CorruptPayload.self) { try completion(.deliver, cause) }
        }
    }

    @Test(arguments: stages)
    func aTaskThatCannotBeReadIsCorrupt(_ stage: Stage) throws {
        let ending = Ending(stage: stage, cause: .abandoned, failure: failure)
        let task = EndedTask(ending: ending, lease: try lease(Array("[]".utf8), ending))
        #expect(throws: CorruptPayload.self) { try task.completion(at: now) }
    }

    // MARK: A fax with progress

    private func attempt(_ number: Int, _ outcome: CallOutcome?, pages: Int = 0) -> Attempt {
        var attempt = Attempt(
            number: number, call: CallID(rawValue: 1), began: SampleReports.received + 5, line: "line1", dialled: "0228"
        )
        attempt.outcome = outcome
        attempt.confirmedPages = pages
        return attempt
    }

    @Test func theCallsThatWereMadeAreTold() throws {
        let progress = FaxProgress(attempts: [attempt(1, .busy), attempt(2, .dropped, pages: 1)], confirmedPages: 1)
        let completion = try completion(.faxout, .expired, progress)
        let report = try #require(try reports(completion).first)
        #expect(report.attempts == progress.attempts)
        #expect(report.confirmedPages == 1)
        let update = try #require(completion.updates.first)
        #expect(completion.updates.count == 1)
        #expect(update.confirmedPages == 1 && update.attempts == 2 && update.pageCount == 2)
    }

    @Test func aCallThatWasUnderWayIsToldAsInterrupted() throws {
        let progress = FaxProgress(attempts: [attempt(1, .busy), attempt(2, nil)])
        let completion = try completion(.faxout, .abandoned, progress)
        #expect(completion.updates.map(\.attempt?.number) == [2, nil])
        #expect(completion.updates.first?.attempt?.outcome == .interrupted)
        #expect(completion.updates.first?.event?.hasPrefix("Call 2 was interrupted.") == true)
        #expect(completion.updates.map(\.state) == [nil, .failed])
        #expect(try reports(completion).first?.attempts.map(\.outcome) == [.busy, .interrupted])
    }

    @Test(arguments: causes)
    func aFaxWhosePagesWereAllConfirmedIsSentWhateverEndedIt(_ cause: Ending.Cause) throws {
        let progress = FaxProgress(attempts: [attempt(1, nil, pages: 2)], confirmedPages: 2)
        let completion = try completion(.faxout, cause, progress)
        let report = try #require(try reports(completion).first)
        #expect(report.result == .sent)
        #expect(report.confirmedPages == 2)
        let update = try #require(completion.updates.last)
        #expect(update.state == .sent)
        #expect(update.result == "Every page was confirmed by the far end.")
    }

    @Test func aRedirectedFaxIsToldWithTheNumberThatItWentTo() throws {
        var progress = FaxProgress(attempts: [attempt(1, .dropped, pages: 2)], confirmedPages: 2)
        progress.turn(to: other, from: task.job.number)
        let report = try #require(try reports(completion(.faxout, .cancelled, progress)).first)
        #expect(report.job.number == other)
        #expect(report.result == .cancelled(failure), "what was confirmed elsewhere does not count")
    }

    // MARK: The handler

    @Test func theHandlerTellsOfAnEndedTaskAndMailsNothing() async throws {
        let transport = FakeTransport()
        let handler = try DeliverHandler.sample(transport)
        let ending = Ending(stage: .render, cause: .cancelled, failure: failure)
        let completion = try await handler.handle(lease(payload(.render), ending))
        #expect(completion.updates.map(\.state) == [.cancelled, .cancelled])
        #expect(completion.successors.map(\.stage) == [.deliver, .deliver])
        #expect(transport.sent.isEmpty, "the notifications are tasks of their own")
    }
}
