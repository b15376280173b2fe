import FaxModel
import Foundation
import Pipeline
import TIFF
import TestSupport

/// Lines of ours, each in a group of its own, without the stages before and behind: what a test gives them goes to the line
/// that it is for, and what they receive is in the history.
struct OwnLines {
    /// One of them.
    struct Line {
        /// The modem's device.
        var device: String
        /// More of its configuration, as `key: value, `.
        var limits = ""
        /// Whether it answers.
        var answers = false
        /// More of how it answers, as `, key: value`.
        var answering = ""
    }

    private let faxpost: Faxpost

    /// Runs `body` with lines that are ready.
    ///
    /// - Parameter jitter: how much the waits until a call is tried again differ, in percent.
    static func with(_ lines: [Line], jitter: Int = 0, _ body: (OwnLines) async throws -> Void) async throws {
        let items = lines.enumerated().map { place, line in
            "    - {name: line-\(place), group: \(group(place).rawValue), \(line.limits)device: \"\(line.device)\", "
                + "station-id: \"+49 30 \(place)\", flow-control: software"
                + (line.answers ? ", initialisation: [ATX4S0=0, AT+VCID=1], answer: {rings: 2\(line.answering)}}" : "}")
        }
        let sections = """
            faxout:
              lines:
            \(items.joined(separator: "\n"))
              keep-calls: all
              retry: {dials: 100, tries: 100, jitter: \(jitter), no-answer: [1s], busy: [1s], local: [1s], dropped: [50ms], page-not-confirmed: [50ms], training-failed: [50ms]}
            """
        try await Faxpost.with(sections, lease: "10s") { faxpost in
            try await faxpost.start([.spool, .faxout])
            try await faxpost.process(.faxout).says("The line is ready", times: lines.count)
            try await body(OwnLines(faxpost: faxpost))
        }
    }

    private static func group(_ place: Int) -> Lane { Lane(rawValue: "group-\(place)") }

    // MARK: To send

    /// A fax that is to be sent.
    struct Fax {
        var pages: [PageBitmap]
        var resolution = Resolution.fine
    }

    /// Sends faxes to one number by the line of this place, which go in one call; returns when they are sent.
    func send(_ faxes: [Fax], to number: String, line place: Int) async throws -> [Result] {
        guard let number = FaxNumber(number) else { throw SupportError("\(number) is no number") }
        let order = OrderID(time: Date(), random: .random(in: 0...UInt32.max))
        var documents: [NewDocument] = []
        var tasks: [NewTask] = []
        for (index, fax) in faxes.enumerated() {
            let document = NewDocument(try InkPage.file(fax.pages, resolution: fax.resolution))
            let job = Job(
                id: JobID(order: order, number: index + 1), address: "", recipient: Party(), number: number,
                lineGroup: Self.group(place))
            documents.append(document)
            tasks.append(
                NewTask(
                    stage: .faxout, lane: job.lineGroup, priority: .normal, job: job.id, destination: number,
                    payload: task(job, document, pages: fax.pages.count)))
        }
        let jobs = tasks.compactMap(\.job)
        try await faxpost.client.submit(
            Submission(
                order: order, tasks: tasks, documents: documents,
                updates: jobs.map { JobUpdate(job: $0, state: .rendered) }))
        var results: [Result] = []
        for job in jobs {
            try await eventually("\(job) has ended", within: .seconds(240)) {
                try await history(job).job.state.hasEnded
            }
            results.append(try await sent(history(job)))
        }
        return results
    }

    private func task(_ job: Job, _ document: NewDocument, pages: Int) -> FaxTask {
        let reference = DocumentReference(
            digest: document.digest, byteCount: document.bytes.count, mediaType: "image/tiff")
        let mail = ReceivedMail(
            order: job.id.order, sender: "", recipients: [], received: Date(), client: "", document: reference)
        let order = Order(
            id: job.id.order, mail: mail, messageID: nil, subject: "", sender: Party(), options: FaxOptions(),
            jobs: [job])
        return FaxTask(
            job: job, order: OrderSummary(order), pages: [PageDocument(document: reference, pageCount: pages)],
            omitted: [])
    }

    private func sent(_ history: JobHistory) async throws -> Result {
        guard history.job.state == .sent, let document = history.documents["sent"] else {
            throw SupportError("the fax was not sent: \(history)")
        }
        let pages = try await Pages.bitmaps(faxpost.client.document(document.digest))
        return try await Result(history: history, pages: pages, call: call(history))
    }

    // MARK: To receive

    /// The fax of this place, from 1, that was received by calls to `number`, as soon as its call is over; to whatever number
    /// where that is `nil`, on an exchange that does not tell.
    func received(at number: String?, _ place: Int = 1) async throws -> Result {
        var found: [JobRecord] = []
        try await eventually("\(place) calls to \(number ?? "us") are over", within: .seconds(240)) {
            let jobs = try await jobs([.received, .noFax])
            found = jobs.filter { number == nil || $0.recipient == number }
            return found.count >= place
        }
        let history = try await history(found.reversed()[place - 1].id)
        var pages: [PageBitmap] = []
        while let page = history.documents["page-\(pages.count + 1)"] {
            pages.append(try Pages.bitmap(await faxpost.client.document(page.digest)))
        }
        return try await Result(history: history, pages: pages, call: call(history))
    }

    /// The jobs of these states, the newest first.
    private func jobs(_ states: [JobState?]) async throws -> [JobRecord] {
        var jobs: [JobRecord] = []
        for state in states {
            jobs += try await faxpost.client.query(.jobs(state: state, limit: 500), as: JobList.self).jobs
        }
        return jobs.sorted { $0.id.order.rawValue > $1.id.order.rawValue }
    }

    /// What is known of the first call to `number`, whatever it has brought, as soon as it is over.
    func call(at number: String) async throws -> JobHistory {
        var found: JobID?
        try await eventually("a call to \(number) is over", within: .seconds(240)) {
            let jobs = try await jobs([nil, .noFax])
            found = jobs.first { $0.recipient == number && $0.state.hasEnded }?.id
            return found != nil
        }
        guard let found else { throw SupportError("nobody has called \(number)") }
        return try await history(found)
    }

    private func history(_ job: JobID) async throws -> JobHistory {
        try await faxpost.client.query(.job(job), as: JobHistory.self)
    }

    private func call(_ history: JobHistory) async throws -> CallLog {
        guard let attempt = history.attempts.last else { throw SupportError("there was no call: \(history)") }
        return try await faxpost.client.query(.call(attempt.call), as: CallLog.self)
    }

    /// A fax that was sent or received.
    struct Result {
        /// What became of it.
        let history: JobHistory
        /// Its pages; those that were sent have their header lines.
        let pages: [PageBitmap]
        /// What went over the line in its last call.
        let call: CallLog
    }
}

extension CallLog {
    /// What happened, a line each, for who has to find out why.
    var text: String { entries.map { "\($0.time) \($0.party) \($0.text)" }.joined(separator: "\n") + "\n\(sentence)" }

    /// What the stations agreed on, each time.
    var agreements: [String] { entries.map(\.text).filter { $0.hasPrefix("DCS ") } }

    /// How often the station of this party has sent a frame of this name.
    func count(_ frame: String, by party: Party) -> Int {
        entries.count { $0.party == party && $0.text == frame }
    }
}
