import FaxModel
import Foundation
import Pipeline

/// A call that came in and was not answered, for the history.
struct RefusedCall: Sendable {
    /// The call.
    let call: CallID
    /// Who called, and which of our numbers, as far as the exchange has told.
    let caller: CallerIdentification
    /// The line that was called, and its group.
    let line: String
    let group: Lane
    /// When it was decided.
    let at: Date
    /// Why: a clause.
    let reason: String

    /// An order with a job that was received, of no pages, and without a task.
    var submission: Submission {
        let fax = ReceivedFax(
            job: JobID(order: OrderID.new(), number: 1), call: call, line: line, group: group, caller: caller, began: at
        )
        let sentence = "The call was not answered: \(reason)."
        var attempt = Attempt(number: 1, call: call, began: at, line: line, dialled: fax.farNumber)
        attempt.ended = at
        attempt.outcome = .noAnswer
        attempt.sentence = sentence
        return Submission(
            order: fax.job.order, tasks: [],
            updates: [
                JobUpdate(
                    job: fax.job, state: .noFax, sender: fax.origin ?? "", recipient: caller.dialled, pageCount: 0,
                    confirmedPages: 0, attempts: 1, result: sentence, attempt: attempt,
                    event: "\(sentence) It was let ring on line \(line).")
            ])
    }
}
