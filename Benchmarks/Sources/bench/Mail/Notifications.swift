import FaxModel
import Foundation
import Pipeline

/// Results a second that are told: reports that wait in the spool, mailed by `deliver` into `smtp-sink`, from its start to the last one.
/// Against a Postfix that relays as many mails of the same size, from `smtp-source` into the same sink.
struct Notifications {
    static let count = 2000
    static let size = 4096
    /// Mails on their way at once: what Postfix has for one destination.
    static let concurrency = 20
    let setup: Setup

    func figure() throws -> Figure {
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<3 {
            ours.append(try faxpost())
            theirs.append(try postfix())
        }
        return Figure(
            name: "notifications", ours: median(ours), unit: "mails/s", peer: median(theirs), goal: 1.5,
            moreIsBetter: true)
    }

    private func faxpost() throws -> Double {
        let sink = try SMTPSink(setup, count: Self.count)
        defer { sink.stop() }
        let installation = try setup.installation(
            """
            deliver:
              hostname: fax.example
              concurrency: \(Self.concurrency)
              smarthost: "127.0.0.1:\(sink.port)"
            """)
        let spool = try installation.start("spool", waitFor: "serving")
        defer { spool.stop() }
        let client = try SpoolQueueClient(endpoint: installation.endpoint, stage: .enrich, lane: .default)
        for number in 0..<Self.count { try client.submit(Self.report(number)) }
        let start = ContinuousClock.now
        let deliver = try installation.start("deliver", waitFor: "started")
        defer { deliver.stop() }
        try sink.waitForAll()
        return Double(Self.count) / ((ContinuousClock.now - start) / .seconds(1))
    }

    private func postfix() throws -> Double {
        let sink = try SMTPSink(setup, count: Self.count)
        defer { sink.stop() }
        let port = try freePort()
        let postfix = try OwnPostfix(folder: try setup.folder(), port: port, relaysTo: sink.port)
        defer { postfix.stop() }
        try waitUntil("postfix") { (try? LineConnection(port: port)) != nil }
        let start = ContinuousClock.now
        _ = try run(
            "/usr/sbin/smtp-source",
            [
                "-s", "\(Self.concurrency)", "-l", "\(Self.size)", "-m", "\(Self.count)", "-f", "sender@example.com",
                "-t", "someone@fax.example", "127.0.0.1:\(port)",
            ])
        try sink.waitForAll()
        return Double(Self.count) / ((ContinuousClock.now - start) / .seconds(1))
    }

    /// Word of a fax of its own, with the mail that asked for it.
    private static func report(_ number: Int) throws -> Submission {
        let mail = NewDocument(
            Array(
                "From: anna@example.com\r\nSubject: Our offer \(number)\r\nMessage-ID: <\(number)@example.com>\r\n\r\n\(number)\r\n"
                    .utf8))
        let reference = DocumentReference(
            digest: mail.digest, byteCount: mail.bytes.count, mediaType: "message/rfc822")
        guard let number = FaxNumber("+4922812345") else { throw BenchmarkError("the number is none") }
        let id = OrderID.new()
        let received = ReceivedMail(
            order: id, sender: "anna@example.com", recipients: [], received: Date(), client: "127.0.0.1",
            document: reference)
        let job = Job(
            id: JobID(order: id, number: 1), address: "\(number)@fax.example", recipient: FaxModel.Party(),
            number: number, lineGroup: .default)
        let order = Order(
            id: id, mail: received, messageID: "\(id)@example.com", subject: "Our offer",
            sender: FaxModel.Party(company: "Berg AG"), options: FaxOptions(), jobs: [job])
        let report = JobReport(
            job: job, order: OrderSummary(order), result: .sent, pageCount: 2, confirmedPages: 2, ended: Date())
        return Submission(
            order: id, tasks: [NewTask(stage: .deliver, priority: .normal, job: job.id, payload: report)],
            documents: [mail], updates: [JobUpdate(job: job.id, state: .sent, number: number)])
    }
}
