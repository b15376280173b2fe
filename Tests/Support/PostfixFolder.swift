public import Foundation

/// The folder of a Postfix of one's own: its configuration, queue and log, and a listener on 127.0.0.1. It needs root, as Postfix does.
public struct PostfixFolder: Sendable {
    /// What has to be run, one after the other, for it to work.
    public let commandsToStart: [[String]]
    /// What stops it.
    public let commandToStop: [String]
    private let folder: URL

    /// Writes the files.
    ///
    /// - Parameters:
    ///   - folder: an empty folder.
    ///   - port: where it listens.
    ///   - settings: what it does with mail: lines of main.cf.
    public init(at folder: URL, port: Int, settings: String) throws {
        self.folder = folder
        let (queue, data) = (folder.appending(path: "queue"), folder.appending(path: "data"))
        for path in [queue, data] {
            try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
        }
        try Data(
            """
            compatibility_level = 3.6
            queue_directory = \(queue.path)
            data_directory = \(data.path)
            command_directory = /usr/sbin
            daemon_directory = /usr/lib/postfix/sbin
            mail_owner = postfix
            setgid_group = postdrop
            inet_interfaces = 127.0.0.1
            mydestination =
            alias_maps =
            local_recipient_maps =
            maillog_file = \(folder.path)/maillog
            maillog_file_prefixes = \(folder.path)
            \(settings)

            """.utf8
        ).write(to: folder.appending(path: "main.cf"))
        try Data(
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
            discard unix - - n - - discard
            smtp unix - - n - - smtp
            lmtp unix - - n - - lmtp
            postlog unix-dgram n - n - 1 postlogd
            anvil unix - - n - 1 anvil
            scache unix - - n - 1 scache

            """.utf8
        ).write(to: folder.appending(path: "master.cf"))
        commandsToStart = [
            ["/bin/chown", "postfix", data.path], ["/usr/sbin/postfix", "-c", folder.path, "start"],
        ]
        commandToStop = ["/usr/sbin/postfix", "-c", folder.path, "stop"]
    }

    /// What it has logged.
    public var log: String {
        (try? String(contentsOf: folder.appending(path: "maillog"), encoding: .utf8)) ?? ""
    }
}
