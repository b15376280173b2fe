import FaxModel
import Foundation
import Pipeline

/// What is known when a run is over, from everybody who has seen a part of it.
struct Evidence: Sendable {
    /// What was to be done.
    let plan: ChaosPlan
    /// What the mail client was told, by mail.
    let receipts: [Int: PostOffice.Receipt]
    /// What the spool says of each job that was to be faxed.
    let histories: [JobHistory]
    /// What it says of each call that came in.
    var receptions: [JobHistory] = []
    /// What waits in the queue.
    let queue: QueueReport
    /// What the far end has seen.
    let calls: [CallRecord]
    /// What the callers have seen.
    var callers: [CallerRecord] = []
    /// How many of their calls nobody has answered.
    var unanswered = 0
    /// What the senders were told.
    let notifications: [Notification]
    /// The faxes that were received, as they came.
    var arrivals: [ArrivedMail] = []
    /// What was killed when.
    let disturbances: [Disturbance]
    /// When the machine stood still.
    var stalls: [Stall] = []
    /// What the programs have written into their logs.
    let logs: String
}

extension JobHistory {
    /// Whether it is of a call that came in: no mail has asked for it.
    var isReception: Bool { job.subject == nil }
}

/// A mail to a sender: what became of a fax.
struct Notification: Sendable {
    /// When the mail server kept it.
    let time: Date
    /// Which copy of `deliver` brought it.
    let deliverer: Int
    private let fields: [String: String]

    /// Reads a mail as the mail server of the tests keeps it; `nil` when that is no such mail.
    ///
    /// - Parameter deliverer: which copy of `deliver` brought it: each has a mail server of its own.
    init?(_ mail: String, by deliverer: Int = 0) {
        self.deliverer = deliverer
        var fields: [String: String] = [:]
        let head = mail.replacing("\r\n ", with: " ").replacing("\r\n\t", with: " ")
        for line in head.split(separator: "\r\n", omittingEmptySubsequences: false) {
            guard let colon = line.firstIndex(of: ":") else { break }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            fields[line[..<colon].lowercased()] = value
        }
        guard let kept = fields["x-kept"].flatMap(Double.init) else { return nil }
        time = Date(timeIntervalSince1970: kept)
        self.fields = fields
    }

    /// A field of its header.
    func field(_ name: String) -> String? { fields[name.lowercased()] }
}
