import FaxAnswers
import FaxModel
import SMTP

extension AnswerDomain {
    /// The address at which the sender has the fax of `report` sent again; `nil` where it did not fail, or somebody else is told.
    func address(for report: JobReport, to recipient: Mailbox) -> Mailbox? {
        guard report.event == .failure, report.isPolling != true, report.archive == nil, report.undelivered == nil,
            recipient.description.lowercased() == report.order.returnPath.lowercased()
        else { return nil }
        return Mailbox(address(for: report.job.id))
    }
}
