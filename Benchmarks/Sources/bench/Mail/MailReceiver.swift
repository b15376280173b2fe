import Foundation

/// Our `ingest` and `spool`, which take mail.
struct MailReceiver {
    /// For whom it takes mail.
    static let recipient = "+4922812345@fax.example"
    let port: Int
    let spool: RunningProgram
    let ingest: RunningProgram

    /// Starts both, and waits until mail is taken.
    init(setup: Setup) throws {
        let port = try freePort()
        let installation = try setup.installation(
            """
            ingest:
              listen: ["127.0.0.1:\(port)"]
              hostname: fax.example
              domains: [fax.example]
              maximum-size: 128MiB
            """)
        self.port = port
        spool = try installation.start("spool", waitFor: "serving")
        ingest = try installation.start("ingest", waitFor: "listening")
        try waitUntil("ingest") { (try? LineConnection(port: port)) != nil }
    }

    func stop() {
        ingest.stop()
        spool.stop()
    }

    /// A connection on which the data of a mail is awaited.
    static func opened(_ port: Int) throws -> LineConnection {
        let connection = try LineConnection(port: port)
        _ = try connection.ask("", lines: 1)
        _ = try connection.ask("HELO client.example\r\n", lines: 1)
        for (command, code) in [
            ("MAIL FROM:<sender@example.com>", "250"), ("RCPT TO:<\(recipient)>", "250"), ("DATA", "354"),
        ] {
            let answer = try connection.ask("\(command)\r\n", lines: 1)
            guard answer.hasPrefix(code) else { throw BenchmarkError("\(command): \(answer)") }
        }
        return connection
    }
}
