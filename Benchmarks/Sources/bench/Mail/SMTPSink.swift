import Foundation

/// Postfix's `smtp-sink`: takes mails, and ends when it has so many.
struct SMTPSink {
    let port: Int
    private let program: RunningProgram

    /// Starts it.
    ///
    /// - Parameters:
    ///   - count: the mails after which it ends; `nil` for none.
    ///   - dump: where each mail is written as a file; `nil` for nowhere.
    init(_ setup: Setup, count: Int? = nil, dump: URL? = nil) throws {
        port = try freePort()
        var options = count.map { ["-M", "\($0)"] } ?? []
        if let dump { options += ["-d", "\(dump.path)/%Y%m%d%H%M%S."] }
        if getuid() == 0 { options += ["-u", "nobody"] }
        program = try RunningProgram(
            "/usr/sbin/smtp-sink", options + ["127.0.0.1:\(port)", "200"],
            log: try setup.folder().appending(path: "sink.log"))
        let port = port
        try waitUntil("smtp-sink") { (try? LineConnection(port: port)) != nil }
    }

    /// Waits until it has all its mails.
    func waitForAll() throws {
        try waitUntil("all mails to arrive", within: .seconds(300)) { !program.process.isRunning }
    }

    /// Ends it.
    func stop() { program.stop() }
}
