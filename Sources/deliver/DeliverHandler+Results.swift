import FaxAnswers
import FaxModel
import Foundation
import Pipeline
import SMTP

extension DeliverHandler {
    /// Tells what became of the faxes of a mail, together: of those of which somebody is to be told.
    ///
    /// - Parameters:
    ///   - delivery: what was done about it before.
    ///   - retries: how often that was tried before.
    ///   - now: the time, read whenever it counts.
    ///   - history: what the spool knows of a job now; `nil` for nothing.
    ///   - whole: reads a document from the spool.
    ///   - document: reads the beginning of a document from the spool.
    /// - Throws: `SpoolError` when the spool does not answer; `CorruptPayload` when a report can't be read; `CancellationError` when the
    ///   program ends first.
    func tell(
        _ gathered: GatheredReports, after delivery: ResultDelivery = ResultDelivery(), retries: Int,
        now: @autoclosure () -> Date, history: (JobID) async throws -> JobHistory? = { _ in nil },
        whole: (DocumentReference) async throws -> [UInt8],
        document: (DocumentReference) async throws -> [UInt8]
    ) async throws -> Completion {
        var untold: [JobUpdate] = []
        var reports: [JobReport] = []
        for entry in gathered.entries {
            if let report = try await report(entry, whole) {
                reports.append(report)
            } else {
                untold.append(JobUpdate(job: entry.job, event: "Nobody is told of the result: it was lost."))
            }
        }
        if let copies = archived(reports, gathered) { return copies }
        var plan: NotificationPlan?
        var told: [JobReport] = []
        for report in reports {
            let decision =
                gathered.undelivered == nil
                ? NotificationPlan.decide(report, standard: notifyDocument)
                : NotificationPlan.forOperator(operatorAddress)
            switch decision {
            case .told(let decided):
                plan = plan ?? decided
                told.append(report)
            case .untold(let reason): untold.append(JobUpdate(job: report.job.id, event: reason))
            }
        }
        var completion = Completion(.done)
        if let plan, let first = told.first {
            if gathered.undelivered == nil, try await mustWait(told, history) {
                return wait(now: now())
            }
            let original = try await unlessLost { OriginalHeader(of: try await document(first.order.mail)) }
            let mail = try await mail(told, gathered, plan, original, whole)
            completion = try await send(mail, gathered, after: delivery, retries: retries, now: now(), whole)
        }
        // What is tried again says then of whom nothing is told.
        if completion.verdict == .done { completion.updates += untold }
        return completion
    }

    private func report(
        _ entry: GatheredReports.Entry, _ whole: (DocumentReference) async throws -> [UInt8]
    ) async throws -> JobReport? {
        guard let reference = entry.report, let octets = try await unlessLost({ try await whole(reference) }) else {
            return nil
        }
        do {
            return try PayloadCoding.decode(JobReport.self, from: octets)
        } catch {
            throw CorruptPayload(description: "the report of job \(entry.job) is none: \(error)")
        }
    }

    /// Octets of pages that one mail takes along: no mail server takes more.
    private static let mostPages = 24 << 20

    private func mail(
        _ reports: [JobReport], _ gathered: GatheredReports, _ plan: NotificationPlan, _ original: OriginalHeader?,
        _ whole: (DocumentReference) async throws -> [UInt8]
    ) async throws -> ResultsMail {
        // The operator reads his own language, as of a single report.
        var first = reports[0]
        first.undelivered = gathered.undelivered
        var mail = ResultsMail(
            reports: reports, setAside: gathered.setAside, origin: origin, recipient: plan.recipient,
            original: original, format: plan.format, undelivered: gathered.undelivered,
            template: templates.template(.results, language: language(of: first, to: plan.recipient)), zone: zone)
        for report in reports where gathered.undelivered == nil {
            mail.answersTo[report.job.id] = answers?.address(for: report, to: plan.recipient)
        }
        var left = Self.mostPages
        for report in reports where plan.hasDocument || (plan.hasPicture && mail.picture == nil) {
            guard let sent = report.sentPages, sent.byteCount <= left,
                let pages = try await unlessLost({ try await whole(sent) })
            else { continue }
            if plan.hasDocument {
                mail.documents[report.job.id] = pages
                left -= pages.count
            }
            if plan.hasPicture, mail.picture == nil { mail.picture = Self.picture(pages) }
        }
        return mail
    }

    /// Sends it, with ever less beside it where the mail server refuses that.
    private func send(
        _ mail: ResultsMail, _ gathered: GatheredReports, after delivery: ResultDelivery, retries: Int,
        now: @autoclosure () -> Date, _ whole: (DocumentReference) async throws -> [UInt8]
    ) async throws -> Completion {
        var mail = mail
        let subject = Subject(
            jobs: mail.reports.map(\.job.id),
            ended: gathered.undelivered?.since ?? mail.reports.map(\.ended).max() ?? now(),
            words: gathered.undelivered == nil ? "The result" : "The result, for the operator,",
            isForOperator: gathered.undelivered != nil)
        if gathered.undelivered == nil, let failed = mail.reports.first(where: { $0.event == .failure }) {
            mail.returned = try await returnedContent(of: failed, whole)
        }
        var outcome = await send(mail.octets(at: now()), from: nil, to: mail.recipient)
        if case .refused = outcome, mail.returned != nil {
            mail.returned = nil
            outcome = await send(mail.octets(at: now()), from: nil, to: mail.recipient)
        }
        if case .refused = outcome, !mail.documents.isEmpty || mail.picture != nil {
            (mail.documents, mail.picture) = ([:], nil)
            outcome = await send(mail.octets(at: now()), from: nil, to: mail.recipient)
        }
        let answered = now()
        var completion = try completion(subject, outcome, recipient: mail.recipient, retries: retries, now: answered)
        tellOperator(of: subject, outcome, &completion, mail.recipient, after: delivery) { address, failure in
            var copy = gathered
            copy.undelivered = UndeliveredResult(
                recipient: UndeliveredRecipient(address: address, failure: failure), since: answered)
            return NewTask(
                stage: .deliver, lane: .mails, priority: .normal, job: subject.jobs[0], payload: copy)
        }
        return completion
    }
}
