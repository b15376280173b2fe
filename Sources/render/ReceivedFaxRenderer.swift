import FaxModel
import Pipeline

/// Makes of a received fax what its mail brings.
struct ReceivedFaxRenderer: Sendable {
    /// What becomes of a fax: done, with a task for `deliver`.
    func completion(of routed: RoutedFax) throws -> Completion {
        var completion = Completion(.done)
        completion.successors = [
            NewTask(
                stage: .deliver, lane: .received, priority: .urgent, job: routed.fax.job,
                payload: ReceivedFaxMail(fax: routed.fax, route: routed.route, attachments: [routed.document]))
        ]
        return completion
    }
}
