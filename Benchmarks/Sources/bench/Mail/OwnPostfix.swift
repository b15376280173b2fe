import Foundation
import TestSupport

/// A Postfix with its configuration, queue and port in a folder of its own. Needs root, as Postfix does.
struct OwnPostfix {
    private let files: PostfixFolder

    /// Starts it.
    ///
    /// - Parameter sink: the port of 127.0.0.1 that it relays to; `nil` where it only queues (HOLD).
    init(folder: URL, port: Int, relaysTo sink: Int? = nil) throws {
        files = try PostfixFolder(
            at: folder, port: port,
            settings: """
                myhostname = fax.example
                relay_domains = fax.example
                relay_transport = \(sink.map { "smtp:[127.0.0.1]:\($0)" } ?? "discard")
                smtpd_recipient_restrictions = \(sink == nil ? "check_recipient_access static:HOLD, " : "")permit_mynetworks, reject
                """)
        for command in files.commandsToStart { _ = try bench.run(command[0], Array(command.dropFirst())) }
    }

    func stop() {
        _ = try? bench.run(files.commandToStop[0], Array(files.commandToStop.dropFirst()))
    }
}
