import FaxModel
import Foundation
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
    /// Its texts.
    let template: MailTemplate
    /// The zone in which times are told.
    let zone: TimeZone

    /// The Message-ID, the same for the same job and result whenever it is composed: a repeat can be recognised.
    var messageID: String {
        "<\(report.job.id).\(report.word)@\(origin.hostname)>"
    }

    /// The whole mail, lines ended by CR LF; ASCII, but for a mail that goes back and for an address that is none.
    ///
    /// - Parameter time: when it is composed, for its Date.
    func octets(at time: Date) -> [UInt8] {
        Array(header(time: time).text.utf8) + content
    }

    private func header(time: Date) -> MailHeader {
        var header = MailHeader()
        header.add("Date", words: MailDate(time, in: zone).description.split(separator: " ").map(String.init))
        header.add("From", mailbox: origin.address, displayName: origin.name)
        let isSender = recipient.description == report.order.returnPath
        header.add("To", mailbox: recipient, displayName: isSender ? report.order.sender.name : nil)
        header.add("Subject", template.subject(values))
        header.add("Message-ID", words: [messageID])
        if let id = report.order.messageID.map({ "<\($0)>" }), id.allSatisfy({ $0.isASCII && !$0.isWhitespace }) {
            header.add("In-Reply-To", words: [id])
            header.add("References", words: (original?.references ?? []).filter { $0 != id } + [id])
        }
        // RFC 3834 §5: an answer to one mail, made by a program.
        header.add("Auto-Submitted", words: ["auto-replied"])
        for field in ResultField.allCases {
            for value in field.values(of: report) { header.add(field.name, value) }
        }
        header.add("MIME-Version", words: ["1.0"])
        return header
    }

    /// The fields that say what the mail consists of, and that. A report has nothing in it but a report (RFC 6522 §3): what comes with it
    /// stands beside it.
    private var content: [UInt8] {
        let extra = (format == .json ? [resultPart] : []) + picturePart + attachment
        let first: [UInt8]
        switch format {
        case .text:
            first = humanPart
            guard !extra.isEmpty else { return first }
        case .report, .json:
            let report = Multipart(
                "report", parameters: ["report-type=delivery-status;"],
                boundary: boundary(extra.isEmpty ? "" : "report-"),
                parts: [humanPart] + ([statusPart] + originalPart).map(\.octets))
            guard !extra.isEmpty else { return report.octets }
            first = report.octets
        }
        return Multipart("mixed", boundary: boundary(""), parts: [first] + extra.map(\.octets)).octets
    }

    private func boundary(_ place: String) -> String { "=_faxpost-\(place)\(report.job.id)" }

    private var values: [String: Any] {
        NotificationValues.of(report, zone: zone, picture: picture == nil ? nil : contentID)
    }

    /// The text; and as HTML, where there is a template of it (RFC 2046 §5.1.4).
    private var humanPart: [UInt8] {
        let text = MailPart(
            text: Array(template.text(values).utf8), mediaType: "text/plain; charset=utf-8",
            description: "What became of your fax", longestLine: 78)
        guard let html = template.html(values) else { return text.octets }
        let shown = MailPart(
            text: Array(html.utf8), mediaType: "text/html; charset=utf-8", description: "What became of your fax",
            longestLine: 78)
        return Multipart("alternative", boundary: boundary("text-"), parts: [text.octets, shown.octets]).octets
    }

    private var contentID: String { "page-1.\(report.job.id)@\(origin.hostname)" }

    private var picturePart: [MailPart] {
        guard let picture else { return [] }
        return [
            MailPart(
                inline: picture, mediaType: "image/png", contentID: contentID, name: "page-1.png",
                description: "The first page as sent")
        ]
    }

    private var statusPart: MailPart {
        let status = DeliveryStatus.text(of: report, hostname: origin.hostname)
        return MailPart(
            text: Array(status.utf8), mediaType: "message/delivery-status", description: "The same for programs")
    }

    private var resultPart: MailPart {
        MailPart(
            text: Array(ResultDocument(report).text.utf8), mediaType: "application/json",
            description: "The same as JSON")
    }

    private var originalPart: [MailPart] {
        if let returned { return [MailPart(mail: returned, description: "Your mail")] }
        guard let original, !original.octets.isEmpty else { return [] }
        return [
            MailPart(
                text: original.octets, mediaType: "text/rfc822-headers", description: "The header of your mail")
        ]
    }

    private var attachment: [MailPart] {
        guard let document else { return [] }
        return [
            MailPart(
                file: document, mediaType: "image/tiff", name: "fax-\(report.job.id).tif",
                description: "The pages as sent")
        ]
    }
}
