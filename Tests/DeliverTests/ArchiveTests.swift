import FaxModel
import Foundation
import MIME
import Pipeline
import SMTP
import Testing

@testable import deliver

@Suite("Copies for archives")
struct ArchiveTests {
    private let rules =
        "[{to: a@archive.example, results: [sent]}, {to: b@archive.example, direction: received}, {to: a@archive.example}]"

    private func tell(
        _ report: JobReport, _ transport: FakeTransport
    ) async throws -> Completion {
        try await DeliverHandler.sample(transport, archive: rules).tell(
            report, retries: 0, now: SampleReports.received + 110, whole: { _ in Array("pages".utf8) }
        ) { _ in Array(SampleReports.original.utf8) }
    }

    @Test("Word of a fax becomes two tasks in one step: that to the sender, and one copy for each mailbox")
    func split() async throws {
        let transport = FakeTransport()
        var report = SampleReports.sent()
        report.sentPages = report.order.mail
        // Nobody wants to be told: the copy comes all the same.
        report.order.options.notification = NotificationRequest(events: [])
        let completion = try await tell(report, transport)
        #expect(transport.sent.isEmpty && completion.verdict == .done)
        let reports = try completion.successors.map { try PayloadCoding.decode(JobReport.self, from: $0.payload) }
        #expect(reports.map(\.archive) == [nil, "a@archive.example"] && reports[0].isArchived == true)
        #expect(completion.updates.first?.event == "A copy goes to a@archive.example.")
        #expect(try await tell(reports[0], transport).successors.isEmpty)
        #expect(transport.sent.isEmpty)
        _ = try await tell(reports[1], transport)
        let sent = try #require(transport.sent.first)
        #expect(sent.mail.recipients.map(\.description) == ["a@archive.example"])
        let mail = try Mail(parsing: Array(sent.text.utf8))
        #expect(mail.field(named: "X-Fax-Sender") == "jane@example.com")
        #expect(mail.field(named: "Reply-To") == nil)
        #expect(sent.text.contains("application/json") && sent.text.contains(Data("pages".utf8).base64EncodedString()))
        #expect(mail.messageID != "\(report.job.id).sent@fax.example")
    }

    @Test("Word of a delay goes to no archive")
    func delay() async throws {
        let transport = FakeTransport()
        var report = SampleReports.failed()
        report.result = .delayed(Failure(EnhancedStatusCode(4, 2, 1), "The number was busy."))
        #expect(try await tell(report, transport).successors.isEmpty)
    }
}
