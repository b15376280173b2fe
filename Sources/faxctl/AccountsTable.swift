import FaxModel
import Foundation
import Pipeline

/// Accounts as comma-separated values (RFC 4180): a line a job, or a line a call.
struct AccountsTable {
    private let accounts: Accounts

    /// The table of `accounts`.
    init(_ accounts: Accounts) {
        self.accounts = accounts
    }

    /// The names of the columns of jobs.
    static let jobHeader = line(of: [
        "job", "accepted", "ended", "state", "sender", "recipient", "number", "subject", "reference", "pages",
        "confirmed_pages", "calls", "seconds", "result", "billing_code",
    ])

    /// The names of the columns of calls.
    static let callHeader = line(of: [
        "job", "attempt", "call", "way", "began", "seconds", "sender", "number", "dialled", "caller", "line", "outcome",
        "confirmed_pages",
        "station", "bit_rate", "coding", "error_correction", "reference", "billing_code",
    ])

    /// The lines.
    func text(byCall: Bool) -> String {
        accounts.entries.flatMap { byCall ? Self.calls($0) : [Self.job($0)] }.map(Self.line(of:)).joined()
    }

    private static func job(_ entry: Accounts.Entry) -> [String] {
        let job = entry.job
        return [
            job.id.description, job.created.formatted(.iso8601),
            job.ended?.formatted(.iso8601) ?? "", job.state.word, job.sender,
            job.recipient ?? "", job.number?.digits ?? "", job.subject ?? "", job.reference ?? "",
            job.pageCount.map(String.init) ?? "", String(job.confirmedPages), String(entry.attempts.count),
            String(entry.attempts.reduce(0) { $0 + (seconds(of: $1) ?? 0) }), job.result ?? "",
            job.billingCode ?? "",
        ]
    }

    private static func calls(_ entry: Accounts.Entry) -> [[String]] {
        let isAnswered = entry.job.hasCalledUs
        return entry.attempts.map { attempt in
            [
                entry.job.id.description, String(attempt.number), attempt.call.description, isAnswered ? "in" : "out",
                attempt.began.formatted(.iso8601),
                seconds(of: attempt).map(String.init) ?? "", entry.job.sender, entry.job.number?.digits ?? "",
                isAnswered ? "" : attempt.dialled, isAnswered ? attempt.dialled : "", attempt.line,
                attempt.outcome(ofAnswered: isAnswered) ?? "", String(attempt.confirmedPages),
                attempt.remoteStation ?? "", attempt.bitRate.map(String.init) ?? "", attempt.coding ?? "",
                attempt.errorCorrection.map { $0 ? "yes" : "no" } ?? "", entry.job.reference ?? "",
                entry.job.billingCode ?? "",
            ]
        }
    }

    /// Seconds from dialling to the end; `nil` when nobody saw the end.
    private static func seconds(of attempt: Attempt) -> Int? {
        attempt.ended.map { max(0, Int($0.timeIntervalSince(attempt.began).rounded())) }
    }

    /// A record with its line's end (RFC 4180 §2). Text that a spreadsheet would take for a formula is quoted off with an
    /// apostrophe: senders choose subjects and references. By scalars, as programs read it that know no combining marks.
    private static func line(of fields: [String]) -> String {
        fields.map { field in
            let isFormula = field.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } ?? false
            let text = isFormula && FaxNumber(field) == nil ? "'" + field : field
            let needsQuotes = text.unicodeScalars.contains {
                ",\"\r\n".unicodeScalars.contains($0) || Character($0).isNewline
            }
            guard needsQuotes else { return text }
            let doubled = text.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }
            return "\"\(String(String.UnicodeScalarView(doubled)))\""
        }.joined(separator: ",") + "\r\n"
    }
}
