import Configuration
import FaxModel
import Foundation
import NIOCore
import SMTP
import TestSupport
import Testing

@testable import deliver

/// TLS, logins, LMTP and several servers, against other people's servers.
@Suite("The mail client's TLS, logins and routes with real servers", .timeLimit(.minutes(5)))
struct SecureServersTests {
    private func transport(_ deliver: String, in folder: TemporaryFolder? = nil) throws -> SMTPTransport {
        let configuration = try Configuration(
            text: "deliver:\n  hostname: fax.example\n  answer-timeout: 240s\n\(deliver)\n", file: "f")
        // This machine may stand still for a while; a turn is given up where a test says so.
        return try SMTPTransport(configuration.deliver, patience: .seconds(600))
    }

    private func send(
        _ transport: SMTPTransport, to addresses: [String] = ["jane@example.com"], sender: String? = nil
    ) async -> [RecipientResult.Outcome] {
        let data = "Subject: x\r\n\r\nHello\r\n"
        let mail = OutgoingMail(
            sender: sender.flatMap { Mailbox($0) }, recipients: addresses.compactMap { Mailbox($0) },
            size: data.utf8.count, isEightBit: false)
        return await transport.send(mail, data: ByteBuffer(string: data)).map(\.outcome)
    }

    private func words(_ outcomes: [RecipientResult.Outcome]) -> [String] {
        outcomes.map { outcome in
            switch outcome {
            case .accepted: "accepted"
            case .deferred(let failure): "deferred \(failure.status)"
            case .refused(let failure): "refused \(failure.status)"
            }
        }
    }

    @Test(
        "Dovecot by LMTP: in the clear, by TLS of any kind; to whom a stranger's certificate is not enough, nothing is sent"
    )
    func tls() async throws {
        let store = try await DovecotServer()
        let address = "address: \"localhost:\(store.port)\", protocol: lmtp"
        for (tls, expected) in [
            ("none", "accepted"), ("opportunistic", "accepted"), ("required", "accepted"),
            ("verified, authorities: \(store.certificate)", "accepted"), ("verified", "deferred 4.7.5"),
            ("verified, authorities: \(store.certificate), server-name: other.example", "deferred 4.7.5"),
        ] {
            let outcome = await send(try transport("  smarthosts: [{\(address), tls: \(tls)}]"))
            #expect(words(outcome) == [expected], "\(tls): \(outcome)")
        }
        #expect(try await store.inbox(of: "jane@example.com").count == 4)
        try await store.stop()
    }

    @Test("LMTP over a unix socket, to two mailboxes at once")
    func socket() async throws {
        let store = try await DovecotServer()
        let transport = try transport("  smarthosts: [{address: \"unix:\(store.socket)\", protocol: lmtp}]")
        #expect(words(await send(transport, to: ["a@example.com", "b@example.com"])) == ["accepted", "accepted"])
        #expect(try await store.inbox(of: "b@example.com").count == 1)
        try await store.stop()
    }

    @Test("A server that has no TLS gets nothing where TLS is required, and the mail where it is offered")
    func withoutTLS() async throws {
        let server = try await MailServer()
        let address = "address: \"127.0.0.1:\(server.port)\""
        #expect(words(await send(try transport("  smarthosts: [{\(address), tls: required}]"))) == ["deferred 4.7.10"])
        #expect(server.mails.isEmpty)
        #expect(words(await send(try transport("  smarthosts: [{\(address)}]"))) == ["accepted"])
        #expect(server.mails.count == 1)
    }

    @Test("aiosmtpd lets in who has the password, by PLAIN and by LOGIN; a wrong one is nobody's mail's fault")
    func login() async throws {
        let folder = try TemporaryFolder()
        let port = try LoopbackPort.reserve()
        try folder.write(
            "server.py",
            """
            import sys, time
            from aiosmtpd.controller import Controller
            from aiosmtpd.smtp import AuthResult
            def check(server, session, envelope, mechanism, data):
                good = (data.login, data.password) == (b'fax', b'geheim')
                print('login', mechanism, good, flush=True)
                return AuthResult(success=good, handled=False)
            class Handler:
                async def handle_DATA(self, server, session, envelope):
                    print('kept', flush=True)
                    return '250 2.0.0 Kept'
            Controller(Handler(), hostname='127.0.0.1', port=int(sys.argv[1]), authenticator=check, auth_required=True,
                       auth_require_tls=False, auth_exclude_mechanism=sys.argv[2:]).start()
            print('listening', flush=True)
            time.sleep(300)
            """)
        let right = try folder.write("right", "geheim\n")
        let wrong = try folder.write("wrong", "falsch\n")
        for path in [right, wrong] {
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
        }
        for excluded in [[], ["PLAIN"]] {
            let server = try ChildProcess(
                "/usr/bin/python3", ["-B", folder.path("server.py"), "\(port)"] + excluded)
            try await server.says("listening")
            let address = "address: \"127.0.0.1:\(port)\", tls: none, user: fax, password-file:"
            #expect(words(await send(try transport("  smarthosts: [{\(address) \(right)}]"))) == ["accepted"])
            try await server.says("login \(excluded.isEmpty ? "PLAIN" : "LOGIN") True")
            #expect(words(await send(try transport("  smarthosts: [{\(address) \(wrong)}]"))) == ["deferred 4.7.8"])
            try await server.stop()
        }
    }

    @Test("Each recipient's copy goes to the servers of its route; the null sender fits no route of senders")
    func routes() async throws {
        let servers = [try await MailServer(), try await MailServer(), try await MailServer()]
        let list = servers.enumerated().map { "    - {name: s\($0), address: \"127.0.0.1:\($1.port)\"}" }
        let transport = try transport(
            """
              smarthosts:
            \(list.joined(separator: "\n"))
              routes:
                - {recipients: [.example.org, example.org], smarthosts: s1}
                - {senders: [fax.example], smarthosts: [s2]}
            """)
        let all = ["a@example.org", "b@Sub.Example.ORG", "c@example.com"]
        #expect(
            words(await send(transport, to: all, sender: "fax@fax.example")) == ["accepted", "accepted", "accepted"])
        #expect(words(await send(transport, to: ["d@example.com"])) == ["accepted"])
        let kept = servers.map {
            $0.mails.map { mail in
                mail.components(separatedBy: "\r\n").first { $0.hasPrefix("X-Envelope-To: ") }?.dropFirst(15) ?? ""
            }
        }
        #expect(kept == [["d@example.com"], ["a@example.org, b@Sub.Example.ORG"], ["c@example.com"]])
    }

    @Test("Mails that follow each other share a connection, and one that the server has closed is not missed")
    func reuse() async throws {
        let port = try LoopbackPort.reserve()
        let user = getuid() == 0 ? ["-u", "nobody"] : []
        let sink = try ChildProcess("/usr/sbin/smtp-sink", ["-v"] + user + ["127.0.0.1:\(port)", "10"])
        try await LoopbackPort.listening(port, while: sink)
        let transport = try transport("  smarthosts: [{address: \"127.0.0.1:\(port)\", connections: 2, keep: 60s}]")
        for _ in 0..<5 { #expect(words(await send(transport)) == ["accepted"]) }
        try await sink.says("smtp-sink: DATA", times: 5)
        #expect(sink.output.components(separatedBy: "EHLO fax.example").count == 2, "\(sink.output)")
        try await sink.stop()
        let again = try ChildProcess("/usr/sbin/smtp-sink", user + ["127.0.0.1:\(port)", "10"])
        try await LoopbackPort.listening(port, while: again)
        #expect(words(await send(transport)) == ["accepted"])
        try await again.stop()
    }

    @Test("At a server that is stuck nobody waits for long, nor takes what others need; when it goes on, so do they")
    func stuck() async throws {
        let servers = [try await MailServer(.stalling), try await MailServer()]
        let list = servers.enumerated().map { "{name: s\($0), address: \"127.0.0.1:\($1.port)\"}" }
        let settings = try Configuration(
            text:
                "deliver: {hostname: fax.example, concurrency: 3, smarthosts: [\(list.joined(separator: ", "))], routes: [{recipients: example.org, smarthosts: s0}, {recipients: example.com, smarthosts: s1}]}",
            file: "f"
        ).deliver
        let transport = try SMTPTransport(settings, patience: .milliseconds(50))
        await withTaskGroup(of: Void.self) { group in
            // It has two of the three at the most.
            for _ in 0..<2 { group.addTask { _ = await send(transport, to: ["a@example.org"]) } }
            _ = try? await servers[0].mail(2)
            for _ in 0..<2 {
                let outcomes = await send(transport, to: ["b@example.org"])
                #expect(words(outcomes) == ["deferred 4.4.5"])
                guard case .deferred(let failure)? = outcomes.first else { continue }
                #expect(failure.sentence.contains("s0 has not answered any of the 2 mails"))
            }
            #expect(words(await send(transport, to: ["c@example.com"])) == ["accepted"])
            _ = try? await servers[0].process.stop()
        }
        let again = try? await MailServer(port: servers[0].port)
        #expect(words(await send(transport, to: ["d@example.org"])) == ["accepted"])
        withExtendedLifetime(again) {}
    }

    @Test("More mails than connections wait their turn, and all arrive")
    func turns() async throws {
        let server = try await MailServer()
        let transport = try transport("  smarthosts: [{address: \"127.0.0.1:\(server.port)\", connections: 2}]")
        await withTaskGroup(of: [RecipientResult.Outcome].self) { group in
            for _ in 0..<40 { group.addTask { await send(transport) } }
            for await outcomes in group { #expect(words(outcomes) == ["accepted"], "\(outcomes)") }
        }
        #expect(server.mails.count == 40)
    }
}
