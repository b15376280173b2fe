import FaxModel
import Foundation
import Pipeline

/// Seconds from the confirmation (MCF) of the last page of a fax that comes in to the mail with its PDF in `smtp-sink`, over our own two
/// lines: the end of the call, the spool, enrich, render and deliver. Against a limit of half a second. The line runs ahead of life: there,
/// MCF and the caller's DCN alone take 2.4 s, in which nothing can be mailed yet. What is ours begins with DCN, and is printed beside it.
struct LastPageToMail {
    static let limit = 0.5
    /// Faxes; the first one finds everything cold, and does not count.
    static let rounds = 6
    let setup: Setup

    func figure() throws -> Figure {
        let mails = try setup.folder()
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: mails.path)
        let sink = try SMTPSink(setup, dump: mails)
        defer { sink.stop() }
        // The line gives programs time to flush their terminal after CONNECT: ours at either end need none.
        let exchange = try RunningExchange(setup, numbers: ["1001", "2222"], ["--turbo", "0", "--grace", "0"])
        defer { exchange.stop() }
        let installation = try setup.installation(
            """
            faxout:
              keep-calls: all
              lines:
                - {name: one, device: "\(exchange.device("1001"))", group: \(FaxClient.sending), station-id: "+49 228 1", flow-control: software}
                - {name: two, device: "\(exchange.device("2222"))", group: in, station-id: "+49 228 2", flow-control: software, answer: {rings: 1}}
            received: {default-recipient: in@example.com}
            deliver: {smarthost: "127.0.0.1:\(sink.port)", hostname: fax.example}
            """)
        let spool = try installation.start("spool", waitFor: "serving")
        defer { spool.stop() }
        let workers = try ["enrich", "render", "deliver"].map { try installation.start($0, waitFor: "started") }
        defer { workers.forEach { $0.stop() } }
        let faxout = try installation.start("faxout", waitFor: "The line is ready")
        defer { faxout.stop() }
        let client = try SpoolQueueClient(endpoint: installation.endpoint, stage: .enrich, lane: .default)
        let sender = try FaxClient(endpoint: installation.endpoint)
        let file = try Letter.file(Letter.pages(2))
        guard let number = FaxNumber("2222") else { throw BenchmarkError("the number is none") }
        var seconds: [Double] = []
        var ours: [Double] = []
        for round in 0..<Self.rounds {
            let before = try Self.received(in: mails).count
            let job = try sender.submit(file, pageCount: 2, to: number)
            try waitUntil("the mail", within: .seconds(120)) { try Self.received(in: mails).count > before }
            try waitUntil("the sent fax's end") { try sender.history(job).job.state.hasEnded }
            guard let mail = try Self.received(in: mails).last else { throw BenchmarkError("there is no mail") }
            let (confirmed, ended) = try Self.lastSignals(mail.call, client)
            guard round > 0 else { continue }
            seconds.append(mail.arrived.timeIntervalSince(confirmed))
            ours.append(mail.arrived.timeIntervalSince(ended))
        }
        print("last-page-to-mail: \(Int(median(ours) * 1000)) ms of it after the caller's DCN")
        return Figure(
            name: "last-page-to-mail", ours: median(seconds), unit: "s", peer: Self.limit, goal: 1, moreIsBetter: false)
    }

    /// The received faxes among the mails, in the order in which they came: the call, and when the file was complete.
    private static func received(in folder: URL) throws -> [(call: CallID, arrived: Date)] {
        let files = try FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
        return try files.compactMap { file in
            let text = try String(contentsOf: file, encoding: .utf8)
            guard text.contains("X-Fax-Direction: received"), text.contains("--\n") || text.contains("--\r\n"),
                let call = text.firstMatch(of: #/X-Fax-Call: (\w+)/#).flatMap({ CallID(String($0.1)) }),
                let arrived = try file.resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
            else { return nil }
            return (call, arrived)
        }.sorted { $0.arrived < $1.arrived }
    }

    /// When the last page of a call was begun to be confirmed (MCF), and when its caller had taken leave (DCN).
    private static func lastSignals(
        _ call: CallID, _ client: SpoolQueueClient
    ) throws -> (confirmed: Date, ended: Date) {
        let response = try client.ask(.query(.call(call)))
        guard case .answer(let json) = response else { throw BenchmarkError("the spool answered \(response)") }
        let log = try ReportCoding.decode(CallLog.self, from: json)
        func last(_ signal: String, of party: CallLog.Party) throws -> Date {
            guard let entry = log.entries.last(where: { $0.party == party && $0.text.contains(signal) }) else {
                throw BenchmarkError("the call has no \(signal): \(log)")
            }
            return log.began.addingTimeInterval(Double(entry.time) / 1000)
        }
        return (try last("MCF", of: .ours), try last("DCN", of: .far))
    }
}
