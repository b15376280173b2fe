import FaxModel
import SMTP

/// The part of a notification for mail programs: message/delivery-status (RFC 3464 §2).
enum DeliveryStatus {
    /// The fields about the message, an empty line, and the fields about the recipient.
    static func text(of report: JobReport, hostname: String) -> String {
        var message = MailHeader()
        message.add("Reporting-MTA", words: ["dns;", hostname])
        message.add("Arrival-Date", words: words(MailDate(report.order.received)))
        var recipient = MailHeader()
        recipient.add("Final-Recipient", words: ["rfc822;", Self.printable(report.job.address)])
        recipient.add("Action", words: [report.action])
        recipient.add("Status", words: [report.status.description])
        recipient.add("Diagnostic-Code", words: ["x-fax;"] + EncodedWords.words(of: diagnostic(report)))
        if let last = report.attempts.last {
            recipient.add("Last-Attempt-Date", words: words(MailDate(last.ended ?? last.began)))
        }
        return message.text + "\r\n" + recipient.text
    }

    /// The last call's result as a word where there was a call, and the sentence.
    private static func diagnostic(_ report: JobReport) -> String {
        let word = report.attempts.last?.outcome.map { "\($0.rawValue) " } ?? ""
        return word + report.sentence
    }

    /// The address as it is: it came through our own grammar and is printable ASCII.
    private static func printable(_ address: String) -> String {
        String(String.UnicodeScalarView(address.unicodeScalars.map { (32...126).contains($0.value) ? $0 : "?" }))
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
