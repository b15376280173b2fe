import FaxModel
import Foundation

/// What the text about all faxes of a mail is made of (docs/MAIL-OUT.md has the names).
enum ResultsValues {
    /// The values; times are told in `zone`.
    ///
    /// - Parameters:
    ///   - picture: the Content-ID of the picture of the first page; `nil` where there is none.
    ///   - answersTo: where answers have faxes sent again, by job.
    ///   - undelivered: who did not get the mail, where the operator gets it; `nil` where he does not.
    static func of(
        _ reports: [JobReport], setAside: [JobID], wording: Wording, zone: TimeZone, picture: String? = nil,
        answersTo: [JobID: String] = [:], undelivered: UndeliveredResult? = nil
    ) -> [String: Any] {
        guard let order = reports.first?.order else { preconditionFailure("nothing is told of no fax") }
        let sent = reports.count(where: \.isSent)
        var values = TextValues()
        values.set("picture", picture)
        values.set("subject", order.subject)
        values.set("sender", order.sender.name)
        values.set("order", order.id.description)
        values.setUndelivered(undelivered, wording, zone: zone)
        values.set("reference", order.options.reference)
        values.set("billingCode", order.options.billingCode)
        values.set("accepted", wording.date(order.received, zone: zone))
        values.set("ended", reports.map(\.ended).max().map { wording.date($0, zone: zone) })
        values.set("count", reports.count)
        values.set("one", when: reports.count == 1)
        values.set("sentCount", sent)
        values.set("unsentCount", reports.count - sent)
        values.set("oneSent", when: sent == 1)
        values.set("allSent", when: sent == reports.count)
        values.set("noneSent", when: sent == 0)
        values.set("someSent", when: sent > 0 && sent < reports.count)
        values.set("oneUnsent", when: reports.count - sent == 1)
        let width = reports.map { $0.job.number.digits.count }.max() ?? 0
        values.set("faxes", reports.map { fax($0, wording, zone, answersTo, width) })
        values.set("anyUnsent", when: sent < reports.count)
        values.set("unsentFaxes", reports.filter { !$0.isSent }.map { fax($0, wording, zone, answersTo, width) })
        values.set("anySetAside", when: !setAside.isEmpty)
        values.set("oneSetAside", when: setAside.count == 1)
        values.set("setAsideCount", setAside.count)
        values.set("setAside", setAside.map(\.description))
        values.set("anyWarnings", when: order.options.warnings?.isEmpty == false)
        values.set("warnings", (order.options.warnings ?? []).map { wording.said($0, zone: zone) })
        let omitted = reports.max { $0.omitted.count < $1.omitted.count }?.omitted ?? []
        values.set("anyOmitted", when: !omitted.isEmpty)
        values.set("omitted", omitted.map { TextValues.omission($0, wording, zone: zone) })
        return values.values
    }

    /// A fax with all that the text about one has, and its number as wide as the longest.
    private static func fax(
        _ report: JobReport, _ wording: Wording, _ zone: TimeZone, _ answersTo: [JobID: String], _ width: Int
    ) -> TextValues {
        var values = NotificationValues.fax(
            report, wording: wording, zone: zone, answerTo: answersTo[report.job.id])
        let digits = report.job.number.digits
        values.set("numberColumn", digits + String(repeating: " ", count: width - digits.count))
        return values
    }
}
