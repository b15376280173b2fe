import FaxModel

/// What word of results consists of, whether it is about one fax or about several: a text for people, the same for programs, the mail that asked
/// for it, and what else is wanted. A report has nothing in it but a report (RFC 6522 §3): what comes with it stands beside it.
struct ResultContent {
    /// A file that is attached: its name and its octets, a TIFF file.
    struct Attachment {
        var name: String
        var octets: [UInt8]
    }

    /// What makes its boundaries unlike those of other mails.
    var stem: String
    /// What it is written as.
    var format: NotificationRequest.Format
    /// What its parts are called to people.
    var wording: Wording
    /// The text for people.
    var text: String
    /// The same as HTML (RFC 2046 §5.1.4); `nil` for none.
    var html: String?
    /// The text of message/delivery-status.
    var status: String
    /// The text of application/json.
    var result: String
    /// A picture (PNG) that the HTML shows by its Content-ID; `nil` for none.
    var picture: (octets: [UInt8], contentID: String)?
    /// The pages as sent.
    var attachments: [Attachment]
    /// The header of the mail that asked for it; `nil` where it is not there.
    var original: OriginalHeader?
    /// The whole of that mail, where it goes back.
    var returned: [UInt8]?

    /// The fields that say what the mail consists of, and that.
    var octets: [UInt8] {
        let extra = (format == .json ? [resultPart] : []) + picturePart + attachmentParts
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

    private func boundary(_ place: String) -> String { "=_faxpost-\(place)\(stem)" }

    private var humanPart: [UInt8] {
        let description = wording.label("What became of your fax")
        let plain = MailPart(
            text: Array(text.utf8), mediaType: "text/plain; charset=utf-8", description: description, longestLine: 78)
        guard let html else { return plain.octets }
        let shown = MailPart(
            text: Array(html.utf8), mediaType: "text/html; charset=utf-8", description: description, longestLine: 78)
        return Multipart("alternative", boundary: boundary("text-"), parts: [plain.octets, shown.octets]).octets
    }

    private var picturePart: [MailPart] {
        guard let picture else { return [] }
        return [
            MailPart(
                inline: picture.octets, mediaType: "image/png", contentID: picture.contentID, name: "page-1.png",
                description: wording.label("The first page as sent"))
        ]
    }

    private var statusPart: MailPart {
        MailPart(
            text: Array(status.utf8), mediaType: "message/delivery-status",
            description: wording.label("The same for programs"))
    }

    private var resultPart: MailPart {
        MailPart(
            text: Array(result.utf8), mediaType: "application/json", description: wording.label("The same as JSON"))
    }

    private var originalPart: [MailPart] {
        if let returned { return [MailPart(mail: returned, description: wording.label("Your mail"))] }
        guard let original, !original.octets.isEmpty else { return [] }
        return [
            MailPart(
                text: original.octets, mediaType: "text/rfc822-headers",
                description: wording.label("The header of your mail"))
        ]
    }

    private var attachmentParts: [MailPart] {
        attachments.map {
            MailPart(
                file: $0.octets, mediaType: "image/tiff", name: $0.name,
                description: wording.label("The pages as sent"))
        }
    }
}
