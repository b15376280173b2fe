import Foundation

/// Mails a second that are accepted and on disk: `smtp-source` with 10 sessions and mails of 10 KiB, into ingest and spool
/// and into a Postfix of its own on the same disk. Postfix only queues (HOLD), as the stages behind ours are not running.
final class AcceptedMails {
    static let sessions = 10
    static let size = 10_240
    static let count = 3000
    let setup: Setup
    private var measured: (ours: Double, theirs: Double)?

    init(setup: Setup) {
        self.setup = setup
    }

    func figure() throws -> Figure {
        let rates = try rates()
        return Figure(
            name: "accepted-mails", ours: rates.ours, unit: "mails/s", peer: rates.theirs, goal: 3, moreIsBetter: true)
    }

    /// Mails a second, ours and Postfix's. Measured once a run, by turns; the median of three counts.
    func rates() throws -> (ours: Double, theirs: Double) {
        if let measured { return measured }
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<3 {
            ours.append(try faxpost())
            theirs.append(try postfix())
        }
        let rates = (ours: median(ours), theirs: median(theirs))
        measured = rates
        return rates
    }

    private func faxpost() throws -> Double {
        let receiver = try MailReceiver(setup: setup)
        defer { receiver.stop() }
        return try drive(receiver.port, recipient: MailReceiver.recipient)
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
