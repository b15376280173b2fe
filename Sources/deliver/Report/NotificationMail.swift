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
        let boundary = "=_faxpost-\(report.job.id)"
        var octets = Array((header(boundary: boundary, time: time).text + "\r\n").utf8)
        for part in parts { octets += Array("--\(boundary)\r\n".utf8) + part.octets + Array("\r\n".utf8) }
        return octets + Array("--\(boundary)--\r\n".utf8)
    }

    private func header(boundary: String, time: Date) -> MailHeader {
        let text = ReportText(report, zone: zone)
        var header = MailHeader()
        header.add("Date", words: MailDate(time, in: zone).description.split(separator: " ").map(String.init))
        header.add("From", mailbox: origin.address, displayName: origin.name)
        header.add("To", mailbox: recipient, displayName: report.order.sender.name)
        header.add("Subject", text.subject)
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
        header.add(
            "Content-Type",
            words: ["multipart/report;", "report-type=delivery-status;", "boundary=\"\(boundary)\""])
        return header
    }

    private var parts: [MailPart] {
        let text = ReportText(report, zone: zone).text
        let status = DeliveryStatus.text(of: report, hostname: origin.hostname)
        var parts = [
            MailPart(
                text: Array(text.utf8), mediaType: "text/plain; charset=utf-8", description: "What became of your fax",
                longestLine: 78),
            MailPart(
                text: Array(status.utf8), mediaType: "message/delivery-status", description: "The same for programs"),
        ]
        if let returned {
            parts.append(MailPart(mail: returned, description: "Your mail"))
        } else if let original, !original.octets.isEmpty {
            parts.append(
                MailPart(
                    text: original.octets, mediaType: "text/rfc822-headers", description: "The header of your mail"))
        }
        return parts
    }
}
