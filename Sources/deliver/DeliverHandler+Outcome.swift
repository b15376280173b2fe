import FaxModel
import Foundation
import NIOCore
import Pipeline
import SMTP

// What becomes of a task whose mail was handed to a mail server.

extension DeliverHandler {
    /// What a mail is about.
    struct Subject {
        /// The jobs, never none.
        var jobs: [JobID]
        /// From when on it is tried.
        var ended: Date
        /// What it is called at the beginning of a sentence.
        var words: String
        /// Whether it is for the operator, because others did not get it.
        var isForOperator = false
        /// What is kept with its job once it is told, for whoever answers it; `nil` for nothing.
        var kept: JobReport?
    }

    /// Hands a mail to the transport.
    func send(
        _ octets: [UInt8], from sender: Mailbox?, to recipient: Mailbox
    ) async -> RecipientResult.Outcome {
        let data = ByteBuffer(bytes: octets)
        let envelope = OutgoingMail(
            sender: sender, recipients: [recipient], size: data.readableBytes,
            isEightBit: octets.contains { $0 > 127 })
        guard let outcome = await transport.send(envelope, data: data).first?.outcome else {
            preconditionFailure("a transport answers for each recipient")
        }
        return outcome
    }

    /// What becomes of a task after a mail server's answer.
    ///
    /// - Parameters:
    ///   - retries: how often it was tried before.
    ///   - now: when the answer came.
    /// - Throws: `CancellationError` where there was none because the program ends.
    func completion(
        _ subject: Subject, _ outcome: RecipientResult.Outcome, recipient: Mailbox, retries: Int, now: Date
    ) throws -> Completion {
        switch outcome {
        case .accepted(let reply):
            return done(subject, "\(subject.words) was mailed to \(recipient); the mail server answered \(reply).")
        case .refused(let failure):
            return failed(subject, failure, "\(subject.words) could not be mailed to \(recipient). \(failure.sentence)")
        case .deferred(let failure):
            try Task.checkCancellation()
            guard now.timeIntervalSince(subject.ended) < giveUp / .seconds(1),
                let time = retry.next(after: retries, now: now)
            else {
                return failed(
                    subject, failure,
                    "\(subject.words) could not be mailed to \(recipient) in time; it is given up. \(failure.sentence)")
            }
            var completion = Completion(.retry(at: time, failure))
            completion.updates = [
                JobUpdate(
                    job: subject.jobs[0],
                    event: "\(subject.words) could not be mailed to \(recipient) yet; tried again at "
                        + "\(time.formatted(.iso8601)). \(failure.sentence)")
            ]
            return completion
        }
    }

    /// It is told: the history says so, and the report stays with the job where an answer may come.
    private func done(_ subject: Subject, _ event: String) -> Completion {
        var completion = Completion(.done)
        completion.updates = subject.jobs.map { JobUpdate(job: $0, event: event) }
        if let kept = subject.kept {
            let document = completion.add(PayloadCoding.encode(kept), mediaType: "application/json")
            completion.updates[0].documents = [JobReport.toldRole: document]
        }
        return completion
    }

    /// Nothing is left to do: the history says `event`.
    func done(_ job: JobID, _ event: String) -> Completion {
        var completion = Completion(.done)
        completion.updates = [JobUpdate(job: job, event: event)]
        return completion
    }

    /// The result waits for the operator. The spool tells the history of the first job why, and this the others'.
    private func failed(_ subject: Subject, _ failure: Failure, _ sentence: String) -> Completion {
        var completion = Completion(.failed(Failure(failure.status, sentence)))
        completion.updates = subject.jobs.dropFirst().map { JobUpdate(job: $0, event: sentence) }
        return completion
    }
}
