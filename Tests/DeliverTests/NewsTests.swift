import FaxModel
import Foundation
import Logging
import SMTP
import Testing

@testable import Pipeline
@testable import deliver

@Suite("News of a fax that is still tried: as long as it is some, and never behind the result")
struct NewsTests {
    private let transport = FakeTransport()

    /// News of a fax after so many calls that were busy.
    private static func news(calls: Int = 1, isProgress: Bool = false) -> JobReport {
        var report = SampleReports.busy(calls: calls)
        report.result = .delayed(Failure(EnhancedStatusCode(4, 4, 1), "The number was busy."))
        report.isProgress = isProgress ? true : nil
        report.job.notify = [.delay, .progress, .failure]
        report.ended = SampleReports.received + 60
        return report
    }

    /// What the spool knows: how the job stands, its calls, and tasks of `deliver` by lane and state.
    private static func history(
        _ report: JobReport, _ state: JobState = .waiting, calls: Int = 1, isCalling: Bool = false,
        tasks: [(Lane, String)] = []
    ) -> JobHistory {
        var job = JobRecord(id: report.job.id, created: SampleReports.received)
        job.state = state
        var attempts = SampleReports.busy(calls: calls + (isCalling ? 1 : 0)).attempts
        if isCalling { (attempts[calls].ended, attempts[calls].outcome) = (nil, nil) }
        return JobHistory(
            job: job, events: [], attempts: attempts,
            tasks: tasks.map { lane, state in
                JobHistory.LiveTask(
                    stage: .deliver, lane: lane, state: state, notBefore: nil, retries: 0, losses: 0, reason: nil)
            }, documents: [:])
    }

    private func tell(
        _ report: JobReport, _ history: JobHistory?, after seconds: TimeInterval = 10, retries: Int = 0
    ) async throws -> Completion {
        try await DeliverHandler.sample(transport).tell(
            report, retries: retries, now: report.ended + seconds,
            history: { _ in history }, document: { _ in Array(SampleReports.original.utf8) })
    }

    @Test("While the fax is tried it is told; also while the next call is under way, and where the history is lost")
    func told() async throws {
        let delay = Self.news(calls: 3)
        let progress = Self.news(isProgress: true)
        for (report, history) in [
            (delay, Self.history(delay, calls: 5)), (progress, Self.history(progress)),
            (progress, Self.history(progress, .sending, isCalling: true)), (progress, nil),
        ] as [(JobReport, JobHistory?)] {
            let completion = try await tell(report, history)
            #expect(completion.updates.first?.event?.contains("was mailed to jane@example.com") == true)
        }
        #expect(transport.sent.count == 4)
    }

    @Test("Not when the fax has ended", arguments: [JobState.sent, .failed, .cancelled])
    func ended(state: JobState) async throws {
        let report = Self.news(calls: 3)
        let completion = try await tell(report, Self.history(report, state, calls: 4))
        #expect(completion.verdict == .done && completion.successors.isEmpty)
        #expect(completion.updates.map(\.event) == ["Nobody is told of the delay any more: the fax has ended."])
        #expect(transport.sent.isEmpty)
    }

    @Test("A call in vain is no news when there was another")
    func overtaken() async throws {
        let report = Self.news(isProgress: true)
        let completion = try await tell(report, Self.history(report, calls: 2))
        #expect(completion.verdict == .done)
        #expect(completion.updates.map(\.event) == ["Nobody is told of the progress any more: there was another call."])
        #expect(transport.sent.isEmpty)
    }

    @Test("A call that our own trouble kept from being made is no other call: nobody is told of it")
    func ownTrouble() async throws {
        let report = Self.news(isProgress: true)
        var history = Self.history(report, calls: 2)
        history.attempts[1].outcome = .local
        _ = try await tell(report, history)
        #expect(transport.sent.count == 1)
    }

    @Test("After an hour it is none any more, however long a result would be tried")
    func old() async throws {
        let report = Self.news(calls: 3)
        _ = try await tell(report, Self.history(report), after: 3600)
        #expect(transport.sent.count == 1)
        let completion = try await tell(report, Self.history(report), after: 3601)
        #expect(completion.verdict == .done && transport.sent.count == 1)
        #expect(
            completion.updates.map(\.event) == [
                "Nobody is told of the delay any more: it could not be told for an hour."
            ])
    }

    @Test("A mail server that can't now is tried again, as with a result")
    func retried() async throws {
        let later = Failure(EnhancedStatusCode(4, 2, 1), "Later.")
        let report = Self.news(calls: 3)
        let completion = try await DeliverHandler.sample(FakeTransport(.deferred(later))).tell(
            report, retries: 0, now: report.ended + 10
        ) { _ in [] }
        #expect(completion.verdict == .retry(at: report.ended + 40, later))
        #expect(completion.updates.first?.event?.hasPrefix("News of the delay could not be mailed") == true)
    }

    @Test("News that fails in a way that nobody planned is given up without a case for the operator; a result is one")
    func givenUp() async throws {
        let failure = Failure(EnhancedStatusCode(4, 3, 0), "The spool speaks version 9.")
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        func completion(_ report: JobReport, _ lane: Lane) async throws -> Completion {
            let leased = LeasedTask(
                lease: LeaseReference(task: TaskID(rawValue: 1), token: LeaseToken(rawValue: 1)), stage: .deliver,
                lane: lane, order: report.order.id, job: report.job.id, retries: 0, losses: 0,
                payload: PayloadCoding.encode(report), checkpoint: [])
            let client = try SpoolClient(endpoint: "ipc:///nowhere/spool", logger: logger)
            defer { client.close() }
            return try await DeliverHandler.sample(transport).giveUp(
                Lease(leased, client: client, logger: logger), because: failure)
        }
        let news = try await completion(Self.news(calls: 3), .news)
        #expect(news.verdict == .done && news.successors.isEmpty)
        #expect(
            news.updates.map(\.event) == [
                "Nobody is told of the delay any more: it could not be. The spool speaks version 9."
            ])
        #expect(try await completion(Self.result(), .default).verdict == .failed(failure))
        #expect(try await completion(Self.result(), .news).verdict == .failed(failure), "whatever lane it is in")
    }

    /// The result of a fax of which there may have been news.
    private static func result() -> JobReport {
        var report = SampleReports.busy()
        report.job.notify = [.delay, .failure]
        return report
    }

    @Test("A result waits while somebody has the news in hand, and does not wait for news that waits itself")
    func order() async throws {
        let report = Self.result()
        let waiting = try await tell(
            report, Self.history(report, .failed, tasks: [(.default, "leased"), (.news, "leased")]))
        guard case .retry(let time, _) = waiting.verdict else {
            Issue.record("\(waiting.verdict)")
            return
        }
        #expect(time == report.ended + 40 && transport.sent.isEmpty && waiting.updates.isEmpty)
        for tasks in [
            [], [(Lane.default, "leased"), (.news, "delayed")], [(.default, "leased"), (.default, "leased")],
        ] as [[(Lane, String)]] {
            _ = try await tell(report, Self.history(report, .failed, tasks: tasks))
        }
        #expect(transport.sent.count == 3)
    }

    @Test("So does word of all faxes of a mail")
    func gathered() async throws {
        let octets = PayloadCoding.encode(Self.result())
        var holder = Completion(.done)
        let reference = holder.add(octets, mediaType: "application/json")
        let report = Self.result()
        let reports = GatheredReports(entries: [.init(job: report.job.id, report: reference)])
        for (state, count) in [("leased", 0), ("delayed", 1)] {
            let history = Self.history(report, .failed, tasks: [(.mails, "leased"), (.news, state)])
            _ = try await DeliverHandler.sample(transport).tell(
                reports, retries: 0, now: report.ended, history: { _ in history }, whole: { _ in octets },
                document: { _ in [] })
            #expect(transport.sent.count == count)
        }
    }

    @Test("Nobody asks the spool where there can't have been news: none was wanted, no call was made, it is a copy")
    func unasked() async throws {
        var usual = Self.result()
        usual.job.notify = nil
        var uncalled = Self.result()
        uncalled.attempts = []
        var copy = Self.result()
        copy.archive = "archive@example.com"
        for report in [usual, uncalled, copy] {
            _ = try await DeliverHandler.sample(transport).tell(
                report, retries: 0, now: report.ended,
                history: { job in
                    Issue.record("\(job) is asked for")
                    return nil
                }, document: { _ in [] })
        }
        #expect(transport.sent.count == 3)
    }
}
