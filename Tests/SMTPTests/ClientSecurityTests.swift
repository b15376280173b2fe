import FaxModel
import NIOCore
import Testing

@testable import SMTP

@Suite("The client's TLS, logins, LMTP and reports")
struct ClientSecurityTests {
    private func settings(
        _ encryption: SMTPClientSettings.Encryption = .none, login: Bool = false, service: MailService = .smtp
    ) -> SMTPClientSettings {
        SMTPClientSettings(
            name: "fax.example", service: service, encryption: encryption,
            credentials: login ? SMTPClientSettings.Credentials(user: "fax", password: "secret") : nil)
    }

    // MARK: TLS (RFC 3207)

    @Test("After STARTTLS the session begins anew: what the server offered before is forgotten (RFC 3207 §4.2)")
    func startTLS() {
        let client = ClientConversation(settings: settings(.offered))
        #expect(client.hear("220 mx\r\n") == "EHLO fax.example|")
        #expect(client.hear("250-mx\r\n250-PIPELINING\r\n250 STARTTLS\r\n") == "STARTTLS|")
        #expect(client.hear("220 go\r\n") == "" && client.isNegotiating)
        #expect(client.encrypted() == "EHLO fax.example|")
        // No PIPELINING now.
        #expect(client.hear("250 mx\r\n") == "MAIL FROM:<>|")
    }

    @Test("A server that offers no TLS gets the mail where TLS is only offered, and nothing where it is required")
    func withoutTLS() {
        let offered = ClientConversation(settings: settings(.offered))
        _ = offered.hear("220 mx\r\n")
        #expect(offered.hear("250 mx\r\n") == "MAIL FROM:<>|")
        let required = ClientConversation(settings: settings(.required))
        _ = required.hear("220 mx\r\n")
        #expect(required.hear("250 mx\r\n") == "")
        #expect(required.failure?.status.description == "4.7.10" && required.isClosed)
        let refused = ClientConversation(settings: settings(.required))
        _ = refused.hear("220 mx\r\n")
        _ = refused.hear("250-mx\r\n250 STARTTLS\r\n")
        #expect(refused.hear("454 4.7.0 not now\r\n") == "")
        #expect(refused.failure?.sentence.contains("454 4.7.0 not now") == true)
        let later = ClientConversation(settings: settings(.offered))
        _ = later.hear("220 mx\r\n")
        _ = later.hear("250-mx\r\n250 STARTTLS\r\n")
        #expect(later.hear("454 4.7.0 not now\r\n") == "MAIL FROM:<>|")
    }

    @Test("RFC 3207 §5: what somebody slipped in behind the answer to STARTTLS ends the session")
    func injection() {
        let client = ClientConversation(settings: settings(.offered))
        _ = client.hear("220 mx\r\n")
        _ = client.hear("250-mx\r\n250 STARTTLS\r\n")
        #expect(client.hear("220 go\r\n250-mx\r\n250 ok\r\n") == "")
        #expect(!client.isNegotiating && client.isClosed && client.failure != nil)
    }

    @Test("A server that knows no EHLO has no TLS")
    func helo() {
        let client = ClientConversation(settings: settings(.required))
        _ = client.hear("220 mx\r\n")
        #expect(client.hear("502 what\r\n") == "HELO fax.example|")
        #expect(client.hear("250 mx\r\n") == "" && client.failure?.status.description == "4.7.10")
    }

    // MARK: Logins (RFC 4954)

    @Test("AUTH PLAIN goes out with all that it needs; LOGIN where there is no PLAIN; then the mail")
    func login() {
        let plain = ClientConversation(settings: settings(.implicit, login: true))
        _ = plain.hear("220 mx\r\n")
        #expect(plain.hear("250-mx\r\n250 AUTH LOGIN PLAIN\r\n") == "AUTH PLAIN AGZheABzZWNyZXQ=|")
        #expect(plain.hear("235 2.7.0 welcome\r\n") == "MAIL FROM:<>|")
        let login = ClientConversation(settings: settings(.implicit, login: true))
        _ = login.hear("220 mx\r\n")
        #expect(login.hear("250-mx\r\n250 AUTH=LOGIN\r\n") == "AUTH LOGIN|")
        #expect(login.hear("334 VXNlcm5hbWU6\r\n") == "ZmF4|")
        #expect(login.hear("334 UGFzc3dvcmQ6\r\n") == "c2VjcmV0|")
        #expect(login.hear("235 2.7.0 welcome\r\n") == "MAIL FROM:<>|")
    }

    @Test("A login that fails, or that nobody offers, is no mail's fault: the session is of no use, and tried again")
    func loginFailed() {
        for (reply, words) in [("535 5.7.8 wrong\r\n", "535 wrong"), ("334 bW9yZQ==\r\n", "334")] {
            let client = ClientConversation(settings: settings(.implicit, login: true))
            _ = client.hear("220 mx\r\n")
            _ = client.hear("250-mx\r\n250 AUTH PLAIN\r\n")
            #expect(client.hear(reply) == "")
            #expect(client.failure?.status.description == "4.7.8")
            #expect(client.failure?.sentence.contains(words) == true)
            #expect(client.failure?.sentence.contains("secret") == false)
        }
        let none = ClientConversation(settings: settings(.implicit, login: true))
        _ = none.hear("220 mx\r\n")
        #expect(none.hear("250-mx\r\n250 AUTH GSSAPI\r\n") == "" && none.failure?.status.description == "4.7.4")
    }

    @Test("No password goes out before TLS stands")
    func loginAfterTLS() {
        let client = ClientConversation(settings: settings(.required, login: true))
        _ = client.hear("220 mx\r\n")
        #expect(client.hear("250-mx\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n") == "STARTTLS|")
        _ = client.hear("220 go\r\n")
        #expect(client.encrypted() == "EHLO fax.example|")
        #expect(client.hear("250-mx\r\n250 AUTH PLAIN\r\n").hasPrefix("AUTH PLAIN "))
    }

    // MARK: LMTP (RFC 2033)

    @Test("RFC 2033 §4.2: each recipient that was taken has an answer of its own at the end")
    func lmtp() {
        let client = ClientConversation(
            recipients: ["a@example.com", "b@example.com", "c@example.com"], settings: settings(service: .lmtp))
        #expect(client.hear("220 store\r\n") == "LHLO fax.example|")
        _ = client.hear("250-store\r\n250 PIPELINING\r\n")
        _ = client.hear("250 ok\r\n250 ok\r\n550 5.1.1 who\r\n250 ok\r\n354 go\r\n")
        #expect(client.hear("250 2.0.0 kept\r\n") == "" && client.results == nil)
        #expect(client.hear("452 4.2.2 full\r\n") == "QUIT|")
        let outcomes = client.results?.map { result in
            switch result.outcome {
            case .accepted: "accepted"
            case .refused: "refused"
            case .deferred: "deferred"
            }
        }
        #expect(outcomes == ["accepted", "refused", "deferred"])
    }

    @Test("A store that breaks off between two answers has the mail of the first only")
    func lmtpBroken() {
        let client = ClientConversation(
            recipients: ["a@example.com", "b@example.com"], settings: settings(service: .lmtp))
        _ = client.hear("220 store\r\n")
        _ = client.hear("250-store\r\n250 PIPELINING\r\n")
        _ = client.hear("250 ok\r\n250 ok\r\n250 ok\r\n354 go\r\n")
        _ = client.hear("250 2.0.0 kept\r\n")
        client.machine.connectionClosed()
        _ = client.run()
        guard case .accepted? = client.results?[0].outcome, case .deferred? = client.results?[1].outcome else {
            Issue.record("\(String(describing: client.results))")
            return
        }
    }

    @Test("LMTP has no HELO (RFC 2033 §4.1)")
    func noHello() {
        let client = ClientConversation(settings: settings(service: .lmtp))
        _ = client.hear("220 store\r\n")
        #expect(client.hear("500 what\r\n") == "" && client.failure != nil)
    }

    // MARK: Reports (RFC 3461)

    @Test("NOTIFY and ENVID are passed on where the server knows them; of a report nobody is told (RFC 3464 §2)")
    func deliveryStatus() {
        let change: (inout OutgoingMail) -> Void = {
            $0.sender = Mailbox("fax@fax.example")
            $0.notify = [.failure, .delay]
            $0.envelopeID = "job 1+2=3"
        }
        let client = ClientConversation(change: change)
        _ = client.hear("220 mx\r\n")
        #expect(
            client.hear("250-mx\r\n250-PIPELINING\r\n250 DSN\r\n")
                == "MAIL FROM:<fax@fax.example> ENVID=job+201+2B2+3D3|RCPT TO:<jane@example.com> NOTIFY=FAILURE,DELAY|DATA|"
        )
        let plain = ClientConversation(change: change)
        _ = plain.hear("220 mx\r\n")
        #expect(plain.hear("250 mx\r\n") == "MAIL FROM:<fax@fax.example>|")
        let report = ClientConversation(change: { $0.notify = .success })
        _ = report.hear("220 mx\r\n")
        #expect(
            report.hear("250-mx\r\n250-PIPELINING\r\n250 DSN\r\n")
                == "MAIL FROM:<>|RCPT TO:<jane@example.com> NOTIFY=NEVER|DATA|")
    }

    // MARK: Sessions that are used again

    @Test("A server that goes between two mails, with a word or without, fails the session and not the next mail")
    func goneBetween() {
        for word in ["421 4.4.2 idle for too long\r\n", nil] {
            let now = NIODeadline.uptimeNanoseconds(0)
            var machine = SMTPClientStateMachine(settings(), timeouts: SMTPClientTimeouts(), now: now)
            machine.received(ByteBuffer(string: "220 mx\r\n"), now: now)
            machine.received(ByteBuffer(string: "250 mx\r\n"), now: now)
            while machine.nextAction() != nil {}
            if let word {
                machine.received(ByteBuffer(string: word), now: now)
            } else {
                machine.connectionClosed()
            }
            guard case .failed? = machine.nextAction(), machine.nextAction() == .close else {
                Issue.record("the session goes on")
                return
            }
            let mail = OutgoingMail(
                sender: nil, recipients: [Mailbox("a@example.com")].compactMap { $0 }, size: 1, isEightBit: false)
            machine.deliver(mail, now: now)
            guard case .failed? = machine.nextAction() else {
                Issue.record("the mail has an outcome")
                return
            }
        }
    }

    @Test("A connection that is gone before anything was answered says nothing about the mail")
    func untouched() {
        let client = ClientConversation()
        _ = client.hear("220 mx\r\n")
        _ = client.hear("250-mx\r\n250 PIPELINING\r\n")
        client.machine.connectionClosed()
        _ = client.run()
        #expect(client.results == nil && client.failure?.status.description == "4.4.2")
    }
}
