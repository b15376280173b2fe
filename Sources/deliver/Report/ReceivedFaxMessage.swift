import FaxModel
import Foundation
import SMTP

/// The mail that brings a received fax: a text for people, its pages as a TIFF file, and what there is to know of the call
/// in the fields of its header.
struct ReceivedFaxMessage {
    /// The fax.
    let fax: ReceivedFax
    /// All its pages: a TIFF file.
    let pages: [UInt8]
    /// Who sends the mail.
    let origin: NotificationMail.Origin
    /// Who gets it.
    let recipient: Mailbox
    /// The zone in which times are told.
    let zone: TimeZone

    /// The Message-ID, the same for the same fax whenever it is composed: a repeat can be recognised.
    var messageID: String { "<\(fax.job).received@\(origin.hostname)>" }

    /// The whole mail, lines ended by CR LF, ASCII only.
    ///
    /// - Parameter time: when it is composed, for its Date.
    func octets(at time: Date) -> [UInt8] {
        Array(header(time: time).text.utf8)
            + Multipart("mixed", boundary: "=_faxpost-\(fax.job)", parts: parts.map(\.octets)).octets
    }

    private func header(time: Date) -> MailHeader {
        var header = MailHeader()
        header.add("Date", words: MailDate(time, in: zone).description.split(separator: " ").map(String.init))
        header.add("From", mailbox: origin.address, displayName: origin.name)
        header.add("To", mailbox: recipient, displayName: nil)
        header.add("Subject", ReceivedFaxText(fax, zone: zone).subject)
        header.add("Message-ID", words: [messageID])
        // RFC 3834 §5: made by a program of its own accord.
        header.add("Auto-Submitted", words: ["auto-generated"])
        for field in ReceivedField.allCases {
            if let value = field.value(of: fax) { header.add(field.name, value) }
        }
        header.add("MIME-Version", words: ["1.0"])
        return header
    }

    private var parts: [MailPart] {
        [
            MailPart(
                text: Array(ReceivedFaxText(fax, zone: zone).text.utf8), mediaType: "text/plain; charset=utf-8",
                description: "What has come in", longestLine: 78),
            MailPart(
                file: pages, mediaType: "image/tiff", name: "fax-\(fax.job).tif", description: "The pages of the fax"),
        ]
    }
}
