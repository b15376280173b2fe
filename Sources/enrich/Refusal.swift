import FaxModel
import Foundation
import Pipeline

/// The end of an order whose mail can't be done: every job fails, and its sender is told.
struct Refusal {
    private let order: Order
    private let failure: Failure
    private let time: Date

    /// The refusal of an order that could be read.
    init(of order: Order, because failure: Failure, at time: Date) {
        self.order = order
        self.failure = failure
        self.time = time
    }

    /// The refusal of a mail of which no more than the envelope is known.
    init(of received: ReceivedMail, because failure: Failure, at time: Date) {
        let sender = Party(mail: received.sender.isEmpty ? nil : received.sender)
        let jobs = received.recipients.map { recipient in
            Job(
                id: recipient.job, address: recipient.address, recipient: Party(), number: recipient.number,
                lineGroup: .default)
        }
        self.init(
            of: Order(
                id: received.order, mail: received, messageID: nil, subject: "", sender: sender,
                options: FaxOptions(), jobs: jobs),
            because: failure, at: time)
    }

    /// Done, with a report for `deliver` and news for the history for each job.
    var completion: Completion {
        var completion = Completion(.done)
        for job in order.jobs {
            completion.updates.append(
                JobUpdate(
                    job: job.id, state: .failed, sender: order.mail.sender,
                    recipient: job.recipient.name ?? job.address, number: job.number, subject: order.subject,
                    reference: order.options.reference, result: failure.sentence,
                    documents: ["mail": order.mail.document], event: failure.sentence))
            let report = JobReport(job: job, order: OrderSummary(order), result: .failed(failure), ended: time)
            completion.successors.append(
                NewTask(stage: .deliver, priority: order.options.priority, job: job.id, payload: report))
        }
        return completion
    }
}
