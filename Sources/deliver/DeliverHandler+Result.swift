import FaxAnswers
import FaxModel
import Foundation
import Pipeline
import SMTP

// Word of one fax.

extension DeliverHandler {
    /// Tells what `report` says, if anybody is to be told. Where that is refused for good, the operator is told in his place, once.
    ///
    /// - Parameters:
    ///   - delivery: what was done about it before.
    ///   - retries: how often that was tried before.
    ///   - now: the time, read whenever it counts: a mail may wait for minutes for its turn at a mail server, and for the server's answer.
    ///   - history: what the spool knows of a job now; `nil` for nothing.
    ///   - whole: reads a document from the spool.
    ///   - document: reads the beginning of a document from the spool.
    /// - Throws: `SpoolError` when the spool does not answer; `CancellationError` when the program ends first.
    func tell(
        _ report: JobReport, after delivery: ResultDelivery = ResultDelivery(), retries: Int,
        now: @autoclosure () -> Date, history: (JobID) async throws -> JobHistory? = { _ in nil },
        whole: (DocumentReference) async throws -> [UInt8] = { _ in [] },
        document: (DocumentReference) async throws -> [UInt8]
    ) async throws -> Completion {
        if let copies = archived(report) { return copies }
        let plan: NotificationPlan
        switch NotificationPlan.decide(report, standard: notifyDocument, operatorAddress: operatorAddress) {
        case .told(let told): plan = told
        case .untold(let reason): return done(report.job.id, reason)
        }
        if let reason = try await reasonNotToTell(report, now: now(), history) { return done(report.job.id, reason) }
        if try await mustWait([report], history) { return wait(now: now()) }
        let mail = try await mail(report, plan, whole, document)
        var subject = Subject(
            jobs: [report.job.id], ended: report.undelivered?.since ?? report.ended, words: Self.words(for: report),
            isForOperator: report.undelivered != nil)
        if mail.answerTo != nil { subject.kept = report }
        let outcome = try await send(mail, now: now(), whole)
        let answered = now()
        var completion = try completion(subject, outcome, recipient: plan.recipient, retries: retries, now: answered)
        if case .failed(let failure) = completion.verdict, !report.hasEnded {
            // There will be other word of the fax, and by then this is no news: nobody need do anything about it.
            return done(report.job.id, failure.sentence)
        }
        tellOperator(of: subject, outcome, &completion, plan.recipient, after: delivery) { address, failure in
            var copy = report
            copy.undelivered = UndeliveredResult(
                recipient: UndeliveredRecipient(address: address, failure: failure), since: answered)
            return task(copy)
        }
        return completion
    }

    private func mail(
        _ report: JobReport, _ plan: NotificationPlan, _ whole: (DocumentReference) async throws -> [UInt8],
        _ document: (DocumentReference) async throws -> [UInt8]
    ) async throws -> NotificationMail {
        let original = try await unlessLost { OriginalHeader(of: try await document(report.order.mail)) }
        var mail = NotificationMail(
            report: report, origin: origin, recipient: plan.recipient, original: original, format: plan.format,
            template: templates.template(.notification, language: language(of: report, to: plan.recipient)), zone: zone)
        mail.answerTo = answers?.address(for: report, to: plan.recipient)
        if plan.hasDocument || plan.hasPicture, let sent = report.sentPages {
            let pages = try await unlessLost { try await whole(sent) }
            if plan.hasDocument { mail.document = pages }
            if plan.hasPicture { mail.picture = pages.flatMap(Self.picture) }
        }
        return mail
    }

    /// Sends it, with ever less beside it where the mail server refuses that: the whole mail that asked for it may be too large, or not ASCII,
    /// and so may the pages.
    private func send(
        _ mail: NotificationMail, now: Date, _ whole: (DocumentReference) async throws -> [UInt8]
    ) async throws -> RecipientResult.Outcome {
        var mail = mail
        mail.returned = try await returnedContent(of: mail.report, whole)
        var outcome = await send(mail.octets(at: now), from: nil, to: mail.recipient)
        if case .refused = outcome, mail.returned != nil {
            mail.returned = nil
            outcome = await send(mail.octets(at: now), from: nil, to: mail.recipient)
        }
        if case .refused = outcome, mail.document != nil || mail.picture != nil {
            (mail.document, mail.picture) = (nil, nil)
            outcome = await send(mail.octets(at: now), from: nil, to: mail.recipient)
        }
        return outcome
    }

    private static func words(for report: JobReport) -> String {
        guard report.hasEnded else { return "News of the \(report.event.words)" }
        let words = report.archive == nil ? "The result" : "The copy for the archive"
        return report.undelivered == nil ? words : "\(words), for the operator,"
    }
}
