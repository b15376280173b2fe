import Foundation

/// A real mail store for tests: Dovecot, which takes mail by LMTP and gives it out by IMAP, on loopback and free ports, with mailboxes in a
/// temporary folder. Every user that is asked for exists, with the password `secret`.
public final class DovecotServer: Sendable {
    /// The port of LMTP on 127.0.0.1.
    public let port: Int
    /// The certificate of LMTP (STARTTLS), made for `localhost` and signed by itself: a PEM file.
    public let certificate: String
    /// The unix socket of LMTP.
    public var socket: String { folder.path("run/lmtp") }
    private let imapPort: Int
    private let folder: TemporaryFolder
    private let process: ChildProcess
    private let text: @Sendable (Int?) -> String

    /// Starts it, and returns when it works.
    ///
    /// - Parameters:
    ///   - quota: kilobytes that a mailbox may hold; `nil` for any.
    ///   - isTemporary: whether a mail for a full mailbox is refused for now (452), and not for good (552).
    public init(quota: Int? = nil, isTemporary: Bool = false) async throws {
        folder = try TemporaryFolder()
        port = try LoopbackPort.reserve()
        imapPort = try LoopbackPort.reserve()
        let mail = try folder.makeFolder("mail")
        try folder.makeFolder("run")
        certificate = folder.path("certificate.pem")
        try await ChildProcess.run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost", "-keyout", folder.path("key.pem"), "-out", certificate,
            ])
        // Mail belongs to nobody where the tests are root's: Dovecot gives no mail to root.
        let owner = getuid() == 0 ? "nobody" : NSUserName()
        if getuid() == 0 {
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.url.path)
            try await ChildProcess.run("/bin/chown", [owner, mail])
        }
        let (folder, port, imapPort, certificate) = (folder, port, imapPort, certificate)
        let hasQuota = quota != nil
        text = { quota in
            let limits =
                quota.map {
                    "plugin {\n  quota = maildir:all\n  quota_rule = *:storage=\($0)K\n}\n"
                        + "quota_full_tempfail = \(isTemporary ? "yes" : "no")"
                } ?? ""
            return """
                base_dir = \(folder.path("run"))
                state_dir = \(folder.path("run"))
                log_path = /dev/stderr
                protocols = imap lmtp
                listen = 127.0.0.1
                ssl = yes
                ssl_cert = <\(certificate)
                ssl_key = <\(folder.path("key.pem"))
                disable_plaintext_auth = no
                auth_mechanisms = plain
                first_valid_uid = 1
                mail_location = maildir:\(mail)/%u
                mail_plugins = \(hasQuota ? "quota" : "")
                \(limits)
                passdb {
                  driver = static
                  args = password=secret
                }
                userdb {
                  driver = static
                  args = uid=\(owner) gid=nogroup home=\(mail)/%u allow_all_users=yes
                }
                service lmtp {
                  inet_listener lmtp {
                    port = \(port)
                  }
                  unix_listener lmtp {
                    mode = 0666
                  }
                }
                service imap-login {
                  inet_listener imap {
                    port = \(imapPort)
                  }
                  inet_listener imaps {
                    port = 0
                  }
                }
                service anvil {
                  chroot =
                }
                protocol lmtp {
                  postmaster_address = postmaster@fax.example
                  hostname = localhost
                }

                """
        }
        try folder.write("dovecot.conf", text(quota))
        process = try ChildProcess("/usr/sbin/dovecot", ["-F", "-c", folder.path("dovecot.conf")])
        try await LoopbackPort.listening(port, while: process)
        try await LoopbackPort.listening(imapPort, while: process)
    }

    /// The mails in the inbox of `user`, fetched by IMAP, in the order in which they came.
    public func inbox(of user: String) async throws -> [String] {
        let script = """
            import imaplib, pathlib, sys
            box = imaplib.IMAP4('127.0.0.1', int(sys.argv[1]))
            box.login(sys.argv[2], 'secret')
            box.select('INBOX', readonly=True)
            for number in box.search(None, 'ALL')[1][0].split():
                mail = box.fetch(number, '(RFC822)')[1][0][1]
                pathlib.Path(sys.argv[3], number.decode() + '.eml').write_bytes(mail)
            box.logout()
            """
        let target = try TemporaryFolder()
        try await ChildProcess.run("/usr/bin/python3", ["-c", script, "\(imapPort)", user, target.url.path])
        var mails: [String] = []
        while let mail = try? String(contentsOf: target.url.appending(path: "\(mails.count + 1).eml"), encoding: .utf8)
        {
            mails.append(mail)
        }
        return mails
    }

    /// From now on a mailbox may hold so many kilobytes. It must have had a quota before.
    public func setQuota(_ kilobytes: Int) throws {
        try folder.write("dovecot.conf", text(kilobytes))
        process.send(SIGHUP)
    }

    /// Ends it.
    public func stop() async throws {
        try await process.stop()
    }
}
