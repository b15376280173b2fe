import FaxModel
import SMTP

/// Who is told of a result, and how.
struct NotificationPlan: Hashable {
    /// Who is told.
    var recipient: Mailbox
    /// What it is written as.
    var format: NotificationRequest.Format
    /// Whether the pages as sent are attached.
    var hasDocument: Bool

    /// What becomes of the word of a result.
    enum Decision: Hashable {
        case told(NotificationPlan)
        /// Nobody is told; why, as a sentence.
        case untold(String)
    }

    /// The decision about a report.
    static func decide(_ report: JobReport) -> Decision {
        let request = report.order.options.notification
        guard report.isNotified else {
            return .untold("Nobody is told of the result: the sender wants no word of \(report.result.event.words).")
        }
        let address = request?.recipient ?? report.order.returnPath
        guard !address.isEmpty else {
            return .untold("Nobody is told of the result: the mail had an empty return path.")
        }
        guard let recipient = Mailbox(address) else {
            return .untold("Nobody is told of the result: '\(address)' is no mail address.")
        }
        return .told(
            NotificationPlan(
                recipient: recipient, format: request?.format ?? .report, hasDocument: request?.hasDocument ?? false))
    }
}

extension NotificationEvents {
    /// The event, for people.
    fileprivate var words: String {
        if contains(.success) { return "success" }
        return contains(.delay) ? "delay" : "failure"
    }
}
