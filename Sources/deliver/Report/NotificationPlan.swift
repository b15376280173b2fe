import Configuration
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
    /// Whether a picture of the first page as sent is in it.
    var hasPicture: Bool

    /// What becomes of the word of a result.
    enum Decision: Hashable {
        case told(NotificationPlan)
        /// Nobody is told; why, as a sentence.
        case untold(String)
    }

    /// The decision about a report.
    ///
    /// - Parameters:
    ///   - standard: what of the fax goes with it where its sender has not said.
    ///   - operatorAddress: the operator's mailbox; `nil` where there is none.
    static func decide(
        _ report: JobReport, standard: DeliverSettings.NotifyDocument = .no, operatorAddress: Mailbox? = nil
    ) -> Decision {
        let request = report.order.options.notification
        if report.undelivered != nil { return forOperator(operatorAddress) }
        if let archive = report.archive {
            guard let recipient = Mailbox(archive) else {
                return .untold("No copy goes to the archive: '\(archive)' is no mail address.")
            }
            return .told(NotificationPlan(recipient: recipient, format: .json, hasDocument: true, hasPicture: false))
        }
        guard report.job.notifiedEvents(of: report.order.options).contains(report.event) else {
            return .untold("Nobody is told of the result: the sender wants no word of \(report.event.words).")
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
                recipient: recipient, format: request?.format ?? .report,
                hasDocument: request?.hasDocument ?? (standard == .yes),
                hasPicture: request?.hasPicture ?? (request?.hasDocument == nil && standard == .firstPage)))
    }

    /// The operator hears what has become of the fax, and gets nothing of the fax itself.
    static func forOperator(_ address: Mailbox?) -> Decision {
        guard let address else {
            return .untold("The operator is not told that a result is lost: deliver.operator is not set any more.")
        }
        return .told(NotificationPlan(recipient: address, format: .report, hasDocument: false, hasPicture: false))
    }
}
