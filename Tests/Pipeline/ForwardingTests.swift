import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// Received faxes that did not get to those for whom they are, and that the operator mails to others by faxctl.
@Suite("A received fax that the operator forwards", .timeLimit(.minutes(20)))
struct ForwardingTests {
    private func sections(_ port: Int, received: String = "") -> String {
        """
        received: {\(received)}
        deliver:
          smarthost: 127.0.0.1:\(port)
          hostname: fax.example
          first-retry: 50ms
          longest-retry: 200ms
        """
    }

    @Test("A mailbox that is gone for good: forwarded in its place, the fax waits for nobody any more")
    func refused() async throws {
        let mailServer = try await MailServer(.choosing(refused: ["gone@example.com"], deferred: []))
        let sections = sections(mailServer.port, received: "default-recipient: gone@example.com")
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start([.spool, .enrich, .render, .deliver])
            let job = try await ReceivedSample.handIn(faxpost)
            try await faxpost.job(job) { $0.tasks.map(\.state) == ["failed"] }
            let refusal = try await faxpost.faxctl("forward", "\(job)", "gone", codes: [64])
            #expect(refusal.contains("'gone' is no mail address"))
            #expect(
                try await faxpost.faxctl("forward", "\(job)", "new@example.com", "--instead")
                    == "1 job, 2 tasks moved\n")
            let mail = try await mailServer.mail(1)
            let history = try await faxpost.job(job) { $0.tasks.isEmpty }
            #expect(history.job.state == .received)
            #expect(mail.field("X-Envelope-To") == "new@example.com" && mail.field("To") == "<new@example.com>")
            #expect(mail.field("X-Fax-Job") == "\(job)" && mail.contains("application/pdf"))
            #expect(
                mail.field("Message-ID")?.hasPrefix("<\(job).received.copy-") == true,
                "no store takes it for a repetition")
            #expect(
                history.events.contains {
                    $0.text.hasPrefix("The operator forwards the fax to new@example.com, as copy ")
                })
            #expect(history.events.contains { $0.text == "What was set aside of it is given up." })
            #expect(try await faxpost.faxctl("jobs", "--state", "set-aside").contains("\(job)") == false)
            // Once more, to two, as another file.
            _ = try await faxpost.faxctl(
                "forward", "\(job)", "a@example.com", "b@example.com", "--attachment", "tiff")
            let again = try await mailServer.mail(2)
            #expect(again.field("X-Envelope-To") == "a@example.com, b@example.com")
            #expect(again.contains("image/tiff") && !again.contains("application/pdf"))
            #expect(again.field("Message-ID") != mail.field("Message-ID"))
        }
    }

    @Test("One that nobody was found for is forwarded without a profile; what is no received fax is refused")
    func nobody() async throws {
        let mailServer = try await MailServer()
        try await Faxpost.with(Sections.people + "\n" + sections(mailServer.port)) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .deliver])
            let job = try await ReceivedSample.handIn(faxpost)
            try await faxpost.job(job) { $0.job.state == .setAside }
            _ = try await faxpost.faxctl("forward", "\(job)", "jane@example.com", "--instead")
            let mail = try await mailServer.mail(1)
            #expect(
                mail.field("X-Envelope-To") == "jane@example.com"
                    && mail.field("Subject") == "Fax from +4922812345: 1 page")
            #expect(try await faxpost.job(job) { $0.tasks.isEmpty }.job.state == .received)
            let sent = try await faxpost.send(to: "2222")[0]
            try await faxpost.job(sent) { $0.job.state == .rendered }
            #expect(
                try await faxpost.faxctl("forward", "\(sent)", "jane@example.com", codes: [1])
                    .contains("job \(sent) is no fax that has come in: rendered"))
        }
    }
}
