public import FaxModel
public import Foundation

extension Completion {
    /// The end of an order that can't be done: every job has failed, the history says why, and `deliver` tells the sender.
    public static func failure(
        of order: Order, _ failure: Failure, omitted: [OmittedPart] = [], at time: Date
    ) -> Completion {
        var completion = Completion(.done)
        let summary = OrderSummary(order)
        for job in order.jobs {
            completion.updates.append(
                JobUpdate(
                    job: job.id, state: .failed, sender: order.mail.sender,
                    recipient: job.recipient.name ?? job.address, number: job.number, subject: order.subject,
                    reference: order.options.reference, pageCount: 0, result: failure.sentence,
                    documents: ["mail": order.mail.document], event: failure.sentence))
            let report = JobReport(job: job, order: summary, result: .failed(failure), omitted: omitted, ended: time)
            completion.successors.append(
                NewTask(stage: .deliver, priority: order.options.priority, job: job.id, payload: report))
        }
        return completion
    }
}
