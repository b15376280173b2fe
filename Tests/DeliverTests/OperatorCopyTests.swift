import FaxModel
import Foundation
import MIME
import Pipeline
import SMTP
import TestSupport
import Testing

@testable import deliver

@Suite("Results that are lost: the operator is told, once")
struct OperatorCopyTests {
    private let refusal = Failure(EnhancedStatusCode(5, 1, 1), "No such user.")
    private let now = SampleReports.received + 110

    private func handler(_ transport: FakeTransport, more: String = "") throws -> DeliverHandler {
        try .sample(transport, deliver: "operator: op@fax.example, languages: {example.com: de}\(more)")
    }

    private func tell(
        _ report: JobReport, _ transport: FakeTransport, after delivery: ResultDelivery = ResultDelivery(),
        now: Date? = nil
    ) async throws -> Completion {
        try await handler(transport).tell(report, after: delivery, retries: 0, now: now ?? self.now) { _ in
            Array(SampleReports.original.utf8)
        }
    }

    private func copy(_ completion: Completion) throws -> JobReport {
        try #require(completion.successors.count == 1)
        return try PayloadCoding.decode(JobReport.self, from: completion.successors[0].payload)
    }

    @Test(
        "Refused for good: the task waits for the operator, and he gets a mail with who did not get it, why, and what it was"
    )
    func refused() async throws {
        let transport = FakeTransport(except: ["jane@example.com": .refused(refusal)])
        var report = SampleReports.sent()
        report.order.options.notification = NotificationRequest(hasDocument: true)
        report.sentPages = report.order.mail
        let completion = try await tell(report, transport)
        guard case .failed(let failure) = completion.verdict else {
            return #expect(Bool(false), "\(completion.verdict)")
        }
        #expect(failure.sentence == "The result could not be mailed to jane@example.com. No such user.")
        #expect(
            completion.updates.map(\.event) == ["The operator, op@fax.example, is told that the result is lost."])
        let told = try await tell(try copy(completion), transport)
        #expect(told.verdict == .done && told.successors.isEmpty)
        #expect(
            told.updates.first?.event?.hasPrefix("The result, for the operator, was mailed to op@fax.example;") == true)
        let sent = try #require(transport.sent.last)
        #expect(sent.mail.sender == nil && sent.mail.recipients.map(\.description) == ["op@fax.example"])
        let mail = try Mail(parsing: Array(sent.text.utf8))
        #expect(mail.subject == "Not delivered: Fax to +4922812345 sent: Your order 4711")
        #expect(mail.messageID == "\(report.job.id).sent.undelivered@fax.example")
        #expect(mail.field(named: "X-Fax-Undelivered") == "jane@example.com: No such user. (5.1.1)")
        #expect(mail.field(named: "X-Fax-Result") == "sent" && mail.field(named: "Auto-Submitted") == "auto-replied")
        let text = try #require(try mail.root.parts.first?.text())
        #expect(
            text.contains("  jane@example.com: No such user.\r\n") && text.contains("'faxctl retry \(report.job.id)'"))
        #expect(text.contains("was sent: the far end confirmed every page."))
        #expect(!sent.text.contains("image/tiff"), "nothing of the fax goes to whom it is not for")
    }

    @Test("News in between that is refused is nobody's matter: the next news is another", arguments: [nil, true])
    func news(isProgress: Bool?) async throws {
        let transport = FakeTransport(except: ["jane@example.com": .refused(refusal)])
        var report = SampleReports.failed()
        report.result = .delayed(Failure(EnhancedStatusCode(4, 2, 1), "The number was busy."))
        (report.isProgress, report.ended) = (isProgress, now - 10)
        report.job.notify = [.delay, .progress]
        let completion = try await tell(report, transport)
        #expect(transport.sent.count == 1, "it was tried")
        #expect(completion.verdict == .done && completion.successors.isEmpty && completion.checkpoint == nil)
        #expect(
            completion.updates.map(\.event) == [
                "News of the \(isProgress == true ? "progress" : "delay") could not be mailed to jane@example.com. No such user."
            ])
    }

    @Test("Given up after a long time: he has as long from then on")
    func givenUp() async throws {
        let later = Failure(EnhancedStatusCode(4, 2, 1), "Later.")
        let transport = FakeTransport(.deferred(later))
        let late = SampleReports.sent().ended + 6 * 86400
        let completion = try await tell(SampleReports.sent(), transport, now: late)
        guard case .failed = completion.verdict else { return #expect(Bool(false), "\(completion.verdict)") }
        let copy = try copy(completion)
        #expect(copy.undelivered?.recipient.failure.sentence == "Given up: Later.")
        guard case .retry = try await tell(copy, transport, now: late + 86400).verdict else {
            return #expect(Bool(false), "the operator's copy is not tried again")
        }
        let end = try await tell(copy, transport, now: late + 6 * 86400)
        guard case .failed = end.verdict else { return #expect(Bool(false), "\(end.verdict)") }
        #expect(end.successors.isEmpty, "nobody is told that the operator was not told")
    }

    @Test("Once: not when it is tried again, not where he is the one who refuses, not without an operator")
    func once() async throws {
        let transport = FakeTransport(.refused(refusal))
        let first = try await tell(SampleReports.sent(), transport)
        let checkpoint = try #require(first.checkpoint)
        let delivery = try PayloadCoding.decode(ResultDelivery.self, from: checkpoint)
        let again = try await tell(SampleReports.sent(), transport, after: delivery)
        #expect(again.successors.isEmpty && again.updates.isEmpty)
        var own = SampleReports.sent(returnPath: "op@fax.example")
        #expect(try await tell(own, transport).successors.isEmpty)
        own.undelivered = try copy(first).undelivered
        let refused = try await tell(own, transport)
        guard case .failed = refused.verdict else { return #expect(Bool(false), "\(refused.verdict)") }
        #expect(refused.successors.isEmpty)
        let without = try await DeliverHandler.sample(transport).tell(SampleReports.sent(), retries: 0, now: now) { _ in
            []
        }
        #expect(without.successors.isEmpty)
        // One who is not there any more.
        let gone = try await DeliverHandler.sample(transport).tell(own, retries: 0, now: now) { _ in [] }
        #expect(gone.verdict == .done && gone.updates.first?.event?.contains("deliver.operator is not set") == true)
    }

    @Test("A copy for an archive that is refused is told, too, and is no further copy for the archive")
    func archive() async throws {
        let transport = FakeTransport(except: ["a@archive.example": .refused(refusal)])
        var report = SampleReports.sent()
        (report.archive, report.isArchived) = ("a@archive.example", true)
        let copy = try copy(try await tell(report, transport))
        let handler = try DeliverHandler.sample(
            transport, deliver: "operator: op@fax.example", archive: "[{to: a@archive.example}]")
        let told = try await handler.tell(copy, retries: 0, now: now) { _ in [] }
        #expect(told.successors.isEmpty)
        let mail = try Mail(parsing: Array(try #require(transport.sent.last).text.utf8))
        #expect(mail.field(named: "X-Fax-Undelivered")?.hasPrefix("a@archive.example: ") == true)
        #expect(mail.field(named: "X-Fax-Sender") == "jane@example.com")
    }

    @Test("Of all faxes of a mail: one copy, in the operator's language, and each history says that it is lost")
    func results() async throws {
        let transport = FakeTransport(except: ["jane@example.com": .refused(refusal)])
        let reports = [SampleReports.sent(), SampleReports.busy()].enumerated().map { index, report in
            var report = report
            report.job.id = JobID(order: SampleReports.order, number: index + 1)
            report.order.options.language = "de"
            return report
        }
        var stored: [DocumentReference: [UInt8]] = [:]
        var entries: [GatheredReports.Entry] = []
        var holder = Completion(.done)
        for report in reports {
            let octets = PayloadCoding.encode(report)
            let reference = holder.add(octets, mediaType: "application/json")
            stored[reference] = octets
            entries.append(.init(job: report.job.id, report: reference))
        }
        func tell(_ gathered: GatheredReports, after delivery: ResultDelivery = ResultDelivery()) async throws
            -> Completion
        {
            try await handler(transport).tell(
                gathered, after: delivery, retries: 0, now: now, whole: { stored[$0] ?? [] }, document: { _ in [] })
        }
        let completion = try await tell(GatheredReports(entries: entries))
        guard case .failed = completion.verdict else { return #expect(Bool(false), "\(completion.verdict)") }
        #expect(completion.updates.map(\.job.number) == [2, 1])
        #expect(completion.updates[0].event == "The result could not be mailed to jane@example.com. No such user.")
        let copy = try PayloadCoding.decode(GatheredReports.self, from: completion.successors[0].payload)
        #expect(completion.successors[0].lane == .mails)
        #expect(try await tell(copy).verdict == .done)
        let sent = try #require(transport.sent.last)
        let mail = try Mail(parsing: Array(sent.text.utf8))
        #expect(sent.mail.recipients.map(\.description) == ["op@fax.example"])
        #expect(mail.subject == "Not delivered: 1 of 2 faxes not sent: Your order 4711")
        #expect(mail.messageID == "\(SampleReports.order)-1.results.undelivered@fax.example")
        let texts = try #require(mail.root.parts.first).parts.map { try $0.text() ?? "" }
        #expect(texts.count == 2 && texts.allSatisfy { $0.contains("jane@example.com: No such user.") })
        let checkpoint = try PayloadCoding.decode(ResultDelivery.self, from: try #require(completion.checkpoint))
        #expect(try await tell(GatheredReports(entries: entries), after: checkpoint).successors.isEmpty)
    }
}
