import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// Received faxes for a mailbox that is full, at a real mail store: Dovecot with a quota, by LMTP.
@Suite("A full mailbox", .timeLimit(.minutes(20)))
struct FullMailboxTests {
    private func sections(_ store: DovecotServer, more: String = "") -> String {
        """
        received: {default-recipient: fax-in@example.com}
        deliver:
          hostname: fax.example
          first-retry: 50ms
          longest-retry: 200ms
          smarthosts: [{address: "127.0.0.1:\(store.port)", protocol: lmtp, keep: 50ms}]
          \(more)
        """
    }

    @Test("452: the fax is tried again, its history says why, and it comes when there is room")
    func temporary() async throws {
        let store = try await DovecotServer(quota: 1, isTemporary: true)
        try await Faxpost.with(sections(store)) { faxpost in
            try await faxpost.start([.spool, .enrich, .render, .deliver])
            let job = try await ReceivedSample.handIn(faxpost)
            let history = try await faxpost.job(job) { history in
                history.events.contains { $0.text.contains("could not be mailed to fax-in@example.com yet") }
            }
            let event = try #require(history.events.last { $0.text.contains("could not be mailed") }?.text)
            #expect(event.contains("452") && event.lowercased().contains("quota"), "\(event)")
            #expect(try await store.inbox(of: "fax-in@example.com").isEmpty)
            try store.setQuota(10_000)
            try await faxpost.job(job) { history in
                history.tasks.isEmpty
                    && history.events.contains { $0.text.contains("was mailed to fax-in@example.com") }
            }
            #expect(try await store.inbox(of: "fax-in@example.com").count == 1)
        }
        try await store.stop()
    }

    @Test(
        "552: without an operator the fax waits in the queue with its pages, and 'faxctl retry' brings it when there is room"
    )
    func permanent() async throws {
        let store = try await DovecotServer(quota: 1)
        try await Faxpost.with(sections(store)) { faxpost in
            try await faxpost.start([.spool, .enrich, .render, .deliver])
            let job = try await ReceivedSample.handIn(faxpost)
            let history = try await faxpost.job(job) { $0.tasks.map(\.state) == ["failed"] }
            let reason = try #require(history.tasks.first?.reason)
            #expect(reason.contains("552") && reason.contains("fax-in@example.com"), "\(reason)")
            #expect(history.documents["received"] != nil)
            try store.setQuota(10_000)
            _ = try await faxpost.faxctl("retry", "\(job)")
            try await faxpost.job(job) { $0.tasks.isEmpty }
            #expect(try await store.inbox(of: "fax-in@example.com").count == 1)
        }
        try await store.stop()
    }

    @Test("552: with an operator whose mailbox has room, he gets it, with a word of who did not and why")
    func operatorMailbox() async throws {
        let store = try await DovecotServer(quota: 1)
        let mailServer = try await MailServer()
        let servers = """
            received: {default-recipient: fax-in@example.com}
            deliver:
              hostname: fax.example
              operator: op@example.net
              first-retry: 50ms
              smarthosts:
                - {name: store, address: "127.0.0.1:\(store.port)", protocol: lmtp}
                - {name: other, address: "127.0.0.1:\(mailServer.port)"}
              routes:
                - {recipients: [example.com], smarthosts: [store]}
                - {recipients: [example.net], smarthosts: [other]}
            """
        try await Faxpost.with(servers) { faxpost in
            try await faxpost.start([.spool, .enrich, .render, .deliver])
            let job = try await ReceivedSample.handIn(faxpost)
            let history = try await faxpost.job(job) { history in
                history.tasks.isEmpty && history.events.contains { $0.text.contains("mailed to op@example.net") }
            }
            let mail = try await mailServer.mail(1)
            #expect(mail.field("X-Fax-Undelivered")?.hasPrefix("fax-in@example.com: ") == true)
            #expect(mail.contains("552") && mail.contains("application/pdf"))
            #expect(history.events.contains { $0.text.contains("It goes to the operator, op@example.net.") })
        }
        try await store.stop()
    }
}
