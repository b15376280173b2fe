import FaxModel
import Foundation
import Pipeline
import SMTP

/// The mail that tells a sender what became of a fax: a report in three parts (RFC 6522, RFC 3464) with the result in the
/// fields of its header.
///
/// The composer is our own, a few small types in `Mail/`: what is written here is ours, of three shapes, and the wrapper
/// of the MIME library only reads.
struct NotificationMail {
    /// Who it comes from.
    struct Origin {
        /// The address of From.
        var address: Mailbox
        /// The name beside it.
        var name: String
        /// The reporting host's name.
        var hostname: String
    }

    /// What is told.
    let report: JobReport
    /// Who tells.
    let origin: Origin
    /// Whom.
    let recipient: Mailbox
    /// The header of the mail that asked for the fax; `nil` when it is not there any more.
    var original: OriginalHeader?
    /// The whole of that mail, where it goes back (RFC 3461 §4.3); `nil` where its header does.
    var returned: [UInt8]?
    /// What it is written as.
    var format = NotificationRequest.Format.report
    /// The pages as sent, a TIFF file; `nil` where they are not attached.
    var document: [UInt8]?
    /// A picture of the first page as sent (PNG); `nil` where there is none.
    var picture: [UInt8]?
    /// Where an answer has the fax sent again; `nil` for nowhere.
    var answerTo: Mailbox?
    /// Its texts.
    let template: MailTemplate
    /// The zone in which times are told.
    let zone: TimeZone

    /// The Message-ID, the same for the same job and result whenever it is composed: a repeat can be recognised.
    var messageID: String {
        // Each call in vain is another matter, and so is a copy for each archive.
        let call = report.isProgress == true ? "-\(report.attempts.count)" : ""
        let copy = report.archive.map { ".archive-\(Self.mark(of: $0))" } ?? ""
        let undelivered = report.undelivered == nil ? "" : ".undelivered"
        return "<\(report.job.id).\(report.word)\(call)\(copy)\(undelivered)@\(origin.hostname)>"
    }

    /// A short mark of an address that can stand in a Message-ID.
    private static func mark(of address: String) -> String {
        DocumentDigest(of: Array(address.lowercased().utf8)).description.prefix(8).lowercased()
    }

    /// The whole mail, lines ended by CR LF; ASCII, but for a mail that goes back and for an address that is none.
    ///
    /// - Parameter time: when it is composed, for its Date.
    func octets(at time: Date) -> [UInt8] {
        Array(header(time: time).text.utf8) + content
    }

    private func header(time: Date) -> MailHeader {
        var header = MailHeader()
        header.addAnswer(
            to: report.order, original, from: origin, to: recipient, answerTo: answerTo, date: MailDate(time, in: zone),
            subject: template.subject(values), messageID: messageID)
        if report.archive != nil { header.add("X-Fax-Sender", report.order.returnPath) }
        header.addUndelivered(report.undelivered)
        for field in ResultField.allCases {
            for value in field.values(of: report) { header.add(field.name, value) }
        }
        header.add("MIME-Version", words: ["1.0"])
        return header
    }

    private var content: [UInt8] {
        let contentID = "page-1.\(report.job.id)@\(origin.hostname)"
        let values = values
        return ResultContent(
            stem: report.job.id.description, format: format, wording: template.wording, text: template.text(values),
            html: template.html(values), status: DeliveryStatus.text(of: [report], hostname: origin.hostname),
            result: ResultDocument(report).text, picture: picture.map { ($0, contentID) },
            attachments: document.map { [.init(name: "fax-\(report.job.id).tif", octets: $0)] } ?? [],
            original: original, returned: returned
        ).octets
    }

    private var values: [String: Any] {
        let contentID = "page-1.\(report.job.id)@\(origin.hostname)"
        return NotificationValues.of(
            report, wording: template.wording, zone: zone, picture: picture == nil ? nil : contentID,
            answerTo: answerTo.map(\.description))
    }
}
