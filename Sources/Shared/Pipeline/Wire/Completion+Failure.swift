public import FaxModel
public import Foundation

extension Completion {
    /// The end of an order that can't be done: every job has failed, the history says why, and `deliver` tells the sender.
    ///
    /// - Parameter cause: who or what has ended it; `nil` where that was a stage's work.
    public static func failure(
        of order: Order, _ failure: Failure, because cause: Ending.Cause? = nil, omitted: [OmittedPart] = [],
        at time: Date
    ) -> Completion {
        var completion = Completion(.done)
        for job in order.jobs {
            let summary = OrderSummary(order, under: job.terms)
            completion.updates.append(
                JobUpdate(
                    job: job.id, state: JobState(endedBy: cause), sender: order.mail.sender,
                    recipient: job.recipient.name ?? job.address, number: job.number, subject: order.subject,
                    reference: job.reference ?? order.options.reference,
                    billingCode: job.billingCode ?? order.options.billingCode, pageCount: 0, result: failure.sentence,
                    documents: ["mail": order.mail.document], event: failure.sentence))
            let report = JobReport(
                job: job, order: summary, result: JobReport.Result(failure, because: cause), omitted: omitted,
                ended: time)
            completion.tell(report)
        }
        return completion
    }
}

extension JobState {
    /// The state of a job that was not sent, by who or what has ended it.
    public init(endedBy cause: Ending.Cause?) {
        switch cause {
        case .cancelled: self = .cancelled
        case .expired, .barred, .abandoned, nil: self = .failed
        }
    }
}

extension JobReport.Result {
    /// The result of a job that was not sent, by who or what has ended it.
    public init(_ failure: Failure, because cause: Ending.Cause?) {
        switch cause {
        case .cancelled: self = .cancelled(failure)
        case .expired, .barred, .abandoned, nil: self = .failed(failure)
        }
    }
}
