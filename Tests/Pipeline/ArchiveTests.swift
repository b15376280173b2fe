import FaxModel
import Foundation
import Pipeline
import TIFF
import TestSupport
import Testing

/// Copies for archives, with the programs as processes.
@Suite("Copies for archives, end to end", .timeLimit(.minutes(20)))
struct ArchiveTests {
    private static let archive = """
        archive:
          - {to: failed@archive.example, direction: sent, senders: [example.com], results: [failed]}
          - {to: sent@archive.example, results: [sent]}
          - {to: in@archive.example, direction: received}
        """

    private func recipients(_ mailServer: MailServer) -> [String] {
        mailServer.mails.map { $0.field("X-Envelope-To") ?? "" }.sorted()
    }

    @Test(
        "Word of a fax is copied by rule, also when nobody wants it, or when the archive's server refuses it; one by one and for a whole mail"
    )
    func results() async throws {
        let mailServer = try await MailServer()
        let sections = [Sections.people, Sections.deliver(mailServer.port), Self.archive].joined(separator: "\n")
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            let options = ["--header", "X-Fax-Cover-Page: no"]
            let silent = try await faxpost.send(
                to: "+4922812345", body: " ", options: options + ["--header", "X-Fax-Notify: never"])[0]
            try await faxpost.settled(silent)
            #expect(recipients(mailServer) == ["failed@archive.example"])
            #expect(mailServer.mails[0].field("X-Fax-Sender") == "jane@example.com")
            let both = try await faxpost.send(
                to: "+4922812341", "+4922812342", body: " ", options: options + ["--header", "X-Fax-Notify-Per: mail"])
            for job in both { try await faxpost.settled(job) }
            #expect(
                recipients(mailServer) == Array(repeating: "failed@archive.example", count: 3) + ["jane@example.com"])
            let ids = mailServer.mails.compactMap { $0.field("Message-ID") }
            #expect(Set(ids).count == 4)
        }
    }

    @Test("A received fax is copied by rule as PDF/A, whatever its recipient gets")
    func received() async throws {
        let mailServer = try await MailServer()
        let sections = [
            "received: {default-recipient: fax-in@example.com, attachment: none}", Sections.deliver(mailServer.port),
            Self.archive,
        ].joined(separator: "\n")
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start([.spool, .enrich, .render, .deliver])
            let job = try await ReceivedSample.handIn(faxpost)
            let history = try await faxpost.job(job) { history in
                history.tasks.isEmpty && history.events.contains { $0.text.contains("mailed to in@archive.example") }
            }
            #expect(history.events.contains { $0.text.contains("A copy goes to in@archive.example, for the archive.") })
            #expect(recipients(mailServer) == ["fax-in@example.com", "in@archive.example"])
            for mail in mailServer.mails {
                #expect(mail.contains("application/pdf") == (mail.field("X-Envelope-To") == "in@archive.example"))
            }
        }
    }
}
