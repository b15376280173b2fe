import FaxModel
import SMTP

/// The part of a notification for mail programs: message/delivery-status (RFC 3464 §2).
enum DeliveryStatus {
    /// The fields about the message, and for each report an empty line and the fields about its recipient.
    ///
    /// - Precondition: there is a report, and all are about faxes of one mail.
    static func text(of reports: [JobReport], hostname: String) -> String {
        guard let order = reports.first?.order else { preconditionFailure("nothing is told of no fax") }
        var message = MailHeader()
        if let id = order.envelopeID { message.add("Original-Envelope-Id", words: words(printable(id))) }
        message.add("Reporting-MTA", words: ["dns;", hostname])
        message.add("Arrival-Date", words: words(MailDate(order.received)))
        return ([message.text] + reports.map { fields(of: $0) }).joined(separator: "\r\n")
    }

    private static func fields(of report: JobReport) -> String {
        var recipient = MailHeader()
        if let address = report.job.originalRecipient {
            recipient.add("Original-Recipient", words: words(printable(address)))
        }
        recipient.add("Final-Recipient", words: [addressType(report.job.address), printable(report.job.address)])
        recipient.add("Action", words: [report.action])
        recipient.add("Status", words: [report.status.description])
        recipient.add("Diagnostic-Code", words: ["x-fax;"] + EncodedWords.words(of: diagnostic(report)))
        if let last = report.attempts.last {
            recipient.add("Last-Attempt-Date", words: words(MailDate(last.ended ?? last.began)))
        }
        return recipient.text
    }

    /// The last call's result as a word where there was a call, and the sentence.
    private static func diagnostic(_ report: JobReport) -> String {
        let word = report.attempts.last?.outcome.map { "\($0.rawValue) " } ?? ""
        return word + report.sentence
    }

    /// RFC 6533 §3: an address that is not ASCII is of a type of its own.
    private static func addressType(_ address: String) -> String {
        address.utf8.allSatisfy { $0 < 128 } ? "rfc822;" : "utf-8;"
    }

    /// An address or a name in printable ASCII: any other character by its number (RFC 6533 §3, utf-8-addr-xtext).
    private static func printable(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar.value {
            case 32...126: String(scalar)
            case 0...127: "?"
            default: "\\x{\(String(scalar.value, radix: 16, uppercase: true))}"
            }
        }.joined()
    }

    private static func words(_ text: String) -> [String] {
        text.split(separator: " ").map(String.init)
    }

    private static func words(_ date: MailDate) -> [String] {
        date.description.split(separator: " ").map(String.init)
    }
}

extension JobReport {
    /// The action (RFC 3464 §2.3.3).
    fileprivate var action: String {
        switch result {
        case .sent: "delivered"
        case .failed, .cancelled: "failed"
        case .delayed: "delayed"
        }
    }
}
