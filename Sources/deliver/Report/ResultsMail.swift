import FaxModel
import Foundation
import SMTP

/// The mail that tells a sender what became of all faxes of his mail: one report with a block, an entry and a row for each of them, and with a
/// field for each in its header.
struct ResultsMail {
    /// What is told, by the jobs' numbers; never nothing, and all of one mail.
    let reports: [JobReport]
    /// The faxes of the same mail that wait for the operator.
    let setAside: [JobID]
    /// Who tells.
    let origin: NotificationMail.Origin
    /// Whom.
    let recipient: Mailbox
    /// The header of the mail that asked for the faxes; `nil` when it is not there any more.
    var original: OriginalHeader?
    /// The whole of that mail, where it goes back (RFC 3461 §4.3); `nil` where its header does.
    var returned: [UInt8]?
    /// What it is written as.
    var format = NotificationRequest.Format.report
    /// The pages as sent, by job.
    var documents: [JobID: [UInt8]] = [:]
    /// A picture of the first page as sent (PNG); `nil` where there is none.
    var picture: [UInt8]?
    /// Where answers have faxes sent again, by job.
    var answersTo: [JobID: Mailbox] = [:]
    /// Who did not get it, where it is the copy for the operator.
    var undelivered: UndeliveredResult?
    /// Its texts.
    let template: MailTemplate
    /// The zone in which times are told.
    let zone: TimeZone

    /// Octets of fields about a fax each that the header has at most: mail servers take no header of any length (sendmail 32 KiB). The JSON
    /// has all.
    static let mostFieldOctets = 16 << 10

    /// The Message-ID, the same for the same faxes whenever it is composed: a repeat can be recognised.
    var messageID: String {
        "<\(first.job.id).results\(undelivered == nil ? "" : ".undelivered")@\(origin.hostname)>"
    }

    /// The whole mail, lines ended by CR LF.
    ///
    /// - Parameter time: when it is composed, for its Date.
    func octets(at time: Date) -> [UInt8] {
        let contentID = "page-1.\(first.job.id)@\(origin.hostname)"
        let values = ResultsValues.of(
            reports, setAside: setAside, wording: template.wording, zone: zone,
            picture: picture == nil ? nil : contentID, answersTo: answersTo.mapValues(\.description),
            undelivered: undelivered)
        let content = ResultContent(
            stem: "\(first.job.id)-results", format: format, wording: template.wording, text: template.text(values),
            html: template.html(values), status: DeliveryStatus.text(of: reports, hostname: origin.hostname),
            result: ResultDocument.text(of: reports), picture: picture.map { ($0, contentID) },
            attachments: reports.compactMap { report in
                documents[report.job.id].map { .init(name: "fax-\(report.job.id).tif", octets: $0) }
            }, original: original, returned: returned)
        return Array(header(time: time, subject: template.subject(values)).text.utf8) + content.octets
    }

    private var first: JobReport {
        guard let first = reports.first else { preconditionFailure("nothing is told of no fax") }
        return first
    }

    private func header(time: Date, subject: String) -> MailHeader {
        var header = MailHeader()
        // Who answers to several that failed has to say to which: each has its address in the text.
        header.addAnswer(
            to: first.order, original, from: origin, to: recipient,
            answerTo: answersTo.count == 1 ? answersTo.values.first : nil, date: MailDate(time, in: zone),
            subject: subject, messageID: messageID)
        header.addUndelivered(undelivered)
        header.add("X-Fax-Order", first.order.id.description)
        header.add("X-Fax-Result", reports.word)
        header.add("X-Fax-Faxes", String(reports.count))
        header.add("X-Fax-Sent", String(reports.count(where: \.isSent)))
        if let reference = first.order.options.reference { header.add("X-Fax-Reference", reference) }
        if let code = first.order.options.billingCode { header.add("X-Fax-Billing-Code", code) }
        for warning in first.order.options.warnings ?? [] { header.add("X-Fax-Warning", warning) }
        var left = Self.mostFieldOctets
        for report in reports {
            var field = MailHeader()
            field.add("X-Fax-Recipient", report.recipientField)
            left -= field.text.utf8.count
            guard left >= 0 else { break }
            header.add("X-Fax-Recipient", report.recipientField)
        }
        if !setAside.isEmpty { header.add("X-Fax-Set-Aside", setAside.map(\.description).joined(separator: ", ")) }
        header.add("MIME-Version", words: ["1.0"])
        return header
    }
}

extension [JobReport] {
    /// All results as a word: `sent`, `failed` where none was sent, or `partly`.
    var word: String {
        let sent = count(where: \.isSent)
        return sent == count ? "sent" : sent == 0 ? "failed" : "partly"
    }
}

extension JobReport {
    /// `job=…-1; number=+4922812345; result=sent; status=2.0.0; pages=2; confirmed-pages=2; attempts=1; seconds=37; reference="4711"`
    fileprivate var recipientField: String {
        var parts = [
            "job=\(job.id)", "number=\(job.number)", "result=\(word)", "status=\(status)", "pages=\(pageCount)",
            "confirmed-pages=\(confirmedPages)", "attempts=\(attempts.count)", "seconds=\(seconds)",
            "ended=\(ended.formatted(.iso8601))",
        ]
        if let reference { parts.append("reference=\(reference.quoted)") }
        parts.append("message=\(sentence.quoted)")
        return parts.joined(separator: "; ")
    }
}
