import Foundation

/// Milliseconds from the end of a mail's data to its answer, at half of the load that `AcceptedMails` measured in the same
/// run. Against a limit of 20 ms for 99 of 100 mails. The mails are as there, each on a connection of its own.
struct MailAnswers {
    /// Milliseconds.
    static let limit = 20.0
    let setup: Setup
    let seconds: Double
    let mails: AcceptedMails

    func figure() throws -> Figure {
        let load = try mails.rates().ours / 2
        let runs = try (0..<3).map { _ in try times(load: load) }
        let half = median(runs.map { $0.percentile(50) })
        let most = median(runs.map { $0.percentile(99) })
        print(String(format: "answers: p50 %.2f ms, p99 %.2f ms at %.0f mails/s", half, most, load))
        return Figure(
            name: "mail-answers", ours: most, unit: "ms", peer: Self.limit, goal: 1, moreIsBetter: false)
    }

    /// The time of every mail, in milliseconds, in order.
    private func times(load: Double) throws -> [Double] {
        let receiver = try MailReceiver(setup: setup)
        defer { receiver.stop() }
        let sessions = AcceptedMails.sessions
        let interval = Duration.seconds(Double(sessions) / load)
        let start = ContinuousClock.now + .seconds(1)
        let count = Int(seconds * load) / sessions
        let times = try inThreads(sessions) { [port = receiver.port] session in
            try (0..<count).map { mail in
                sleep(until: start + interval * (Double(mail) + Double(session) / Double(sessions)))
                let connection = try MailReceiver.opened(port)
                let line = String(repeating: "X", count: 78) + "\r\n"
                let text =
                    "Subject: \(session) \(mail)\r\n\r\n" + String(repeating: line, count: AcceptedMails.size / 80)
                let sent = ContinuousClock.now
                let answer = try connection.ask(text + ".\r\n", lines: 1)
                let time = (ContinuousClock.now - sent) / .milliseconds(1)
                guard answer.hasPrefix("250") else { throw BenchmarkError("a mail was answered \(answer)") }
                _ = try connection.ask("QUIT\r\n", lines: 1)
                return time
            }
        }
        return times.flatMap { $0 }.sorted()
    }
}
