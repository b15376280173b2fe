import FaxModel
import Foundation
import Pipeline
import TIFF
import TestSupport

/// Seconds of line time that a fax takes, ours beside HylaFAX's: both send the same documents over the same `linesim` to the
/// same HylaFAX, in fine resolution, with error correction, 14,400 bit/s and MMR. What counts is the call by the exchange's own
/// clock, from the last digit until both ends are on the hook.
///
/// People fax documents, and what pels a document becomes is as much a sender's doing as how they are coded: so both are measured, a
/// PDF that each converts itself (`line-seconds-…`), and pages that are pels already (`line-seconds-pels-…`).
struct LineSeconds {
    /// Pages of the documents, and what the ratio is to be.
    static let lengths: [(pageCount: Int, goal: Double)] = [(1, 0.95), (10, 0.9)]
    /// Calls of each party with each document; the median counts.
    static let rounds = 3
    static let numbers = (ours: "1001", theirs: "1002", receiver: "2222")
    let setup: Setup

    /// Measures all documents, both parties by turns.
    ///
    /// - Throws: `BenchmarkError` when a fax did not arrive as it was sent.
    func figures() throws -> [Figure] {
        // HylaFAX takes no path with an underscore, and comes to the devices as another user.
        let folder = try TemporaryFolder()
        try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: folder.url.path)
        // The line runs ahead only while both computers wait for it: its clock counts what they make it wait.
        let exchange = try RunningExchange(
            setup, numbers: [Self.numbers.ours, Self.numbers.theirs, Self.numbers.receiver], ["--turbo", "0"],
            folder: folder.url)
        defer { exchange.stop() }
        let receiver = try HylaFAX(setup, device: exchange.device(Self.numbers.receiver))
        defer { receiver.stop() }
        let theirs = try HylaFAX(setup, device: exchange.device(Self.numbers.theirs), sends: true)
        defer { theirs.stop() }
        let installation = try setup.installation(
            """
            faxout:
              lines:
                - {name: one, device: "\(exchange.device(Self.numbers.ours))", group: \(FaxClient.sending), station-id: "+49 228 1", flow-control: software}
            """)
        let spool = try installation.start("spool", waitFor: "serving")
        defer { spool.stop() }
        let faxout = try installation.start("faxout", waitFor: "The line is ready")
        defer { faxout.stop() }
        let ours = try FaxClient(endpoint: installation.endpoint)
        let conversion = try PDFConversion(setup)
        let documents =
            try Self.lengths.map {
                try LineDocument.print(pageCount: $0.pageCount, goal: $0.goal, in: folder.url, conversion)
            } + Self.lengths.map { try LineDocument.pels(pageCount: $0.pageCount, goal: $0.goal, in: folder.url) }
        return try documents.map { document in
            var seconds = (ours: [Double](), theirs: [Double]())
            for _ in 0..<Self.rounds {
                seconds.ours.append(try call(exchange, to: receiver) { try send(document, by: ours) })
                seconds.theirs.append(
                    try call(exchange, to: receiver) {
                        try theirs.submit(document.theirs, to: Self.numbers.receiver)
                        return document.theirPages
                    })
            }
            return Figure(
                name: "line-seconds-\(document.name)", ours: median(seconds.ours), unit: "s",
                peer: median(seconds.theirs), goal: document.goal, moreIsBetter: false)
        }
    }

    /// One call, which `send` makes or has made; it returns what should arrive.
    ///
    /// - Returns: its seconds by the exchange's clock.
    private func call(
        _ exchange: RunningExchange, to receiver: HylaFAX, send: () throws -> [PageBitmap]
    ) throws -> Double {
        try receiver.waitUntilIdle()
        let before = try exchange.calls().count
        let pages = try send()
        try waitUntil("the end of the call", within: .seconds(600)) { try exchange.calls().count > before }
        let calls = try exchange.calls()
        guard calls.count == before + 1 else {
            throw BenchmarkError("\(calls.count - before) CALLS WERE MADE, not one")
        }
        let received = try receiver.received(calls.count)
        guard try Letter.pages(of: received).map(Letter.body) == pages.map(Letter.body),
            try Letter.isFine(received)
        else { throw BenchmarkError("A FAX DID NOT ARRIVE AS IT WAS SENT") }
        return calls[before].lineSeconds
    }

    /// Sends a document by Faxpost.
    ///
    /// - Returns: its pages as they were sent, with their header lines.
    private func send(_ document: LineDocument, by client: FaxClient) throws -> [PageBitmap] {
        guard let number = FaxNumber(Self.numbers.receiver) else { throw BenchmarkError("the number is none") }
        let file = Array(try Data(contentsOf: document.ours))
        let job = try client.submit(file, pageCount: document.pageCount, to: number)
        try waitUntil("job \(job) to end", within: .seconds(600)) { try client.history(job).job.state.hasEnded }
        return try client.sent(job, bitRate: 14_400)
    }
}
