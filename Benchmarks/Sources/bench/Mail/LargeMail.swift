import Foundation

/// The most memory that `ingest` or `spool` has had in MiB when a mail of 100 MiB has come in, against a limit of 64 MiB.
struct LargeMail {
    /// MiB.
    static let limit = 64.0
    /// MiB.
    static let size = 100
    let setup: Setup

    func figure() throws -> Figure {
        let receiver = try MailReceiver(setup: setup)
        defer { receiver.stop() }
        let before = try receiver.ingest.peakMemory()
        let connection = try MailReceiver.opened(receiver.port)
        try connection.send(Array("Subject: large\r\n\r\n".utf8))
        let line = [UInt8](repeating: UInt8(ascii: "X"), count: 62) + Array("\r\n".utf8)
        let piece = Array(repeatElement(line, count: (1 << 20) / line.count).joined())
        for _ in 0..<Self.size { try connection.send(piece) }
        let answer = try connection.ask(".\r\n", lines: 1)
        guard answer.hasPrefix("250") else { throw BenchmarkError("the mail was answered \(answer)") }
        let peaks = (ingest: try receiver.ingest.peakMemory(), spool: try receiver.spool.peakMemory())
        print(
            String(
                format: "large mail: ingest %.1f MiB (%.1f before), spool %.1f MiB", peaks.ingest, before, peaks.spool))
        return Figure(
            name: "large-mail-memory", ours: max(peaks.ingest, peaks.spool), unit: "MiB", peer: Self.limit, goal: 1,
            moreIsBetter: false)
    }
}
