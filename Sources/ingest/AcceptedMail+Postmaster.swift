import FaxModel
import MailHeaders
import Pipeline
import SMTP

extension AcceptedMail {
    /// What the spool is handed of a mail to the postmaster: a task that brings it to the operator, and a history entry. `document` is the
    /// mail, and among `documents` if it is not in the spool yet.
    func submission(
        toPostmaster address: String, _ document: DocumentReference, _ documents: [NewDocument],
        duplicates: DuplicateGuard?
    ) -> Submission {
        let job = JobID(order: order, number: 1)
        let mail = PostmasterMail(job: job, sender: sender, received: received, document: document)
        return Submission(
            order: order, sender: sender, duplicates: duplicates,
            tasks: [NewTask(stage: .deliver, lane: .postmaster, priority: .normal, job: job, payload: mail)],
            documents: documents,
            updates: [
                JobUpdate(
                    job: job, state: .accepted, sender: sender, recipient: address, documents: ["mail": document],
                    event:
                        "Mail of \(document.byteCount) octets to the postmaster accepted from \(origin); it goes to the operator."
                )
            ])
    }
}

extension HeaderCollector {
    /// Servers that a mail may have passed (RFC 5321 §6.3: a hundred at least).
    private static let longestWay = 100

    /// Checks that the mail does not go round in a loop: that it has not passed this server, or very many.
    ///
    /// - Throws: with the answer to the end of the data.
    func checkWay() throws(MailRefusal) {
        let servers = LeadingFields.values(of: "received", in: octets)
        if servers.count <= Self.longestWay {
            // The topmost is our own, of now.
            guard let own = servers.first.flatMap(ReceivedField.server),
                servers.dropFirst().contains(where: { ReceivedField.server($0) == own })
            else { return }
        }
        throw MailRefusal(
            EnhancedStatusCode(5, 4, 6), "The mail has passed \(servers.count) servers, and goes round in a loop")
    }
}
