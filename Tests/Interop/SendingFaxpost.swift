import FaxModel
import Pipeline
import TestSupport

/// A Faxpost that sends from the modem 1001, without cover pages and without a mail server.
struct SendingFaxpost {
    let faxpost: Faxpost

    /// Runs `body` with it.
    static func with(_ exchange: Exchange, _ body: (SendingFaxpost) async throws -> Void) async throws {
        let sections = """
            people:
              - {mail: jane@example.com, name: Jane Doe}
            faxout:
              keep-calls: all
              lines:
                - {name: line-1, device: "\(exchange.device("1001"))", station-id: "+49 30 1001", flow-control: software}
              retry: {dials: 100, tries: 100, jitter: 0, no-answer: [1s], busy: [1s], dropped: [50ms], page-not-confirmed: [50ms], training-failed: [50ms]}
            """
        try await Faxpost.with(sections, lease: "10s") { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render, .faxout])
            try await body(SendingFaxpost(faxpost: faxpost))
        }
    }

    /// Sends a fax of so many pages of text.
    ///
    /// - Parameter fields: more fields of its mail.
    /// - Returns: its history, when it was sent.
    func sent(
        to number: String, pages: Int, resolution: Resolution = .fine, fields: [String] = []
    ) async throws -> JobHistory {
        try await sent(send(to: number, pages: pages, resolution, fields: fields))
    }

    /// Sends faxes of so many pages of text each, which have all come when the first is dialled.
    ///
    /// - Returns: their histories, when they were sent.
    func sentTogether(to number: String, pages: [Int]) async throws -> [JobHistory] {
        _ = try await faxpost.faxctl("pause", "faxout")
        var jobs: [JobID] = []
        for count in pages {
            // They go in the order in which their pages are ready: on a busy machine a short one overtakes a long one.
            let job = try await send(to: number, pages: count)
            try await faxpost.job(job) { $0.tasks.map(\.stage) == [.faxout] }
            jobs.append(job)
        }
        _ = try await faxpost.faxctl("resume", "faxout")
        var histories: [JobHistory] = []
        for job in jobs { histories.append(try await sent(job)) }
        return histories
    }

    /// The text of so many pages.
    static func text(pages: Int) -> String {
        // A page ends at a form feed.
        (1...pages).map { page in
            "Page \(page) of \(pages)\n"
                + (1...40).map { "\($0): The quick brown fox jumps over the lazy dog." }.joined(separator: "\n")
        }.joined(separator: "\u{C}")
    }

    private func send(
        to number: String, pages: Int, _ resolution: Resolution = .fine, fields more: [String] = []
    ) async throws -> JobID {
        let text = Self.text(pages: pages)
        let fields = ["X-Fax-Cover-Page: no", "X-Fax-Resolution: \(resolution.rawValue)"] + more
        return try await faxpost.send(to: number, body: text, options: fields.flatMap { ["--header", $0] })[0]
    }

    private func sent(_ job: JobID) async throws -> JobHistory {
        let history = try await faxpost.job(job) { $0.job.state.hasEnded }
        guard history.job.state == .sent else { throw SupportError("the fax was not sent: \(history)") }
        return history
    }

    /// The pages as sent.
    func sentPages(_ history: JobHistory) async throws -> [PageBitmap] {
        guard let document = history.documents["sent"] else { throw SupportError("there are no pages as sent") }
        return try Pages.bitmaps(await faxpost.client.document(document.digest))
    }
}
