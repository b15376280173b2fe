import FaxModel
import Foundation
import Pipeline
import SMTP
import Testing

@testable import deliver

@Suite("Times are reckoned from the mail server's answer, however long that was waited for")
struct ClockTests {
    private static let start = SampleReports.received + 110
    private let later = Failure(EnhancedStatusCode(4, 2, 1), "Later.")
    private let clock = FakeClock(ClockTests.start)

    private func handler(_ outcome: RecipientResult.Outcome, seconds: TimeInterval = 600) throws -> DeliverHandler {
        try .sample(
            SlowTransport(clock: clock, seconds: seconds, next: FakeTransport(outcome)),
            deliver: "operator: op@fax.example")
    }

    @Test("A result is tried again 30 s after the answer, and not at once")
    func result() async throws {
        let completion = try await handler(.deferred(later)).tell(
            SampleReports.sent(), retries: 0, now: clock.now
        ) { _ in [] }
        #expect(completion.verdict == .retry(at: Self.start + 630, later))
    }

    @Test("So are the results of a whole mail, and what the operator gets counts from then on")
    func results() async throws {
        var stored: [DocumentReference: [UInt8]] = [:]
        var holder = Completion(.done)
        let octets = PayloadCoding.encode(SampleReports.sent())
        let reference = holder.add(octets, mediaType: "application/json")
        stored[reference] = octets
        let gathered = GatheredReports(entries: [.init(job: SampleReports.sent().job.id, report: reference)])
        func tell(_ outcome: RecipientResult.Outcome) async throws -> Completion {
            try await handler(outcome).tell(
                gathered, retries: 0, now: clock.now, whole: { stored[$0] ?? [] }, document: { _ in [] })
        }
        #expect(try await tell(.deferred(later)).verdict == .retry(at: Self.start + 630, later))
        let refused = try await tell(.refused(Failure(EnhancedStatusCode(5, 1, 1), "No such user.")))
        let copy = try PayloadCoding.decode(GatheredReports.self, from: refused.successors[0].payload)
        #expect(copy.undelivered?.since == Self.start + 1200)
    }

    @Test("What waited until its time was over is given up then, and the operator's copy has its own time from then on")
    func givenUp() async throws {
        let days = try handler(.deferred(later), seconds: 5 * 86_400)
        let completion = try await days.tell(SampleReports.sent(), retries: 3, now: clock.now) { _ in [] }
        guard case .failed(let failure) = completion.verdict else {
            Issue.record("\(completion.verdict)")
            return
        }
        #expect(failure.sentence.contains("it is given up. Later."))
        let copy = try PayloadCoding.decode(JobReport.self, from: completion.successors[0].payload)
        #expect(copy.undelivered?.since == clock.now)
    }

    @Test("A received fax and a mail to the postmaster are tried again 30 s after the answer")
    func others() async throws {
        let handler = try handler(.deferred(later))
        let fax = try await handler.received.completion(
            of: SampleFax.mail(), after: ReceivedFaxDelivery(), retries: 0, now: clock.now
        ) { _ in [] }
        guard case .retry(let time, _) = fax.verdict else {
            Issue.record("\(fax.verdict)")
            return
        }
        #expect(time == Self.start + 630)
        let document = SampleReports.sent().order.mail
        let mail = PostmasterMail(
            job: SampleReports.sent().job.id, sender: "jane@example.com", received: Self.start, document: document)
        let completion = try await handler.postmaster.completion(of: mail, retries: 0, now: clock.now) { _ in [] }
        #expect(completion.verdict == .retry(at: Self.start + 1230, later))
    }
}
