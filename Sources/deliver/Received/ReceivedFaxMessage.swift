import FaxModel
import Foundation
import SMTP

/// The mail that brings a received fax: a text for people, with a picture of the first page, its pages as files, and what there is to
/// know of the call in the fields of its header. It is the same for all that get it.
struct ReceivedFaxMessage {
    /// The fax, and who gets it.
    let mail: ReceivedFaxMail
    /// What is attached: the octets of `mail.attachments`.
    let attachments: [[UInt8]]
    /// A picture of the first page (PNG); `nil` for none.
    let preview: [UInt8]?
    /// Who sends the mail.
    let origin: NotificationMail.Origin
    /// The domain of fax addresses; `nil` where the mail is not from the caller's number there.
    var replyDomain: String?
    /// The extension that was called; `nil` where it is not known.
    var ownExtension: String?
    /// Its texts.
    let template: MailTemplate
    /// The zone in which times are told.
    let zone: TimeZone

    /// The Message-ID, the same for the same fax whenever it is composed: a repeat can be recognised. What goes to the operator because
    /// others did not get it is another mail, and so is each further copy.
    var messageID: String {
        let kind = mail.undelivered == nil ? "received" : "undelivered"
        let copy = mail.route.copy.map { ".copy-\($0)" } ?? ""
        return "<\(mail.fax.job).\(kind)\(copy)@\(origin.hostname)>"
    }

    /// The whole mail, lines ended by CR LF; ASCII, but for an address that is none.
    ///
    /// - Parameter time: when it is composed, for its Date.
    func octets(at time: Date) -> [UInt8] {
        let values = ReceivedFaxValues.of(
            mail, wording: template.wording, zone: zone, canAnswer: author != nil,
            preview: preview == nil ? nil : contentID)
        return Array(header(time: time, subject: template.subject(values)).text.utf8) + content(values)
    }

    private func header(time: Date, subject: String) -> MailHeader {
        var header = MailHeader()
        header.add("Date", words: MailDate(time, in: zone).description.split(separator: " ").map(String.init))
        if let author {
            header.add("From", mailbox: author, displayName: authorName)
            // RFC 5322 §3.6.2: who has sent the mail for the author.
            header.add("Sender", mailbox: origin.address, displayName: origin.name)
        } else {
            header.add("From", mailbox: origin.address, displayName: authorName ?? origin.name)
        }
        let (to, cc) = (mail.route.to.compactMap { Mailbox($0) }, mail.route.cc.compactMap { Mailbox($0) })
        header.add("To", mailboxes: to)
        header.add("Cc", mailboxes: cc)
        // RFC 5322 §3.4: a group of nobody, where all get it unnamed.
        if to.isEmpty && cc.isEmpty { header.add("To", words: ["undisclosed-recipients:;"]) }
        header.add("Subject", subject)
        header.add("Message-ID", words: [messageID])
        // RFC 3834 §5: made by a program of its own accord.
        header.add("Auto-Submitted", words: ["auto-generated"])
        // Microsoft's words for programs that answer by themselves: they are not to (MS-OXCMAIL §2.1.3.2.20). Never "All" or "NDR":
        // that a mail did not arrive is what the operator must hear.
        header.add("X-Auto-Response-Suppress", words: ["DR,", "RN,", "NRN,", "OOF,", "AutoReply"])
        for field in ReceivedField.allCases {
            for value in field.values(of: mail, ownExtension: ownExtension) { header.add(field.name, value) }
        }
        header.add("MIME-Version", words: ["1.0"])
        return header
    }

    /// The far number as a fax address; `nil` where nobody could dial it, or none is wanted.
    private var author: Mailbox? {
        guard let replyDomain, let number = mail.route.answerNumber else { return nil }
        return Mailbox("\(number)@\(replyDomain)")
    }

    /// Who has sent the fax: as the directory has it, or as the exchange says; what the far end calls itself, which may be anything, only
    /// where nothing else is known. A name that the directory has by nothing else says so.
    private var authorName: String? {
        if let name = mail.route.senderName {
            return mail.route.isSenderClaimed == true
                ? "\(name) (\(template.wording.label("by station id")))" : name
        }
        return [mail.fax.caller.name, mail.fax.caller.number, mail.fax.remoteStation].compactMap { $0 }
            .first { !$0.isEmpty }
    }

    private var contentID: String { "page-1.\(mail.fax.job)@\(origin.hostname)" }

    private func content(_ values: [String: Any]) -> [UInt8] {
        let text = MailPart(
            text: Array(template.text(values).utf8), mediaType: "text/plain; charset=utf-8",
            description: template.wording.label("What has come in"), longestLine: 78)
        var body = text.octets
        if let html = template.html(values) {
            var shown = MailPart(
                text: Array(html.utf8), mediaType: "text/html; charset=utf-8",
                description: template.wording.label("What has come in"),
                longestLine: 78
            ).octets
            if let preview {
                let picture = MailPart(
                    inline: preview, mediaType: "image/png", contentID: contentID, name: "page-1.png",
                    description: template.wording.label("The first page"))
                shown =
                    Multipart(
                        "related", parameters: ["type=\"text/html\";"], boundary: boundary("related-"),
                        parts: [shown, picture.octets]
                    ).octets
            }
            body = Multipart("alternative", boundary: boundary("alternative-"), parts: [body, shown]).octets
        }
        let files = zip(mail.attachments, attachments).map { reference, octets in
            MailPart(
                file: octets, mediaType: reference.mediaType,
                name: "fax-\(mail.fax.job).\(Self.suffix(reference.mediaType))",
                description: template.wording.label("The pages of the fax"))
        }
        return Multipart("mixed", boundary: boundary(""), parts: [body] + files.map(\.octets)).octets
    }

    private func boundary(_ place: String) -> String { "=_faxpost-\(place)\(mail.fax.job)" }

    private static func suffix(_ mediaType: String) -> String {
        switch mediaType {
        case "application/pdf": "pdf"
        case "image/png": "png"
        default: "tif"
        }
    }
}
