import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// Other people's mail software hands mail in: ingest and spool as processes.
@Suite("Mail in, by other people's clients and servers", .timeLimit(.minutes(20)))
struct MailInTests {
    /// A certificate, a file with the user jane, and the keys of section `ingest` that name them.
    struct Secrets {
        let folder: TemporaryFolder
        let certificates: SlapdServer.Certificates
        let ingest: String

        init(_ more: String) async throws {
            folder = try TemporaryFolder()
            certificates = try await SlapdServer.makeCertificates(in: folder.url)
            let line = try await ChildProcess.run(
                "/bin/sh",
                ["-c", "printf 'secret\\n' | \(Faxpost.binaries.appending(path: "faxctl").path) password jane"])
            try folder.write("users", line)
            for path in [folder.path("users"), certificates.key] {
                try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            }
            ingest = """
                certificate: \(certificates.certificate)
                  key: \(certificates.key)
                  users: {file: \(folder.path("users"))}
                  \(more)
                """
        }
    }

    private func order(_ said: String) throws -> JobID {
        guard let match = said.firstMatch(of: #/Accepted as order (\w+)/#), let order = OrderID(String(match.output.1))
        else { throw SupportError("the mail was not accepted:\n\(said)") }
        return JobID(order: order, number: 1)
    }

    private func swaks(_ port: Int, _ options: [String], codes: Set<Int32> = [0]) async throws -> String {
        try await ChildProcess.run(
            "/usr/bin/swaks",
            [
                "--server", "127.0.0.1:\(port)", "--helo", "client.example", "--from", "jane@example.com", "--to",
                "+49302222@fax.example",
            ] + options, environment: ["POSIXLY_CORRECT": "1"], codes: codes)
    }

    @Test("swaks: STARTTLS and AUTH PLAIN and LOGIN; who has logged in is in the history, and a wrong password is 535")
    func swaksLogsIn() async throws {
        let secrets = try await Secrets("tls: starttls-required\n  auth: required")
        try await Faxpost.with("", ingest: secrets.ingest) { faxpost in
            try await faxpost.start([.spool, .ingest])
            for mechanism in ["PLAIN", "LOGIN"] {
                let said = try await swaks(
                    faxpost.port, ["--tls", "--auth", mechanism, "--auth-user", "jane", "--auth-password", "secret"])
                let history = try await faxpost.job(try order(said)) { $0.job.state == .accepted }
                #expect(history.events.contains { $0.text.contains("accepted from jane at 127.0.0.1") })
            }
            // 28: authentication failed; 24: no mail without.
            let wrong = try await swaks(
                faxpost.port, ["--tls", "--auth", "PLAIN", "--auth-user", "jane", "--auth-password", "x"], codes: [28])
            #expect(wrong.contains("535 5.7.8"))
            #expect(try await swaks(faxpost.port, ["--tls"], codes: [23]).contains("530 5.7.0 Log in first"))
            #expect(try await swaks(faxpost.port, [], codes: [23]).contains("530 5.7.0 Must issue a STARTTLS"))
            #expect(!faxpost.logs.contains("secret"))
        }
    }

    @Test(
        "openssl s_client checks the certificate; after SIGHUP it meets the new one, and while that is broken the old one"
    )
    func openssl() async throws {
        let secrets = try await Secrets("tls: starttls")
        try await Faxpost.with("", ingest: secrets.ingest) { faxpost in
            try await faxpost.start(.spool)
            let ingest = try await faxpost.start(.ingest)
            let check = { (authority: String) in
                try await ChildProcess.run(
                    "/bin/sh",
                    [
                        "-c",
                        "printf 'QUIT\\r\\n' | openssl s_client -connect 127.0.0.1:\(faxpost.port) -starttls smtp -verify_return_error"
                            + " -verify_ip 127.0.0.1 -CAfile \(authority) -ign_eof 2>&1",
                    ], codes: [0, 1])
            }
            let first = try await check(secrets.certificates.authority)
            #expect(first.contains("Verify return code: 0 (ok)") && first.contains("221 2.0.0"), "\(first)")
            let other = try TemporaryFolder()
            let new = try await SlapdServer.makeCertificates(in: other.url)
            try Data("broken".utf8).write(to: URL(filePath: secrets.certificates.certificate))
            ingest.send(SIGHUP)
            try await ingest.says("what was stays in use")
            #expect(try await check(secrets.certificates.authority).contains("Verify return code: 0 (ok)"))
            for (from, to) in [
                (new.certificate, secrets.certificates.certificate), (new.key, secrets.certificates.key),
            ] {
                try Data(contentsOf: URL(filePath: from)).write(to: URL(filePath: to))
            }
            ingest.send(SIGHUP)
            try await ingest.says("certificate and key: read anew")
            #expect(try await check(new.authority).contains("Verify return code: 0 (ok)"))
            #expect(try await check(secrets.certificates.authority).contains("221 2.0.0") == false)
            #expect(ingest.ending == nil)
        }
    }

    @Test("smtp-source: two hundred sessions at once, every mail is on disk")
    func smtpSource() async throws {
        try await Faxpost.with("") { faxpost in
            try await faxpost.start([.spool, .ingest])
            try await ChildProcess.run(
                "/usr/sbin/smtp-source",
                [
                    "-s", "200", "-m", "400", "-l", "10240", "-f", "jane@example.com", "-t", "+49302222@fax.example",
                    "127.0.0.1:\(faxpost.port)",
                ])
            let queue = try await faxpost.client.query(.queue, as: QueueReport.self)
            #expect(queue.depths.reduce(0) { $0 + $1.ready } == 400)
        }
    }

    @Test("Python's lmtplib hands a mail in by LMTP over a unix socket, and hears of each recipient")
    func lmtp() async throws {
        let folder = try TemporaryFolder()
        let socket = folder.path("lmtp")
        let script = """
            import smtplib, sys
            class Listening(smtplib.LMTP):
                def data(self, message):
                    code, answer = super().data(message)
                    print(code, answer.decode())
                    for _ in range(2): print(*self.getreply())
                    return code, answer
            with Listening(sys.argv[1]) as server:
                server.sendmail("jane@example.com", [f"+4930222{n}@fax.example" for n in range(3)], "Subject: x\\r\\n\\r\\nHello\\r\\n")
            """
        try await Faxpost.with("") { faxpost in
            let path = faxpost.folder.path("faxpost.yaml")
            let text = try String(contentsOfFile: path, encoding: .utf8)
                .replacing("listen: 127.0.0.1:\(faxpost.port)", with: "listen: \"unix:\(socket)\"\n  protocol: lmtp")
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            try await faxpost.start([.spool, .ingest])
            try folder.write("client.py", script)
            let said = try await ChildProcess.run("/usr/bin/python3", ["-B", folder.path("client.py"), socket])
            #expect(said.components(separatedBy: "Accepted as order").count == 4, "\(said)")
            let history = try await faxpost.job(try order(said)) { $0.job.state == .accepted }
            #expect(history.events.contains { $0.text.contains("accepted from local") })
        }
    }

    @Test(
        "Ten thousand idle connections to ingest, and two hundred sessions of smtp-source among them",
        .enabled(if: IdleSockets.mayBe(10_000), "ten thousand connections need 11,000 open files (ulimit -Hn)"),
        .timeLimit(.minutes(5)))
    func idleConnections() async throws {
        try await Faxpost.with("", ingest: "connections-per-client: 20000\n  maximum-connections: 20000") { faxpost in
            try await faxpost.start([.spool, .ingest])
            let idle = try IdleSockets(10_000, port: faxpost.port)
            try await ChildProcess.run(
                "/usr/sbin/smtp-source",
                [
                    "-s", "200", "-m", "1000", "-l", "10240", "-f", "jane@example.com", "-t", "+49302222@fax.example",
                    "127.0.0.1:\(faxpost.port)",
                ])
            let queue = try await faxpost.client.query(.queue, as: QueueReport.self)
            #expect(queue.depths.reduce(0) { $0 + $1.ready } == 1000)
            #expect(idle.greeted == 10_000)
        }
    }

    @Test(
        "Postfix in front, with the lines of deploy/postfix, relays a mail and what its sender wants reported (RFC 3461)"
    )
    func postfix() async throws {
        let mailServer = try await MailServer()
        try await Faxpost.with(Sections.deliver(mailServer.port)) { faxpost in
            try await faxpost.start([.spool, .ingest])
            let postfix = try await Postfix(domain: "fax.example", port: faxpost.port)
            do {
                try faxpost.folder.write("client.py", Self.wishingClient)
                try await ChildProcess.run(
                    "/usr/bin/python3", ["-B", faxpost.folder.path("client.py"), "\(postfix.port)"])
                try await faxpost.process(.ingest).says("recipients=2")
                let jobs = try await faxpost.client.query(.jobs(state: nil, limit: 10), as: JobList.self).jobs
                #expect(jobs.map(\.sender) == ["jane@example.com", "jane@example.com"])
                // Nobody works on it, so it ends as it is.
                for job in jobs { _ = try await faxpost.faxctl("cancel", job.id.description) }
                try await faxpost.start(.deliver)
                for job in jobs {
                    let history = try await faxpost.settled(job.id)
                    let isSilent = history.events.contains { $0.text.contains("the sender wants no word of") }
                    #expect(isSilent == (job.number?.digits == "+49302222"))
                }
                let mail = try await mailServer.mail(1)
                #expect(mail.field("Original-Envelope-Id") == "QQ314159")
                #expect(mail.field("Original-Recipient") == "rfc822;bob@x.example")
                #expect(mail.contains("Content-Type: message/rfc822") && mail.contains("Every word of it."))
                #expect(mailServer.mails.count == 1)
            } catch {
                await postfix.stop()
                throw SupportError("\(error)\n\(postfix.log)")
            }
            await postfix.stop()
        }
    }

    /// Wants to hear nothing of its first recipient, and the whole mail back for the second.
    private static let wishingClient = """
        import smtplib, sys
        with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as server:
            server.ehlo()
            for command in [
                "MAIL FROM:<jane@example.com> RET=FULL ENVID=QQ314159", "RCPT TO:<+49302222@fax.example> NOTIFY=NEVER",
                "RCPT TO:<+49303333@fax.example> NOTIFY=FAILURE ORCPT=rfc822;bob@x.example",
            ]:
                assert server.docmd(command)[0] == 250
            assert server.data("Subject: relayed\\r\\n\\r\\nEvery word of it.\\r\\n")[0] == 250
        """
}

/// Connections over which nothing is said, of blocking sockets.
private final class IdleSockets {
    private var sockets: [Int32] = []

    /// Whether this process, and ingest, may have so many: each is an open file in both.
    static func mayBe(_ count: Int) -> Bool {
        var limit = rlimit()
        return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
            && Int(clamping: limit.rlim_max) >= count + 1000
    }

    init(_ count: Int, port: Int) throws {
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        for _ in 0..<count {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            sockets.append(descriptor)
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard result == 0 else { throw SupportError("connection \(sockets.count): errno \(errno)") }
        }
    }

    deinit {
        for descriptor in sockets { close(descriptor) }
    }

    /// How many have been greeted, and are still there.
    var greeted: Int {
        sockets.count { descriptor in
            var octets = [UInt8](repeating: 0, count: 100)
            let count = recv(descriptor, &octets, octets.count, Int32(MSG_DONTWAIT | MSG_PEEK))
            return count > 4 && octets.starts(with: Array("220 ".utf8))
        }
    }
}

/// A Postfix of the test's own, as a relay in front, as deploy/postfix has it.
private final class Postfix: Sendable {
    let port: Int
    private let folder: TemporaryFolder
    private let files: PostfixFolder

    init(domain: String, port target: Int) async throws {
        folder = try TemporaryFolder()
        port = try LoopbackPort.reserve()
        let shipped = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../deploy/postfix")
        let map = try String(contentsOf: shipped.appending(path: "transport"), encoding: .utf8)
            .replacing("fax.example.com", with: domain).replacing("[127.0.0.1]:2525", with: "[127.0.0.1]:\(target)")
        try folder.write("transport", map)
        let main = try String(contentsOf: shipped.appending(path: "main.cf"), encoding: .utf8)
            .replacing("/etc/postfix/transport", with: folder.path("transport"))
        try await ChildProcess.run("/bin/chmod", ["755", folder.url.path])
        files = try PostfixFolder(
            at: folder.url, port: port,
            settings: "inet_protocols = ipv4\nmyhostname = mail.example\nsmtp_host_lookup = native\n" + main)
        for command in files.commandsToStart { try await ChildProcess.run(command[0], Array(command.dropFirst())) }
    }

    func stop() async {
        _ = try? await ChildProcess.run(files.commandToStop[0], Array(files.commandToStop.dropFirst()))
    }

    var log: String { files.log }
}
