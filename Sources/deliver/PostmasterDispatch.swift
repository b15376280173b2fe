import FaxModel
import Foundation
import NIOCore
import Pipeline
import SMTP

/// Brings mails to the postmaster of a fax domain to the operator, as they came: from their senders, who hear of him what they would of
/// any mailbox (RFC 5321 §4.5.1).
struct PostmasterDispatch: Sendable {
    /// What takes the mails away.
    let transport: any MailTransport
    /// The mailbox of the operator; `nil` where there is none (any more).
    let operatorAddress: Mailbox?
    /// When a mail that was not taken is tried again.
    let retry: RetryPolicy
    /// How long it is tried.
    let giveUp: Duration

    /// Hands the mail on.
    ///
    /// - Parameters:
    ///   - retries: how often that was tried before.
    ///   - now: the time, read when the mail server has answered.
    ///   - document: reads a document from the spool.
    /// - Returns: done; or to be tried again; or failed, when it waits for the operator with its mail.
    /// - Throws: `SpoolError` when the spool does not answer or has lost the mail; `CancellationError` when the program ends first.
    func completion(
        of mail: PostmasterMail, retries: Int, now: @autoclosure () -> Date,
        document: (DocumentReference) async throws -> [UInt8]
    ) async throws -> Completion {
        guard let operatorAddress else {
            return Completion(
                .failed(
                    Failure(
                        EnhancedStatusCode(5, 3, 5), "A mail to the postmaster waits: deliver.operator names nobody.")))
        }
        let octets = try await document(mail.document)
        var envelope = OutgoingMail(
            sender: Mailbox(mail.sender), recipients: [operatorAddress], size: octets.count,
            isEightBit: octets.contains { $0 > 127 })
        envelope.envelopeID = mail.job.description
        guard let outcome = await transport.send(envelope, data: ByteBuffer(bytes: octets)).first?.outcome else {
            preconditionFailure("a transport answers for each recipient")
        }
        switch outcome {
        case .accepted(let reply):
            return mail.ended(
                .noFax, "The mail to the postmaster went to \(operatorAddress); the mail server answered \(reply).")
        case .refused(let failure):
            return Completion(
                .failed(failure.preceded(by: "The mail to the postmaster could not go to \(operatorAddress).")))
        case .deferred(let failure):
            try Task.checkCancellation()
            let answered = now()
            guard answered.timeIntervalSince(mail.received) < giveUp / .seconds(1),
                let time = retry.next(after: retries, now: answered)
            else {
                return Completion(
                    .failed(failure.preceded(by: "The mail to the postmaster was given up for \(operatorAddress).")))
            }
            var completion = Completion(.retry(at: time, failure))
            completion.updates = [
                JobUpdate(
                    job: mail.job,
                    event: "The mail to the postmaster could not go to \(operatorAddress) yet; tried again at "
                        + "\(time.formatted(.iso8601)). \(failure.sentence)")
            ]
            return completion
        }
    }
}

extension PostmasterMail {
    /// That it has come to its end, of which nobody else is told.
    func ended(_ state: JobState, _ sentence: String) -> Completion {
        var completion = Completion(.done)
        completion.updates = [JobUpdate(job: job, state: state, result: sentence, event: sentence)]
        return completion
    }
}
