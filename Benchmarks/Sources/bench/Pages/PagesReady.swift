import Foundation

/// How soon `render` has an order's pages, as it says itself: of a text mail, and of a broadcast to 500 of 20 pages, each with a cover
/// page of its own. Through `ingest`, `spool` and `enrich`, idle but for that.
struct PagesReady {
    let setup: Setup

    /// Milliseconds for a text mail with a cover page, against a limit of 60.
    func textMail() throws -> [Figure] {
        let times = try measure(Array(repeating: (["4922812345"], "Dear Sir,\r\n\r\nHello.\r\n"), count: 6))
        // The first loads the fonts.
        return [
            Figure(
                name: "text-mail", ours: median(Array(times.dropFirst())), unit: "ms", peer: 60, goal: 1,
                moreIsBetter: false)
        ]
    }

    /// Milliseconds for a broadcast with the built-in cover page, and with the shipped template `plain`, against a limit of 3000.
    func broadcast() throws -> [Figure] {
        let template = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../../deploy/covers/plain/cover.html").standardizedFileURL.path
        return try [
            ("broadcast", ""), ("broadcast-template", "render: {covers: {plain: \(template)}, cover: plain}"),
        ].map { try broadcast(name: $0.0, render: $0.1) }
    }

    private func broadcast(name: String, render: String) throws -> Figure {
        let line = "All our customers are told that prices are what they were a year ago, and will be.\r\n"
        let text = String(repeating: line, count: 20 * 62 - 10)
        let numbers = (0..<500).map { "49228\(10_000 + $0)" }
        let times = try measure([(numbers, text)], render: render)
        return Figure(name: name, ours: times[0], unit: "ms", peer: 3000, goal: 1, moreIsBetter: false)
    }

    /// The milliseconds that each mail took.
    private func measure(_ mails: [(numbers: [String], text: String)], render: String = "") throws -> [Double] {
        let port = try freePort()
        let installation = try setup.installation(
            """
            ingest:
              listen: ["127.0.0.1:\(port)"]
              hostname: fax.example
              domains: [fax.example]
            faxout: {lines: []}
            deliver: {smarthost: "127.0.0.1:25", hostname: fax.example}
            \(render)
            """)
        let spool = try installation.start("spool", waitFor: "serving")
        defer { spool.stop() }
        let ingest = try installation.start("ingest", waitFor: "listening")
        defer { ingest.stop() }
        // What it says of each order is a notice to nobody else.
        let log = try String(contentsOf: installation.configuration, encoding: .utf8)
        try log.replacing("level: notice", with: "level: info").write(
            to: installation.configuration, atomically: true, encoding: .utf8)
        let workers = try ["enrich", "render"].map { try installation.start($0, waitFor: "started") }
        defer { workers.forEach { $0.stop() } }
        var times: [Double] = []
        for (index, mail) in mails.enumerated() {
            try send(port, mail.numbers, mail.text)
            try waitUntil("the pages of mail \(index + 1)") {
                times = try workers[1].log().matches(of: #/milliseconds=([0-9.]+)/#).compactMap { Double($0.1) }
                return times.count > index
            }
        }
        return times
    }

    private func send(_ port: Int, _ numbers: [String], _ text: String) throws {
        let connection = try LineConnection(port: port)
        _ = try connection.ask("HELO bench.example\r\n", lines: 2)
        _ = try connection.ask("MAIL FROM:<anna@example.com>\r\n", lines: 1)
        for number in numbers { _ = try connection.ask("RCPT TO:<+\(number)@fax.example>\r\n", lines: 1) }
        _ = try connection.ask("DATA\r\n", lines: 1)
        let answer = try connection.ask(
            "From: Anna Berg <anna@example.com>\r\nSubject: Figures\r\n\r\n\(text).\r\n", lines: 1)
        guard answer.hasPrefix("250") else { throw BenchmarkError(answer) }
    }
}
