import FaxModel
import Pipeline
import SMTP

// Results that are lost: who was to be told can't be, for good. The task waits where 'faxctl jobs --state set-aside' shows it and 'faxctl retry'
// has it tried again; and the operator gets a mail, a task of its own, made in the same transaction.

extension DeliverHandler {
    /// Adds a copy for the operator to what becomes of a result that its recipient does not get.
    ///
    /// Never for a second time, however often it is tried again; never of a copy for him; and never to the address that has just refused it.
    ///
    /// - Parameters:
    ///   - delivery: what was done about it before.
    ///   - copy: the task for the operator, by who did not get it and why.
    func tellOperator(
        of subject: Subject, _ outcome: RecipientResult.Outcome, _ completion: inout Completion, _ recipient: Mailbox,
        after delivery: ResultDelivery, copy: (String, Failure) -> NewTask
    ) {
        guard case .failed = completion.verdict, !subject.isForOperator else { return }
        guard let operatorAddress, operatorAddress != recipient, !delivery.isOperatorTold else { return }
        let failure: Failure
        switch outcome {
        case .refused(let refusal): failure = refusal
        case .deferred(let delay): failure = delay.preceded(by: "Given up:")
        case .accepted: return
        }
        completion.successors.append(copy(recipient.description, failure))
        completion.updates.append(
            JobUpdate(job: subject.jobs[0], event: "The operator, \(operatorAddress), is told that the result is lost.")
        )
        completion.setCheckpoint(ResultDelivery(isOperatorTold: true))
    }
}
