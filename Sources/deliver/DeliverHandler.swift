import Configuration
import FaxAnswers
import FaxModel
import Foundation
import Logging
import Pipeline
import SMTP
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
    ///   - verbatim: what the operator has written for senders.
    /// - Throws: when a template can't be read.
    init(
        _ settings: DeliverSettings, received: ReceivedMailSettings, archive: [ArchiveSettings] = [],
        answers: AnswerDomain? = nil, numbers: OwnNumbers? = nil, verbatim: [String] = [], transport: any MailTransport,
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
        templates = try MailTemplates(folder: settings.templates, language: settings.language, verbatim: verbatim)
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
        let completion = try await completion(of: lease)
        log(completion, lease.logger)
        return completion
    }

    /// News that can't be told is nobody's matter: there will be other word of the fax. All else waits for the operator.
    func giveUp(_ lease: Lease, because failure: Failure) async -> Completion {
        guard lease.task.lane == .news, let report = try? lease.payload(as: JobReport.self), !report.hasEnded else {
            return Completion(.failed(failure))
        }
        return done(
            report.job.id, "Nobody is told of the \(report.event.words) any more: it could not be. \(failure.sentence)")
    }

    private func completion(of lease: Lease) async throws -> Completion {
        let retries = lease.task.retries
        let history = { (job: JobID) async throws -> JobHistory? in
            do {
                return try await unlessLost { try await lease.history(of: job) }
            } catch let error as SpoolError where error.code == .storage {
                // A result is told, whatever of the history can't be read.
                return nil
            }
        }
        switch lease.task.lane {
        case .received:
            return try await received.completion(
                of: try lease.payload(as: ReceivedFaxMail.self),
                after: try lease.checkpoint(as: ReceivedFaxDelivery.self) ?? ReceivedFaxDelivery(), retries: retries,
                now: Date()
            ) { try await lease.document($0) }
        case .postmaster:
            return try await postmaster.completion(
                of: try lease.payload(as: PostmasterMail.self), retries: retries, now: Date()
            ) { try await lease.document($0) }
        case .mails:
            return try await tell(
                try lease.payload(as: GatheredReports.self),
                after: try lease.checkpoint(as: ResultDelivery.self) ?? ResultDelivery(), retries: retries, now: Date(),
                history: history, whole: { try await lease.document($0) },
                document: { try await lease.beginning(of: $0, count: OriginalHeader.limit) })
        default:
            return try await tell(
                try lease.payload(as: JobReport.self),
                after: try lease.checkpoint(as: ResultDelivery.self) ?? ResultDelivery(), retries: retries, now: Date(),
                history: history, whole: { try await lease.document($0) },
                document: { try await lease.beginning(of: $0, count: OriginalHeader.limit) })
        }
    }

    private func log(_ completion: Completion, _ logger: Logger) {
        let event = completion.updates.first?.event
        switch completion.verdict {
        case .done, .released: logger.info("\(event ?? "")")
        case .retry(_, let failure), .trouble(_, let failure): logger.warning("\(event ?? failure.sentence)")
        case .failed(let failure), .corrupt(let failure): logger.error("\(failure.sentence)")
        }
    }
}
