import FaxModel
import Foundation
import SMTP

/// The part of a mail with a received fax for people: who has sent it, and whether all of it is there.
struct ReceivedFaxText {
    private let fax: ReceivedFax
    private let zone: TimeZone

    /// The text about a fax; times are told in `zone`.
    init(_ fax: ReceivedFax, zone: TimeZone) {
        self.fax = fax
        self.zone = zone
    }

    /// The mail's subject.
    var subject: String {
        let incomplete = fax.isComplete ? "" : ", incomplete"
        return "Fax from \(origin): \(fax.pages.count.counting("page"))\(incomplete)"
    }

    /// The text, its lines ended by CR LF.
    var text: String {
        [headline, table, warnings].filter { !$0.isEmpty }
            .map { $0.map { $0 + "\r\n" }.joined() }.joined(separator: "\r\n")
    }

    private var origin: String { fax.origin ?? "an unknown caller" }

    private var headline: [String] {
        let way = fax.polled == nil ? "has come in" : "was fetched"
        return ["A fax of \(fax.pages.count.counting("page")) \(way) from \(origin)."]
    }

    private var table: [String] {
        let rows: [(String, String?)] = [
            ("Caller", [fax.caller.number, fax.caller.name].compactMap { $0 }.joined(separator: ", ")),
            ("Number dialled", fax.polled?.digits ?? fax.caller.dialled), ("Station id", fax.remoteStation),
            ("Subaddress", fax.subaddress),
            ("Received", MailDate(fax.began, in: zone).description), ("Line", fax.line),
            ("Pages", "\(fax.confirmedPages) of \(fax.pages.count) confirmed"), ("Job", fax.job.description),
        ]
        return rows.compactMap { name, value in
            guard let value, !value.isEmpty else { return nil }
            return "  \(name.padding(toLength: 16, withPad: " ", startingAt: 0))\(value)"
        }
    }

    private var warnings: [String] {
        guard !fax.isComplete else { return [] }
        let unconfirmed = fax.pages.indices.filter { !fax.pages[$0].isConfirmed }.map { "page \($0 + 1)" }
        let pages =
            unconfirmed.isEmpty
            ? "The sender knows that these pages have arrived."
            : "Not confirmed to the sender, who may send it again: \(unconfirmed.joined(separator: ", "))."
        return ["This fax may not be complete. \(fax.sentence)", pages]
    }
}
