import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// RFC 5321 §4.5.1: mail to the postmaster of a fax domain is for the operator.
@Suite("Mail to the postmaster, on its way to the operator", .timeLimit(.minutes(20)))
struct PostmasterTests {
    private func sections(_ server: MailServer) -> String {
        """
        deliver:
          operator: op@example.net
          smarthost: 127.0.0.1:\(server.port)
          first-retry: 50ms
          longest-retry: 200ms
        """
    }

    @Test("It comes as it was sent, from its sender, and what it was stays in the history")
    func arrives() async throws {
        let server = try await MailServer(.deferring(1))
        try await Faxpost.with(sections(server)) { faxpost in
            try await faxpost.start([.spool, .ingest, .deliver])
            let job = try await faxpost.send(to: "postmaster", subject: "Your faxes", body: "They are upside down.")[0]
            let mail = try await server.mail(1)
            #expect(mail.field("X-Envelope-From") == "jane@example.com")
            #expect(mail.field("X-Envelope-To") == "op@example.net")
            #expect(mail.field("Subject") == "Your faxes" && mail.contains("They are upside down."))
            let history = try await faxpost.job(job) { $0.tasks.isEmpty }
            #expect(history.job.state == .noFax && history.job.recipient == "postmaster@fax.example")
            #expect(history.events.contains { $0.text.contains("could not go to op@example.net yet") })
            #expect(history.documents["mail"] != nil)
        }
    }

    @Test(
        "Where the operator's server refuses it, it waits with its mail, 'faxctl retry' has it tried again, and 'faxctl cancel' ends it"
    )
    func refused() async throws {
        let server = try await MailServer(.refusing)
        try await Faxpost.with(sections(server)) { faxpost in
            try await faxpost.start([.spool, .ingest, .deliver])
            let job = try await faxpost.send(to: "postmaster")[0]
            let history = try await faxpost.job(job) { $0.tasks.map(\.state) == ["failed"] }
            #expect(history.tasks.first?.reason?.contains("could not go to op@example.net") == true)
            #expect(history.job.state == .setAside)
            _ = try await faxpost.faxctl("retry", "\(job)")
            let again = try await faxpost.job(job) { history in
                history.events.count { $0.text.hasPrefix("set aside for the operator") } == 2
            }
            #expect(again.job.state == .setAside)
            _ = try await faxpost.faxctl("cancel", "\(job)")
            let ended = try await faxpost.job(job) { $0.tasks.isEmpty }
            #expect(ended.job.state == .cancelled)
        }
    }
}
