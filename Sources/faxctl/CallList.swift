import FaxModel
import Foundation
import Pipeline

/// The newest calls, of those that are wanted.
struct CallList: Encodable {
    /// A call that was made or answered.
    struct Call: Encodable {
        /// The fax that was sent in it, or what it has brought.
        var job: JobID
        /// Whether it came in.
        var isAnswered: Bool
        /// How it went.
        var attempt: Attempt

    }

    /// The calls, the newest first.
    private(set) var calls: [Call] = []
    private let since: Date
    private let line: String?
    private let limit: Int

    private enum CodingKeys: CodingKey {
        case calls
    }

    /// An empty list of the calls that began at `since` or later, on this line or on all: `limit` at the most.
    init(since: Date, line: String?, limit: Int) {
        self.since = since
        self.line = line
        self.limit = limit
    }

    /// Adds the calls of these jobs.
    mutating func add(_ accounts: Accounts) {
        for entry in accounts.entries {
            for attempt in entry.attempts where attempt.began >= since && line ?? attempt.line == attempt.line {
                calls.append(Call(job: entry.job.id, isAnswered: entry.job.hasCalledUs, attempt: attempt))
            }
        }
        calls.sort { $0.attempt.began > $1.attempt.began }
        calls.removeLast(max(0, calls.count - limit))
    }

    /// A line a call; several faxes that went in one call have a line each.
    var table: Table {
        Table(
            header: ["call", "began", "way", "line", "number", "outcome", "pages", "seconds", "job"],
            rows: calls.map { call in
                let attempt = call.attempt
                return [
                    attempt.call.description, LocalTime.text(attempt.began), call.isAnswered ? "in" : "out",
                    attempt.line, attempt.dialled.isEmpty ? "-" : attempt.dialled,
                    attempt.outcome(ofAnswered: call.isAnswered) ?? "under way",
                    String(attempt.confirmedPages),
                    attempt.ended.map { String(max(0, Int($0.timeIntervalSince(attempt.began).rounded()))) } ?? "",
                    call.job.description,
                ]
            })
    }
}

extension JobRecord {
    /// Whether its calls came in: only what is sent or fetched has a number.
    var hasCalledUs: Bool { number == nil }
}

extension Attempt {
    /// How it ended, in a word; `nil` while it goes on. One that came in, and in which all goes well, is a fax that was received; one that
    /// we have let ring was refused.
    func outcome(ofAnswered isAnswered: Bool) -> String? {
        switch (isAnswered, outcome) {
        case (true, .sent): "received"
        case (true, .noAnswer): "refused"
        case (_, let outcome): outcome?.rawValue
        }
    }
}
