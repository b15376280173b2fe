import Configuration
import FaxModel
import Foundation
import Logging
import NIOCore
import Pipeline
import SMTP

/// The work of stage `deliver`: tells senders what became of their faxes, and mails received ones.
struct DeliverHandler: StageHandler {
    /// What takes the mails away.
    let transport: any MailTransport
    /// Who they come from.
    let origin: NotificationMail.Origin
    /// When a mail that was not taken is tried again.
    let retry: RetryPolicy
    /// How long it is tried, from the end of its fax on.
    let giveUp: Duration
    /// Octets of the largest mail that goes back whole.
    let maximumReturn: Int
    /// The zone in which notifications tell times.
    let zone: TimeZone

    /// A handler as the section `deliver` says.
    init(_ settings: DeliverSettings, transport: any MailTransport, zone: TimeZone = .current) {
        guard let address = Mailbox(settings.from) else {
            preconditionFailure("the configuration lets only a mail address through")
        }
        self.transport = transport
        origin = NotificationMail.Origin(address: address, name: settings.fromName, hostname: settings.hostname)
        retry = RetryPolicy(first: settings.firstRetry, longest: settings.longestRetry, tries: .max)
        giveUp = settings.giveUp
        maximumReturn = settings.maximumReturn.bytes
        self.zone = zone
    }

    func handle(_ lease: Lease) async throws -> Completion {
        if let ending = lease.task.ending {
            lease.logger.notice("Ended: \(ending.failure)")
            return try EndedTask(ending: ending, lease: lease).completion(at: Date())
        }
        let retries = lease.task.retries
        let completion: Completion
        if lease.task.lane == .received {
            completion = try await deliver(
                try lease.payload(as: ReceivedFaxMail.self), retries: retries, now: Date()
            ) { try await lease.document($0) }
        } else {
            completion = try await tell(
                try lease.payload(as: JobReport.self), retries: retries, now: Date(),
                whole: { try await lease.document($0) },
                document: { try await lease.beginning(of: $0, count: OriginalHeader.limit) })
        }
        log(completion, lease.logger)
        return completion
    }

    /// Tells what `report` says, if anybody is to be told.
    ///
    /// - Parameters:
    ///   - retries: how often that was tried before.
    ///   - whole: reads a document from the spool.
    ///   - document: reads the beginning of a document from the spool.
    /// - Throws: `SpoolError` when the spool does not answer; `CancellationError` when the program ends first.
    func tell(
        _ report: JobReport, retries: Int, now: Date,
        whole: (DocumentReference) async throws -> [UInt8] = { _ in [] },
        document: (DocumentReference) async throws -> [UInt8]
    ) async throws -> Completion {
        let plan: NotificationPlan
        switch NotificationPlan.decide(report) {
        case .told(let told): plan = told
        case .untold(let reason): return done(report.job.id, reason)
        }
        let original = try await unlessLost { OriginalHeader(of: try await document(report.order.mail)) }
        if original?.isAutomaticReply == true {
            return done(
                report.job.id, "Nobody is told of the result: the mail was a program's answer (Auto-Submitted).")
        }
        var mail = NotificationMail(
            report: report, origin: origin, recipient: plan.recipient, original: original, format: plan.format,
            zone: zone)
        if plan.hasDocument, let sent = report.sentPages {
            mail.document = try await unlessLost { try await whole(sent) }
        }
        let subject = Subject(job: report.job.id, ended: report.ended, words: "The result")
        if let content = try await returnedContent(of: report, whole) {
            mail.returned = content
            let outcome = await send(mail.octets(at: now), from: nil, to: plan.recipient)
            if case .refused = outcome {
                // Too large, or not ASCII, for the mail server: its header will do.
                mail.returned = nil
            } else {
                return try completion(subject, outcome, recipient: plan.recipient, retries: retries, now: now)
            }
        }
        let outcome = await send(mail.octets(at: now), from: nil, to: plan.recipient)
        return try completion(subject, outcome, recipient: plan.recipient, retries: retries, now: now)
    }

    /// The mail that goes back whole: where its sender asked for that and it failed (RFC 3461 §4.3), as far as it is not too large
    /// and can be sent at all (RFC 5321 §4.5.3.1.6).
    private func returnedContent(
        of report: JobReport, _ whole: (DocumentReference) async throws -> [UInt8]
    ) async throws -> [UInt8]? {
        guard report.order.returnedContent == .full, report.event == .failure,
            report.order.mail.byteCount <= maximumReturn,
            let content = try await unlessLost({ try await whole(report.order.mail) })
        else { return nil }
        let longest = content.split(separator: 10, omittingEmptySubsequences: false).map(\.count).max() ?? 0
        return content.isEmpty || longest > 999 ? nil : content
    }

    /// Mails a fax that was received.
    ///
    /// - Parameters:
    ///   - retries: how often that was tried before.
    ///   - document: reads a document from the spool.
    /// - Throws: `SpoolError` when the spool does not answer or has lost the pages; `CancellationError` when the program ends
    ///   first.
    func deliver(
        _ task: ReceivedFaxMail, retries: Int, now: Date, document: (DocumentReference) async throws -> [UInt8]
    ) async throws -> Completion {
        guard let address = task.route.recipients.first, let recipient = Mailbox(address) else {
            let sentence = "The fax can't be mailed: '\(task.route.recipients.first ?? "")' is no mail address."
            return Completion(.failed(Failure(EnhancedStatusCode(5, 1, 3), sentence)))
        }
        guard let pages = task.attachments.first else {
            return Completion(
                .failed(Failure(EnhancedStatusCode(5, 6, 0), "The fax can't be mailed: it has no pages.")))
        }
        let mail = ReceivedFaxMessage(
            fax: task.fax, pages: try await document(pages), origin: origin, recipient: recipient, zone: zone)
        let subject = Subject(job: task.fax.job, ended: task.fax.ended ?? task.fax.began, words: "The fax")
        let outcome = await send(mail.octets(at: now), from: origin.address, to: recipient)
        return try completion(subject, outcome, recipient: recipient, retries: retries, now: now)
    }

    /// What a mail is about.
    private struct Subject {
        var job: JobID
        /// From when on it is tried.
        var ended: Date
        /// What it is called at the beginning of a sentence.
        var words: String
    }

    private func send(
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

    private func completion(
        _ subject: Subject, _ outcome: RecipientResult.Outcome, recipient: Mailbox, retries: Int, now: Date
    ) throws -> Completion {
        switch outcome {
        case .accepted(let reply):
            return done(subject.job, "\(subject.words) was mailed to \(recipient); the mail server answered \(reply).")
        case .refused(let failure):
            return failed(failure, "\(subject.words) could not be mailed to \(recipient). \(failure.sentence)")
        case .deferred(let failure):
            try Task.checkCancellation()
            guard now.timeIntervalSince(subject.ended) < giveUp / .seconds(1),
                let time = retry.next(after: retries, now: now)
            else {
                return failed(
                    failure,
                    "\(subject.words) could not be mailed to \(recipient) in time; it is given up. \(failure.sentence)")
            }
            var completion = Completion(.retry(at: time, failure))
            completion.updates = [
                JobUpdate(
                    job: subject.job,
                    event: "\(subject.words) could not be mailed to \(recipient) yet; tried again at "
                        + "\(time.formatted(.iso8601)). \(failure.sentence)")
            ]
            return completion
        }
    }

    /// What is read of a document; `nil` where it is lost: the result is told all the same.
    private func unlessLost<Value>(_ read: () async throws -> Value) async throws -> Value? {
        do {
            return try await read()
        } catch let error as SpoolError where error.code == .unknown || error.code == .damaged {
            return nil
        }
    }

    private func done(_ job: JobID, _ event: String) -> Completion {
        var completion = Completion(.done)
        completion.updates = [JobUpdate(job: job, event: event)]
        return completion
    }

    /// The result waits for the operator; the spool tells the history why.
    private func failed(_ failure: Failure, _ sentence: String) -> Completion {
        Completion(.failed(Failure(failure.status, sentence)))
    }

    private func log(_ completion: Completion, _ logger: Logger) {
        let event = completion.updates.first?.event ?? ""
        switch completion.verdict {
        case .done, .released: logger.info("\(event)")
        case .retry, .trouble: logger.warning("\(event)")
        case .failed(let failure), .corrupt(let failure): logger.error("\(failure.sentence)")
        }
    }
}
