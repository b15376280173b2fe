import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// Other people's mail software hands mail in: ingest and spool as processes.
@Suite("Mail in, by other people's clients and servers", .timeLimit(.minutes(10)))
struct MailInTests {
    /// A certificate, a file with the user jane, and the keys of section `ingest` that name them.
    private struct Secrets {
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
        "Postfix in front, with the transport map of deploy/postfix, relays a mail that becomes an order; DSN wishes with it"
    )
    func postfix() async throws {
        try await Faxpost.with("") { faxpost in
            try await faxpost.start([.spool, .ingest])
            let postfix = try await Postfix(domain: "fax.example", port: faxpost.port)
            do {
                _ = try await ChildProcess.run(
                    "/usr/bin/swaks",
                    [
                        "--server", "127.0.0.1:\(postfix.port)", "--from", "jane@example.com", "--to",
                        "+49302222@fax.example,+49303333@fax.example", "--header", "Subject: relayed",
                    ], environment: ["POSIXLY_CORRECT": "1"])
                try await faxpost.process(.ingest).says("accepted")
                let jobs = try await faxpost.client.query(.jobs(state: nil, limit: 10), as: JobList.self)
                #expect(jobs.jobs.count == 2)
                #expect(Set(jobs.jobs.map { $0.sender }) == ["jane@example.com"])
            } catch {
                await postfix.stop()
                throw SupportError("\(error)\n\(postfix.log)")
            }
            await postfix.stop()
        }
    }
}

/// A Postfix of the test's own, as a relay in front, as deploy/postfix has it.
private final class Postfix: Sendable {
    let port: Int
    private let folder: TemporaryFolder

    init(domain: String, port target: Int) async throws {
        folder = try TemporaryFolder()
        port = try LoopbackPort.reserve()
        let shipped = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../deploy/postfix")
        let map = try String(contentsOf: shipped.appending(path: "transport"), encoding: .utf8)
            .replacing("fax.example.com", with: domain).replacing("[127.0.0.1]:2525", with: "[127.0.0.1]:\(target)")
        try folder.write("transport", map)
        let main = try String(contentsOf: shipped.appending(path: "main.cf"), encoding: .utf8)
            .replacing("/etc/postfix/transport", with: folder.path("transport"))
        for name in ["queue", "data"] { try folder.makeFolder(name) }
        try await ChildProcess.run("/bin/chown", ["postfix", folder.path("data")])
        try await ChildProcess.run("/bin/chmod", ["755", folder.url.path])
        try folder.write(
            "main.cf",
            """
            compatibility_level = 3.6
            queue_directory = \(folder.path("queue"))
            data_directory = \(folder.path("data"))
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            mail_owner = postfix
            setgid_group = postdrop
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            myhostname = mail.example
            mydestination =
            alias_maps =
            local_recipient_maps =
            smtp_host_lookup = native
            maillog_file = \(folder.path("maillog"))
            maillog_file_prefixes = \(folder.url.path)
            """ + "\n" + main)
        try folder.write(
            "master.cf",
            """
            127.0.0.1:\(port) inet n - n - - smtpd
            pickup unix n - n 60 1 pickup
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            tlsmgr unix - - n 1000? 1 tlsmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            error unix - - n - - error
            retry unix - - n - - error
            smtp unix - - n - - smtp
            lmtp unix - - n - - lmtp
            postlog unix-dgram n - n - 1 postlogd
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache

            """)
        try await ChildProcess.run("/usr/sbin/postfix", ["-c", folder.url.path, "start"])
    }

    func stop() async {
        _ = try? await ChildProcess.run("/usr/sbin/postfix", ["-c", folder.url.path, "stop"])
    }

    var log: String { (try? String(contentsOfFile: folder.path("maillog"), encoding: .utf8)) ?? "" }
}
