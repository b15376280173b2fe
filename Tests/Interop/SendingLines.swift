import FaxModel
import Foundation
import Pipeline
import TIFF
import TestSupport

/// Lines of ours that send, each of them in a group of its own, without the stages before: faxes go to the line that they are
/// for, with the pages that a test gives them.
struct SendingLines {
    private let faxpost: Faxpost

    /// Runs `body` with a line for each of `limits`, the keys of its configuration as `key: value, `.
    ///
    /// - Parameter device: the device of the line of this place.
    static func with(
        _ limits: [String], device: (Int) -> String, _ body: (SendingLines) async throws -> Void
    ) async throws {
        let lines = limits.enumerated().map { place, limit in
            "    - {name: line-\(place), group: \(lane(place).rawValue), \(limit)device: \"\(device(place))\", "
                + "station-id: \"+49 30 \(place)\", flow-control: software}"
        }
        let sections = """
            faxout:
              lines:
            \(lines.joined(separator: "\n"))
              keep-calls: all
              retry: {dials: 100, tries: 100, jitter: 0, no-answer: [1s], busy: [1s], dropped: [50ms], page-not-confirmed: [50ms], training-failed: [50ms]}
            """
        try await Faxpost.with(sections, lease: "10s") { faxpost in
            try await faxpost.start([.spool, .faxout])
            let faxout = try faxpost.process(.faxout)
            for _ in limits { try await faxout.says("The line is ready", times: limits.count) }
            try await body(SendingLines(faxpost: faxpost))
        }
    }

    /// Sends faxes to one number by the line of this place, which go in one call.
    ///
    /// - Returns: what became of them.
    func send(_ faxes: [Fax], to number: String, line place: Int) async throws -> [Sent] {
        guard let number = FaxNumber(number) else { throw SupportError("\(number) is no number") }
        let order = OrderID(time: Date(), random: .random(in: 0...UInt32.max))
        var documents: [NewDocument] = []
        var tasks: [NewTask] = []
        for (index, fax) in faxes.enumerated() {
            let document = NewDocument(try InkPage.file(fax.pages, resolution: fax.resolution))
            let reference = DocumentReference(
                digest: document.digest, byteCount: document.bytes.count, mediaType: "image/tiff")
            let job = Job(
                id: JobID(order: order, number: index + 1), address: "", recipient: Party(), number: number,
                lineGroup: Self.lane(place))
            let mail = ReceivedMail(
                order: order, sender: "", recipients: [], received: Date(), client: "", document: reference)
            let whole = Order(
                id: order, mail: mail, messageID: nil, subject: "", sender: Party(), options: FaxOptions(),
                jobs: [job])
            let task = FaxTask(
                job: job, order: OrderSummary(whole),
                pages: [PageDocument(document: reference, pageCount: fax.pages.count)], omitted: [])
            documents.append(document)
            tasks.append(
                NewTask(
                    stage: .faxout, lane: job.lineGroup, priority: .normal, job: job.id, destination: number,
                    payload: task))
        }
        try await faxpost.client.submit(Submission(order: order, tasks: tasks, documents: documents))
        var sent: [Sent] = []
        for task in tasks {
            guard let job = task.job else { continue }
            sent.append(try await result(faxpost.job(job) { $0.job.state.hasEnded }))
        }
        return sent
    }

    private func result(_ history: JobHistory) async throws -> Sent {
        guard let document = history.documents["sent"], let attempt = history.attempts.last else {
            throw SupportError("the fax was not sent: \(history)")
        }
        let pages = try await Pages.bitmaps(faxpost.client.document(document.digest))
        let call = try await faxpost.client.query(.call(attempt.call), as: CallLog.self)
        return Sent(history: history, pages: pages, call: call)
    }

    private static func lane(_ place: Int) -> Lane { Lane(rawValue: "group-\(place)") }

    /// A fax that is to be sent.
    struct Fax {
        var pages: [PageBitmap]
        var resolution = Resolution.fine
    }

    /// A fax that was sent.
    struct Sent {
        /// What became of it.
        let history: JobHistory
        /// Its pages, with their header lines.
        let pages: [PageBitmap]
        /// What went over the line in its last call.
        let call: CallLog
    }
}

extension CallLog {
    /// What the stations agreed on, each time.
    var commands: [String] { entries.map(\.text).filter { $0.hasPrefix("DCS ") } }
}
