import Configuration
import Dialling
import FaxModel
import FaxRequests
import Foundation
import MIME
import Pipeline

/// Makes an order of a mail: who sends, who receives, how it is sent and over which lines.
struct OrderMaker: Sendable {
    /// Where senders are looked up.
    let senders: any SenderSource
    /// Which lines dial which numbers.
    let dialPlan: DialPlan
    /// How header fields are read.
    let rules: FaxRequest.Rules
    /// What is done about those that are not understood.
    let mistakes: FieldSettings.Mistake
    /// When a mail is tried again whose sender could not be looked up.
    let retry: RetryPolicy

    /// What becomes of a mail.
    ///
    /// - Parameters:
    ///   - bytes: The mail itself.
    ///   - retries: How often it was tried before.
    /// - Returns: done, with a task for `render` or, when the mail asks for something that is not understood, one for
    ///   `deliver` for each job; or to be tried again, when the directory did not answer.
    func completion(
        for received: ReceivedMail, bytes: [UInt8], retries: Int, now: Date
    ) async -> Completion {
        let mail: Mail
        do throws(MailError) {
            mail = try Mail(parsing: bytes)
        } catch {
            let failure = Failure(EnhancedStatusCode(5, 6, 0), "The mail can't be read, and was not faxed. \(error)")
            return .failure(of: Order(envelope: received), failure, at: now)
        }
        var rules = rules
        rules.permissions = FieldPermissions(received.recipients.map(\.terms))
        let request = FaxRequest(mail.fields.map { ($0.name, $0.value) }, by: rules, now: received.received)
        var options = request.options
        let failure: Failure?
        switch mistakes {
        case .refuse: failure = request.failure
        case .warn:
            failure = request.fatalFailure
            options.warnings = request.warnings.isEmpty ? nil : request.warnings
        }
        if let failure {
            let order = order(received, mail, sender: Party(unknown: mail, reversePath: received.sender), options)
            return .failure(of: order, failure, at: now)
        }
        let finding: SenderFinding
        do throws(Failure) {
            finding = try await senders.find(received.sender)
        } catch {
            return postponed(received, error, retries: retries, now: now)
        }
        let sender: Party
        let event: String
        switch finding {
        case .found(let party, let place):
            sender = party
            event = "The sender was found in \(place)."
        case .unknown(let reason):
            sender = Party(unknown: mail, reversePath: received.sender)
            event = "The sender was not found: \(reason). The cover page shows what the mail says."
        }
        return ordered(order(received, mail, sender: sender, options), event: event, now: now)
    }

    private func order(
        _ received: ReceivedMail, _ mail: Mail, sender: Party, _ options: FaxOptions
    ) -> Order {
        let names = DisplayNames(mail)
        return Order(
            id: received.order, mail: received,
            messageID: mail.messageID.flatMap { $0.utf8.count <= 250 ? $0.singleLine() : nil },
            subject: (mail.subject ?? "").singleLine(limit: 1000), sender: sender, options: options,
            jobs: received.recipients.map { recipient in
                let chosen = recipient.terms?.lineGroup ?? options.lineGroup
                let groups = chosen.map { [$0] } ?? dialPlan.lineGroups(for: recipient.number)
                let said = Party(
                    name: names.name(of: recipient) ?? recipient.name?.singleLine(),
                    company: recipient.company?.singleLine())
                var job = Job(
                    id: recipient.job, address: recipient.address,
                    recipient: said.overlaid(by: options.cover?.recipient).overlaid(by: recipient.cover?.recipient),
                    number: recipient.number, subaddress: recipient.subaddress,
                    lineGroup: groups[0],
                    reference: recipient.reference, billingCode: recipient.billingCode, cover: recipient.cover,
                    terms: recipient.terms)
                job.lineGroups = groups.count > 1 ? groups : nil
                job.takeReportWishes(of: recipient)
                return job
            })
    }

    private func ordered(_ whole: Order, event: String, now: Date) -> Completion {
        var order = whole
        var completion = refusals(of: &order, now: now)
        guard !order.jobs.isEmpty else { return completion }
        completion.updates += order.jobs.map { job in
            JobUpdate(
                job: job.id, state: .enriched, sender: order.mail.sender, recipient: job.recipient.name ?? job.address,
                number: job.number, subject: order.subject, reference: job.reference ?? order.options.reference,
                billingCode: job.billingCode ?? order.options.billingCode, documents: ["mail": order.mail.document],
                event:
                    "\(event) Lines of group \(Self.groups(job)) will dial \(job.number).\(Self.changes(job, order.options))"
                    + (order.options.warnings ?? []).map { " Left out: \($0)" }.joined())
        }
        // The most urgent of its faxes does not wait for the others.
        let priority = order.jobs.map { order.options.under($0.terms).priority }.min { $0.rank < $1.rank }
        completion.successors.append(
            NewTask(
                stage: .render, priority: priority ?? order.options.priority, order: order.id,
                expires: order.options.expires, payload: order))
        return completion
    }

    /// Ends the jobs to blocked numbers; the others are left in the order.
    private func refusals(of order: inout Order, now: Date) -> Completion {
        var completion = Completion(.done)
        for job in order.jobs {
            guard let reason = dialPlan.blocks(job.number) else { continue }
            var alone = order
            alone.jobs = [job]
            // RFC 3463 §3.8, X.7.1: delivery not authorised.
            let refusal = Completion.failure(of: alone, Failure(EnhancedStatusCode(5, 7, 1), reason), at: now)
            completion.updates += refusal.updates
            completion.successors += refusal.successors
        }
        order.jobs.removeAll { dialPlan.blocks($0.number) != nil }
        return completion
    }

    /// The groups that may dial, in words.
    private static func groups(_ job: Job) -> String {
        (job.lineGroups ?? [job.lineGroup]).map(\.rawValue).joined(separator: ", or else ")
    }

    /// What the rule changes of what the sender asks for, as sentences with a space before them.
    private static func changes(_ job: Job, _ asked: FaxOptions) -> String {
        guard let terms = job.terms else { return "" }
        let given = asked.under(terms)
        var changes = ""
        if given.priority != asked.priority { changes += " Rule '\(terms.rule)' makes it \(given.priority)." }
        if given.coverPage != asked.coverPage {
            changes +=
                " Rule '\(terms.rule)' \(given.coverPage ? "puts a cover page before it" : "gives it no cover page")."
        }
        return changes
    }

    private func postponed(
        _ received: ReceivedMail, _ failure: Failure, retries: Int, now: Date
    ) -> Completion {
        let time = retry.next(after: retries, now: now) ?? now.addingTimeInterval(retry.longest / .seconds(1))
        var completion = Completion(.retry(at: time, failure))
        completion.updates = received.recipients.map { recipient in
            JobUpdate(
                job: recipient.job,
                event: "\(failure.sentence) The mail waits; it will be tried again at \(time.formatted(.iso8601)).")
        }
        return completion
    }
}

extension Party {
    /// A sender of whom only the mail tells: the author (From), else the reverse path.
    init(unknown mail: Mail, reversePath: String) {
        let author = mail.from
        let name = author?.name?.singleLine()
        let address = author?.address ?? reversePath
        self.init(name: name?.isEmpty == false ? name : nil, mail: address.isEmpty ? nil : address.singleLine())
    }
}
