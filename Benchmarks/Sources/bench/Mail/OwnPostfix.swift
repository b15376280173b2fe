import Foundation

/// A Postfix with its configuration, queue and port in a folder of its own. Needs root, as Postfix does.
struct OwnPostfix {
    private let folder: URL

    /// Starts it.
    ///
    /// - Parameter sink: the port of 127.0.0.1 that it relays to; `nil` where it only queues (HOLD).
    init(folder: URL, port: Int, relaysTo sink: Int? = nil) throws {
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
        relay_transport = \(sink.map { "smtp:[127.0.0.1]:\($0)" } ?? "discard")
        local_recipient_maps =
        smtpd_recipient_restrictions = \(sink == nil ? "check_recipient_access static:HOLD, " : "")permit_mynetworks, reject
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
        smtp unix - - n - - smtp
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
