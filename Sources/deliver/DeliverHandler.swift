import Configuration
import FaxAnswers
import FaxModel
import Foundation
import Logging
import NIOCore
import Pipeline
import SMTP
import TIFF
import Typesetting
import UserProfiles

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
    /// What of a fax goes with word of its result, where its sender has not said.
    let notifyDocument: DeliverSettings.NotifyDocument
    /// The texts.
    let templates: MailTemplates
    /// The languages by the recipient's domain.
    let languages: [String: String]
    /// The zone in which notifications tell times.
    let zone: TimeZone
    /// What brings received faxes.
    let received: ReceivedFaxDispatch
    /// What brings mails to the postmaster.
    let postmaster: PostmasterDispatch
    /// The mailbox of the operator, who hears of results that are lost; `nil` where there is none.
    let operatorAddress: Mailbox?
    /// Who gets copies of word of faxes.
    let archive: [ArchiveSettings]
    /// Where answers have faxes sent again; `nil` for nowhere.
    let answers: AnswerDomain?

    /// How senders are told of whose mail nobody has read; `nil` for the usual.
    let notification: NotificationRequest?

    /// A handler as the sections `deliver` and `received` say.
    ///
    /// - Parameters:
    ///   - archive: who gets copies of word of faxes.
    ///   - answers: where answers have faxes sent again; `nil` for nowhere.
    ///   - numbers: which numbers are ours; `nil` where nobody knows.
    /// - Throws: when a template can't be read.
    init(
        _ settings: DeliverSettings, received: ReceivedMailSettings, archive: [ArchiveSettings] = [],
        answers: AnswerDomain? = nil, numbers: OwnNumbers? = nil, transport: any MailTransport,
        zone: TimeZone = .current
    ) throws(TemplateError) {
        guard let address = Mailbox(settings.from) else {
            preconditionFailure("the configuration lets only a mail address through")
        }
        self.transport = transport
        origin = NotificationMail.Origin(address: address, name: settings.fromName, hostname: settings.hostname)
        retry = RetryPolicy(first: settings.firstRetry, longest: settings.longestRetry, tries: .max)
        giveUp = settings.giveUp
        maximumReturn = settings.maximumReturn.bytes
        self.zone = zone
        templates = try MailTemplates(folder: settings.templates, language: settings.language)
        languages = settings.languages
        notifyDocument = settings.notifyDocument
        operatorAddress = settings.operatorAddress.flatMap { Mailbox($0) }
        self.archive = archive
        self.answers = answers
        notification = settings.standardNotification
        postmaster = PostmasterDispatch(
            transport: transport, operatorAddress: operatorAddress, retry: retry, giveUp: giveUp)
        self.received = ReceivedFaxDispatch(
            transport: transport, origin: origin, operatorAddress: operatorAddress,
            replyDomain: received.replyDomain, dialledExtension: numbers.map(DialledExtension.init),
            templates: templates, languages: languages, retry: retry, giveUp: giveUp,
            zone: zone)
    }

    func handle(_ lease: Lease) async throws -> Completion {
        if let ending = lease.task.ending {
            lease.logger.notice("Ended: \(ending.failure)")
            return try EndedTask(ending: ending, lease: lease, notification: notification).completion(at: Date())
        }
        let retries = lease.task.retries
        let completion: Completion
        if lease.task.lane == .mails {
            completion = try await tell(
                try lease.payload(as: GatheredReports.self),
                after: try lease.checkpoint(as: ResultDelivery.self) ?? ResultDelivery(), retries: retries, now: Date(),
                whole: { try await lease.document($0) },
                document: { try await lease.beginning(of: $0, count: OriginalHeader.limit) })
        } else if lease.task.lane == .received {
            completion = try await received.completion(
                of: try lease.payload(as: ReceivedFaxMail.self),
                after: try lease.checkpoint(as: ReceivedFaxDelivery.self) ?? ReceivedFaxDelivery(), retries: retries,
                now: Date()
            ) { try await lease.document($0) }
        } else if lease.task.lane == .postmaster {
            completion = try await postmaster.completion(
                of: try lease.payload(as: PostmasterMail.self), retries: retries, now: Date()
            ) { try await lease.document($0) }
        } else {
            completion = try await tell(
                try lease.payload(as: JobReport.self),
                after: try lease.checkpoint(as: ResultDelivery.self) ?? ResultDelivery(), retries: retries, now: Date(),
                whole: { try await lease.document($0) },
                document: { try await lease.beginning(of: $0, count: OriginalHeader.limit) })
        }
        log(completion, lease.logger)
        return completion
    }

    /// Tells what `report` says, if anybody is to be told. Where that is refused for good, the operator is told in his place, once.
    ///
    /// - Parameters:
    ///   - delivery: what was done about it before.
    ///   - retries: how often that was tried before.
    ///   - whole: reads a document from the spool.
    ///   - document: reads the beginning of a document from the spool.
    /// - Throws: `SpoolError` when the spool does not answer; `CancellationError` when the program ends first.
    func tell(
        _ report: JobReport, after delivery: ResultDelivery = ResultDelivery(), retries: Int, now: Date,
        whole: (DocumentReference) async throws -> [UInt8] = { _ in [] },
        document: (DocumentReference) async throws -> [UInt8]
    ) async throws -> Completion {
        if let copies = archived(report) { return copies }
        let plan: NotificationPlan
        switch NotificationPlan.decide(report, standard: notifyDocument, operatorAddress: operatorAddress) {
        case .told(let told): plan = told
        case .untold(let reason): return done(report.job.id, reason)
        }
        let mail = try await mail(report, plan, whole, document)
        var subject = Subject(
            jobs: [report.job.id], ended: report.undelivered?.since ?? report.ended, words: Self.words(for: report),
            isForOperator: report.undelivered != nil)
        if mail.answerTo != nil { subject.kept = report }
        let outcome = try await send(mail, now: now, whole)
        var completion = try completion(subject, outcome, recipient: plan.recipient, retries: retries, now: now)
        if case .failed(let failure) = completion.verdict, case .delayed = report.result {
            // There will be other news of the fax, and by then this is none: nobody need do anything about it.
            return done(report.job.id, failure.sentence)
        }
        tellOperator(of: subject, outcome, &completion, plan.recipient, after: delivery) { address, failure in
            var copy = report
            copy.undelivered = UndeliveredResult(
                recipient: UndeliveredRecipient(address: address, failure: failure), since: now)
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
        let words = report.archive == nil ? "The result" : "The copy for the archive"
        return report.undelivered == nil ? words : "\(words), for the operator,"
    }

    /// A picture of the first page of a TIFF file; `nil` where it can't be read: the result is told all the same.
    static func picture(_ file: [UInt8]) -> [UInt8]? {
        guard var reader = try? TIFFReader(file), let page = try? reader.bitmap(0) else { return nil }
        let resolution = reader.pages[0].resolution ?? .fine
        return PagePicture(of: page, horizontal: resolution.x, vertical: resolution.y, width: 640).png
    }

    /// The language that the sender has asked for, or that the recipient's domain has; the operator reads none but his own.
    func language(of report: JobReport, to recipient: Mailbox) -> String? {
        (report.undelivered == nil ? report.order.options.language : nil)
            ?? languages[recipient.domain.description.lowercased()]
    }

    /// The mail that goes back whole: where its sender asked for that and it failed (RFC 3461 §4.3), as far as it is not too large
    /// and can be sent at all (RFC 5321 §4.5.3.1.6).
    func returnedContent(
        of report: JobReport, _ whole: (DocumentReference) async throws -> [UInt8]
    ) async throws -> [UInt8]? {
        guard report.order.returnedContent == .full, report.event == .failure, report.undelivered == nil,
            report.order.mail.byteCount <= maximumReturn,
            let content = try await unlessLost({ try await whole(report.order.mail) })
        else { return nil }
        let longest = content.split(separator: 10, omittingEmptySubsequences: false).map(\.count).max() ?? 0
        return content.isEmpty || longest > 999 ? nil : content
    }

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

    /// What is read of a document; `nil` where it is lost: the result is told all the same.
    func unlessLost<Value>(_ read: () async throws -> Value) async throws -> Value? {
        do {
            return try await read()
        } catch let error as SpoolError where error.code == .unknown || error.code == .damaged {
            return nil
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

    private func log(_ completion: Completion, _ logger: Logger) {
        let event = completion.updates.first?.event ?? ""
        switch completion.verdict {
        case .done, .released: logger.info("\(event)")
        case .retry, .trouble: logger.warning("\(event)")
        case .failed(let failure), .corrupt(let failure): logger.error("\(failure.sentence)")
        }
    }
}
