import Foundation

/// Mails a second that are accepted and on disk: `smtp-source` with 10 sessions and mails of 10 KiB, into ingest and spool
/// and into a Postfix of its own on the same disk. Postfix only queues (HOLD), as the stages behind ours are not running.
struct AcceptedMails {
    static let sessions = 10
    static let size = 10_240
    static let count = 3000
    let setup: Setup

    func figure() throws -> Figure {
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<3 {
            ours.append(try faxpost())
            theirs.append(try postfix())
        }
        return Figure(
            name: "accepted-mails", ours: median(ours), unit: "mails/s", peer: median(theirs), goal: 1.5,
            moreIsBetter: true)
    }

    private func faxpost() throws -> Double {
        let port = try freePort()
        let installation = try setup.installation(
            """
            ingest:
              listen: ["127.0.0.1:\(port)"]
              hostname: fax.example
              domains: [fax.example]
            """)
        let spool = try installation.start("spool", waitFor: "serving")
        defer { spool.stop() }
        let ingest = try installation.start("ingest", waitFor: "listening")
        defer { ingest.stop() }
        try waitUntil("ingest") { (try? LineConnection(port: port)) != nil }
        return try drive(port, recipient: "+4922812345@fax.example")
    }

    private func postfix() throws -> Double {
        let port = try freePort()
        let postfix = try OwnPostfix(folder: try setup.folder(), port: port)
        defer { postfix.stop() }
        try waitUntil("postfix") { (try? LineConnection(port: port)) != nil }
        return try drive(port, recipient: "someone@fax.example")
    }

    private func drive(_ port: Int, recipient: String) throws -> Double {
        let start = ContinuousClock.now
        _ = try run(
            "/usr/sbin/smtp-source",
            [
                "-s", "\(Self.sessions)", "-l", "\(Self.size)", "-m", "\(Self.count)", "-f", "sender@example.com",
                "-t", recipient, "127.0.0.1:\(port)",
            ])
        return Double(Self.count) / ((ContinuousClock.now - start) / .seconds(1))
    }
}

/// A Postfix with its configuration, queue and port in a folder of its own. Needs root, as Postfix does.
struct OwnPostfix {
    private let folder: URL

    init(folder: URL, port: Int) throws {
        self.folder = folder
        let queue = folder.appending(path: "queue")
        let data = folder.appending(path: "data")
        for path in [queue, data] {
            try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        }
        _ = try bench.run("/bin/chown", ["postfix", data.path])
        try """
        compatibility_level = 3.6
        queue_directory = \(queue.path)
        data_directory = \(data.path)
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        mail_owner = postfix
        setgid_group = postdrop
        inet_interfaces = 127.0.0.1
        myhostname = fax.example
        mydestination =
        relay_domains = fax.example
        relay_transport = discard
        local_recipient_maps =
        smtpd_recipient_restrictions = check_recipient_access static:HOLD, permit_mynetworks, reject
        maillog_file = \(folder.path)/maillog
        maillog_file_prefixes = \(folder.path)
        alias_maps =
        """.write(to: folder.appending(path: "main.cf"), atomically: true, encoding: .utf8)
        try """
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
        discard unix - - n - - discard
        postlog unix-dgram n - n - 1 postlogd
        anvil unix - - n - 1 anvil
        """.replacingOccurrences(of: "\n        ", with: "\n").write(
            to: folder.appending(path: "master.cf"), atomically: true, encoding: .utf8)
        _ = try bench.run("/usr/sbin/postfix", ["-c", folder.path, "start"])
    }

    func stop() {
        _ = try? bench.run("/usr/sbin/postfix", ["-c", folder.path, "stop"])
    }
}
