import Foundation

/// Seconds from the 250 at the end of the data to the line dialling, for a text mail of one page that meets an idle
/// system: through spool, enrich, render and faxout. Against a limit of half a second.
struct FirstDial {
    static let limit = 0.5
    let setup: Setup

    func figure() throws -> Figure {
        let port = try freePort()
        let devices = try setup.folder()
        let installation = try setup.installation(
            """
            ingest:
              listen: ["127.0.0.1:\(port)"]
              hostname: fax.example
              domains: [fax.example]
            dialling: {extension-digits: 10}
            people:
              - {mail: anna@example.com, name: Anna Berg, company: Berg AG}
            faxout:
              lines:
                - {name: one, device: \(devices.path)/one, station-id: "+49 228 1", flow-control: software}
            deliver: {smarthost: "127.0.0.1:25", hostname: fax.example}
            """)
        let exchange = try RunningProgram(
            setup.binaries.appending(path: "linesim").path,
            ["--verbose", "--modem", "\(devices.path)/one,1001", "--modem", "\(devices.path)/two,2222"],
            log: devices.appending(path: "linesim.log"))
        defer { exchange.stop() }
        try exchange.waitForLog("linesim ready")
        let spool = try installation.start("spool", waitFor: "serving")
        defer { spool.stop() }
        let ingest = try installation.start("ingest", waitFor: "listening")
        defer { ingest.stop() }
        let workers = try ["enrich", "render", "faxout"].map { try installation.start($0, waitFor: "started") }
        defer { workers.forEach { $0.stop() } }
        // The first fax finds everything idle and cold; the ones after it are what is measured, each to a busy number.
        var seconds: [Double] = []
        for number in 0..<6 {
            let dialled = "9\(number)0001"
            let accepted = try send(port, to: dialled)
            try waitUntil("the call to \(dialled)") { try exchange.log().contains("dials \(dialled)") }
            if number > 0 { seconds.append((ContinuousClock.now - accepted) / .seconds(1)) }
            // The line must be free before the next is measured: linesim tells of the end of each call.
            try waitUntil("the end of the call") {
                try exchange.log().components(separatedBy: "over after").count == number + 2
            }
        }
        return Figure(
            name: "first-dial", ours: median(seconds), unit: "s", peer: Self.limit, goal: 1, moreIsBetter: false)
    }

    /// Sends a mail; returns when it was accepted.
    private func send(_ port: Int, to number: String) throws -> ContinuousClock.Instant {
        let connection = try LineConnection(port: port)
        _ = try connection.ask("HELO bench.example\r\n", lines: 2)
        _ = try connection.ask("MAIL FROM:<anna@example.com>\r\n", lines: 1)
        _ = try connection.ask("RCPT TO:<\(number)@fax.example>\r\n", lines: 1)
        _ = try connection.ask("DATA\r\n", lines: 1)
        let text = "From: Anna Berg <anna@example.com>\r\nSubject: Figures\r\n\r\nHello.\r\n.\r\n"
        let answer = try connection.ask(text, lines: 1)
        guard answer.hasPrefix("250") else { throw BenchmarkError(answer) }
        return .now
    }
}
