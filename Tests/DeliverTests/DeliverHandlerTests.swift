import Configuration
import FaxModel
import Foundation
import Pipeline
import SMTP
import Testing

@testable import deliver

@Suite("Who is told, and what becomes of the task")
struct DeliverHandlerTests {
    private let failure = Failure(EnhancedStatusCode(4, 2, 1), "Later.")

    @Test("A result is mailed to the return path, from the null sender (RFC 3464 §2)")
    func told() async throws {
        let transport = FakeTransport()
        let completion = try await tell(SampleReports.sent(), transport)
        #expect(completion.verdict == .done)
        #expect(completion.updates.first?.event?.hasPrefix("The result was mailed to jane@example.com") == true)
        let sent = try #require(transport.sent.first)
        #expect(sent.mail.sender == nil)
        #expect(sent.mail.recipients.map(\.description) == ["jane@example.com"])
        #expect(sent.mail.size == sent.text.utf8.count)
    }

    @Test("Nobody is told of a mail from the null sender, or from what is no address", arguments: ["", "nonsense"])
    func nobody(returnPath: String) async throws {
        let transport = FakeTransport()
        let completion = try await tell(SampleReports.sent(returnPath: returnPath), transport)
        #expect(completion.verdict == .done)
        #expect(completion.updates.first?.event?.hasPrefix("Nobody is told") == true)
        #expect(transport.sent.isEmpty)
    }

    @Test("Who wants the pages gets them, if they are still there")
    func pages() async throws {
        var report = SampleReports.sent()
        report.order.options.notification = NotificationRequest(recipient: "kai@example.com", hasDocument: true)
        report.sentPages = report.order.mail
        for isLost in [false, true] {
            let transport = FakeTransport()
            let completion = try await handler(transport).tell(
                report, retries: 0, now: SampleReports.received + 110,
                whole: { _ in
                    if isLost { throw SpoolError(.unknown, "it is gone") }
                    return Array("pages".utf8)
                }
            ) { _ in Array(SampleReports.original.utf8) }
            #expect(completion.verdict == .done)
            let sent = try #require(transport.sent.first)
            #expect(sent.mail.recipients.map(\.description) == ["kai@example.com"])
            #expect(sent.text.contains("\r\nTo: <kai@example.com>\r\n"), "it is not called by the sender's name")
            #expect(sent.text.contains(Data("pages".utf8).base64EncodedString()) == !isLost)
        }
    }

    @Test("Who wants no word gets none, and the history says why")
    func never() async throws {
        let transport = FakeTransport()
        var report = SampleReports.failed()
        report.order.options.notification = NotificationRequest(events: [])
        let completion = try await tell(report, transport)
        #expect(completion.verdict == .done && transport.sent.isEmpty)
        #expect(completion.updates.first?.event?.hasSuffix("the sender wants no word of failure.") == true)
    }

    @Test("An automatic mail is not answered; our own notification, faxed back to us, ends there")
    func automatic() async throws {
        let transport = FakeTransport()
        _ = try await tell(SampleReports.sent(), transport)
        let notification = try #require(transport.sent.first).text
        let completion = try await tell(SampleReports.sent(), transport, original: notification)
        #expect(completion.verdict == .done)
        #expect(transport.sent.count == 1)
    }

    @Test("A server that can't now is tried again, later each time, until the time is over")
    func retries() async throws {
        let transport = FakeTransport(.deferred(failure))
        let ended = SampleReports.sent().ended
        for (retries, seconds) in [(0, 30.0), (1, 60), (3, 240), (20, 1800), (1000, 1800)] {
            let completion = try await tell(SampleReports.sent(), transport, retries: retries, now: ended + 100)
            #expect(completion.verdict == .retry(at: ended + 100 + seconds, failure))
        }
        let late = try await tell(SampleReports.sent(), transport, retries: 5, now: ended + 5 * 86400 + 1)
        guard case .failed(let reason) = late.verdict else {
            Issue.record("not given up")
            return
        }
        #expect(reason.sentence.contains("it is given up. Later."))
    }

    @Test("A server that refuses for good leaves the result with the operator")
    func refused() async throws {
        let refusal = Failure(EnhancedStatusCode(5, 1, 1), "No such user.")
        let completion = try await tell(SampleReports.sent(), FakeTransport(.refused(refusal)))
        #expect(
            completion.verdict
                == .failed(
                    Failure(
                        EnhancedStatusCode(5, 1, 1), "The result could not be mailed to jane@example.com. No such user."
                    )))
        #expect(completion.updates.isEmpty, "the spool tells the history")
    }

    @Test("A result whose original is lost is told all the same; a spool that is away is waited for")
    func lostOriginal() async throws {
        let transport = FakeTransport()
        let handler = try handler(transport)
        let completion = try await handler.tell(SampleReports.sent(), retries: 0, now: SampleReports.received) { _ in
            throw SpoolError(.unknown, "gone")
        }
        #expect(completion.verdict == .done)
        #expect(transport.sent.first?.text.contains("text/rfc822-headers") == false)
        await #expect(throws: SpoolError.self) {
            try await handler.tell(SampleReports.sent(), retries: 0, now: SampleReports.received) { _ in
                throw SpoolError(.unreachable, "away")
            }
        }
    }

    @Test(
        "Section deliver: a bad value names its key",
        arguments: [
            ("smarthost: mail", "deliver.smarthost"), ("from: fax", "deliver.from"),
            ("first-retry: 0s", "deliver.first-retry"),
            ("longest-retry: 1s", "deliver.longest-retry"), ("concurrency: 0", "deliver.concurrency"),
            ("smart-host: a:25", "deliver.smart-host"),
        ])
    func settings(line: String, key: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(text: "deliver:\n  \(line)\n", file: "f")
        }
        #expect(error?.key == key)
    }

    private func handler(_ transport: FakeTransport) throws -> DeliverHandler {
        DeliverHandler(try .sample(), transport: transport, zone: .gmt)
    }

    private func tell(
        _ report: JobReport, _ transport: FakeTransport, original: String = SampleReports.original, retries: Int = 0,
        now: Date = SampleReports.received + 110
    ) async throws -> Completion {
        try await handler(transport).tell(report, retries: retries, now: now) { _ in Array(original.utf8) }
    }
}

extension DeliverSettings {
    /// The settings of a gateway on fax.example.
    static func sample() throws -> DeliverSettings {
        try Configuration(text: "deliver:\n  hostname: fax.example\n", file: "f").deliver
    }
}
