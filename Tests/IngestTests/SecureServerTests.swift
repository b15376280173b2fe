import Configuration
import FaxModel
import Foundation
import NIOCore
import NIOSSL
import TestSupport
import Testing

@testable import ingest

@Suite("ingest with TLS and logins, on real sockets", .timeLimit(.minutes(20)))
struct SecureServerTests {
    @Test(
        "RFC 3207: STARTTLS, then a mail that says so in its Received: field", arguments: [TLSVersion.tlsv12, .tlsv13])
    func startTLS(version: TLSVersion) async throws {
        let certificate = try await TestCertificate()
        let tls = try certificate.client(maximum: version)
        let sink = FakeSink()
        try await withServer(
            "  tls: starttls\n  \(certificate.yaml)", sink: sink, certificate: try certificate.server()
        ) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                #expect(try await client.say("EHLO c").contains("|250-STARTTLS|"))
                try await client.startTLS(tls)
                #expect(try await client.say("MAIL FROM:<>").hasPrefix("503"))
                #expect(try await client.say("EHLO c").contains("STARTTLS") == false)
                _ = try await client.say("MAIL FROM:<jane@example.com>")
                _ = try await client.say("RCPT TO:<1@fax.example>")
                _ = try await client.say("DATA")
                #expect(try await client.say("x\r\n.").hasPrefix("250"))
                #expect(try await client.say("QUIT").hasPrefix("221"))
            }
        }
        let name = version == .tlsv12 ? "TLS 1.2" : "TLS 1.3"
        #expect(sink.kept.first?.text.contains("with ESMTPS (\(name))\r\n") == true)
    }

    @Test("RFC 8314: TLS from the first octet; RFC 8996: nothing older than TLS 1.2")
    func implicit() async throws {
        let certificate = try await TestCertificate()
        let sink = FakeSink(wholeLimit: 1000)
        let body = "\r\n" + String(repeating: String(repeating: "x", count: 76) + "\r\n", count: 20_000)
        try await withServer(
            "  tls: implicit\n  \(certificate.yaml)", sink: sink, certificate: try certificate.server()
        ) { address, _ in
            try await LoopbackClient.with(address, tls: try certificate.client()) { client in
                _ = try await client.begin()
                #expect(try await client.say(body + ".").hasPrefix("250"))
            }
            await #expect(throws: (any Error).self) {
                try await LoopbackClient.with(address, tls: try certificate.client(maximum: .tlsv11)) { client in
                    _ = try await client.reply()
                }
            }
        }
        #expect(sink.kept.first?.text.hasSuffix(body) == true)
    }

    @Test("CVE-2011-0411: what comes behind STARTTLS in the clear cuts the connection")
    func injection() async throws {
        let certificate = try await TestCertificate()
        try await withServer(
            "  tls: starttls\n  \(certificate.yaml)", sink: FakeSink(), certificate: try certificate.server()
        ) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO c")
                #expect(try await client.say("STARTTLS\r\nMAIL FROM:<evil@x.example>").hasPrefix("554 5.5.0"))
                await #expect(throws: LoopbackClient.Closed.self) { try await client.reply() }
            }
        }
    }

    @Test("RFC 4954: who has logged in may send, and is told to the spool")
    func login() async throws {
        let certificate = try await TestCertificate()
        let sink = FakeSink()
        try await withServer(
            "  tls: implicit\n  auth: required\n  users: {file: /dev/null}\n  \(certificate.yaml)", sink: sink,
            certificate: try certificate.server(), users: FakeUsers()
        ) { address, _ in
            try await LoopbackClient.with(address, tls: try certificate.client()) { client in
                _ = try await client.reply()
                #expect(try await client.say("EHLO c").contains("|250-AUTH PLAIN LOGIN|"))
                #expect(try await client.say("MAIL FROM:<>").hasPrefix("530 5.7.0"))
                #expect(try await client.logIn("jane", "wrong") == "535 5.7.8 Name or password is wrong")
                #expect(try await client.logIn("jane", "secret").hasPrefix("235"))
                _ = try await client.say("MAIL FROM:<jane@example.com>")
                _ = try await client.say("RCPT TO:<1@fax.example>")
                _ = try await client.say("DATA")
                #expect(try await client.say("x\r\n.").hasPrefix("250"))
            }
        }
        #expect(sink.kept.first?.mail.user == "jane")
        #expect(sink.kept.first?.text.contains("with ESMTPSA (TLS 1.3)") == true)
    }

    @Test("A login that fails takes its time, and holds up nobody else; a directory that is away is 454")
    func failedLogin() async throws {
        let certificate = try await TestCertificate()
        let yaml = "  tls: implicit\n  auth: optional\n  users: {file: /dev/null}\n  \(certificate.yaml)"
        let gate = Gate()
        try await withServer(
            yaml, sink: FakeSink(), certificate: try certificate.server(), users: FakeUsers(strangersWait: gate),
            failedLoginDelay: .milliseconds(500)
        ) { address, _ in
            defer { gate.open() }
            try await LoopbackClient.with(address, tls: try certificate.client()) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO c")
                let began = ContinuousClock.now
                try await client.send("AUTH PLAIN \(Data("\0nobody\0x".utf8).base64EncodedString())\r\n")
                try await eventually("nobody's login is looked at") { gate.count == 1 }
                try await LoopbackClient.with(address, tls: try certificate.client()) { other in
                    _ = try await other.reply()
                    _ = try await other.say("EHLO c")
                    #expect(try await other.logIn("jane", "secret").hasPrefix("235"), "while the other still waits")
                }
                #expect(gate.count == 1)
                gate.open()
                #expect(try await client.reply().hasPrefix("535"))
                #expect(began.duration(to: .now) >= .milliseconds(500))
            }
        }
        try await withServer(
            yaml, sink: FakeSink(), certificate: try certificate.server(),
            users: FakeUsers(trouble: LoginTrouble(reason: "away"))
        ) { address, _ in
            try await LoopbackClient.with(address, tls: try certificate.client()) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO c")
                #expect(try await client.logIn("jane", "secret").hasPrefix("454 4.7.0"))
            }
        }
    }

    @Test("Logins of one client that fail over and over are not tried any more, over however many connections")
    func failedLogins() async throws {
        let certificate = try await TestCertificate()
        try await withServer(
            "  tls: implicit\n  auth: optional\n  users: {file: /dev/null}\n  \(certificate.yaml)", sink: FakeSink(),
            certificate: try certificate.server(), users: FakeUsers()
        ) { address, _ in
            for _ in 1...5 {
                try await LoopbackClient.with(address, tls: try certificate.client()) { client in
                    _ = try await client.reply()
                    _ = try await client.say("EHLO c")
                    for _ in 1...2 { #expect(try await client.logIn("jane", "wrong").hasPrefix("535")) }
                }
            }
            try await LoopbackClient.with(address, tls: try certificate.client()) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO c")
                #expect(try await client.logIn("jane", "secret").hasPrefix("454 4.7.0 Too many logins"))
            }
        }
    }

    @Test(
        "A certificate is read anew: connections that are open go on, new ones meet the new one; a bad one keeps the old"
    )
    func reload() async throws {
        let first = try await TestCertificate()
        let second = try await TestCertificate()
        let certificate = try first.server()
        try await withServer("  tls: implicit\n  \(first.yaml)", sink: FakeSink(), certificate: certificate) {
            address, _ in
            try await LoopbackClient.with(address, tls: try first.client()) { old in
                _ = try await old.reply()
                try Data(contentsOf: URL(filePath: second.files.key)).write(to: URL(filePath: first.files.key))
                // The new key does not belong to the certificate.
                #expect(throws: ConfigurationError.self) { try certificate.reload() }
                let greeting = try await LoopbackClient.greeting(address, tls: try first.client())
                #expect(greeting.hasPrefix("220"))
                try Data(contentsOf: URL(filePath: second.files.certificate)).write(
                    to: URL(filePath: first.files.certificate))
                try certificate.reload()
                let newGreeting = try await LoopbackClient.greeting(address, tls: try second.client())
                #expect(newGreeting.hasPrefix("220"))
                #expect(try await old.say("NOOP").hasPrefix("250"))
            }
        }
    }

    @Test("A key that everybody may read, or that is none, is refused")
    func badKey() async throws {
        let certificate = try await TestCertificate()
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: certificate.files.key)
        let open = #expect(throws: ConfigurationError.self) { try certificate.server() }
        #expect(open?.key == "ingest.key")
        #expect(open?.message.contains("open to everybody") == true)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: certificate.files.key)
        try Data("nonsense".utf8).write(to: URL(filePath: certificate.files.key))
        #expect(throws: ConfigurationError.self) { try certificate.server() }
    }
}
