import Configuration
import Dialling
import Directory
import FaxAddressing
import FaxModel
import FaxPolicy
import FaxRequests
import Foundation
import MIME
import Pipeline

/// Makes an order of a mail: who sends, who receives, how it is sent and over which lines.
struct OrderMaker: Sendable {
    /// Where senders and recipients are looked up.
    let directory: DirectoryLookup
    /// How the numbers are understood that the directory has in place of others, and which of them are never dialled.
    let numbers: OverridingNumbers
    /// What the directory says that senders may.
    var permissionReader = PermissionReader()
    /// Which lines dial which numbers.
    let dialPlan: DialPlan
    /// How header fields are read.
    let rules: FaxRequest.Rules
    /// What is done about those that are not understood.
    let mistakes: FieldSettings.Mistake
    /// How senders are told who have not said it; `nil` for the usual.
    var notification: NotificationRequest?
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
            return .failure(of: envelope(received), failure, at: now)
        }
        var rules = rules
        rules.permissions = FieldPermissions(received.recipients.map(\.terms))
        rules.defaults.notification = notification
        let fields = fields(of: mail, received)
        let request = FaxRequest(fields, by: rules, now: received.received)
        var options = request.options
        let warnings = (received.notes ?? []) + (mistakes == .warn ? request.warnings : [])
        options.warnings = warnings.isEmpty ? nil : warnings
        if let failure = request.failure(mistakes) {
            let order = order(received, mail, sender: Party(unknown: mail, reversePath: received.sender), options)
            return .failure(of: order, failure, at: now)
        }
        let finding: DirectoryLookup.Finding
        do throws(Failure) {
            finding = try await directory.find(received, mail)
        } catch {
            return postponed(received, error, retries: retries, now: now)
        }
        let sender: Party
        var event: String
        switch finding.sender {
        case .found(let person):
            sender = person.party
            event = "The sender was found in \(person.place)."
            rules.defaults.take(person.wishes)
        case .unknown(let reason), .unclear(let reason):
            sender = Party(unknown: mail, reversePath: received.sender)
            event = "The sender was not found: \(reason). The cover page shows what the mail says."
        }
        let permissions: SenderPermissions
        do throws(Failure) {
            permissions = try self.permissions(of: finding.sender)
            rules.permissions = rules.permissions.narrowed(to: permissions.fields)
            if let failure = FaxRequest(fields, by: rules, now: received.received).fatalFailure { throw failure }
        } catch {
            return .failure(of: self.order(received, mail, sender: sender, options), error, at: now)
        }
        // What the mail asks for goes before what the directory has of its sender, and of each recipient.
        func asked(over defaults: FaxOptions) -> FaxOptions {
            var rules = rules
            rules.defaults = defaults
            var asked = FaxRequest(fields, by: rules, now: received.received).options
            asked.warnings = options.warnings
            asked.priority = permissions.limited(asked.priority)
            return asked
        }
        var order = order(received, mail, sender: sender, asked(over: rules.defaults), finding.recipients)
        for index in order.jobs.indices { order.jobs[index].terms = permissions.limited(order.jobs[index].terms) }
        let wanted = [options.priority] + received.recipients.compactMap(\.terms?.priority)
        if let highest = permissions.highestPriority, wanted.contains(where: { permissions.limited($0) != $0 }) {
            event += " The directory lets its sender have priority \(highest) at the highest."
        }
        return ordered(order, finding.recipients, permissions, event: event, now: now) { resolution in
            var defaults = rules.defaults
            defaults.resolution = resolution
            return asked(over: defaults)
        }
    }

    /// - Throws: where it is not known, and who sends must not fax then.
    private func permissions(of sender: SenderLookup.Finding) throws(Failure) -> SenderPermissions {
        switch sender {
        case .found(let person): try permissionReader.permissions(person.permissions, in: person.place)
        case .unknown(let reason): try permissionReader.permissions(ofUnknown: reason)
        case .unclear(let reason): try permissionReader.permissions(ofUnclear: reason)
        }
    }

    /// The order of a mail of which no more than the envelope is known.
    func envelope(_ received: ReceivedMail) -> Order {
        var order = Order(envelope: received)
        order.options.notification = notification
        return order
    }

    /// The fields that count: of a fax that is sent again those are over that say when.
    private func fields(of mail: Mail, _ received: ReceivedMail) -> [(name: String, value: String)] {
        let fields = mail.fields.map { (name: $0.name, value: $0.value) }
        guard received.resentJob != nil else { return fields }
        return fields.filter { field in
            guard rules.names.covers(field.name) else { return true }
            let name = rules.names.translated(field.name, field.value).name
            return RequestField.named(name).map { !RequestField.times.contains($0.name) } ?? true
        }
    }

    private func order(
        _ received: ReceivedMail, _ mail: Mail, sender: Party, _ options: FaxOptions,
        _ people: [JobID: DirectoryPerson] = [:]
    ) -> Order {
        let names = DisplayNames(mail)
        return Order(
            id: received.order, mail: received,
            messageID: mail.messageID.flatMap { $0.utf8.count <= 250 ? $0.singleLine() : nil },
            subject: (mail.subject ?? "").singleLine(limit: 1000), sender: sender, options: options,
            jobs: received.recipients.map { recipient in
                let said = Party(
                    name: names.name(of: recipient) ?? recipient.name?.singleLine(),
                    company: recipient.company?.singleLine())
                var job = Job(
                    id: recipient.job, address: recipient.address,
                    recipient: (people[recipient.job]?.recipient ?? Party()).overlaid(by: said).overlaid(
                        by: options.cover?.recipient
                    ).overlaid(by: recipient.cover?.recipient),
                    number: recipient.number, subaddress: recipient.subaddress,
                    lineGroup: .default,
                    reference: recipient.reference, billingCode: recipient.billingCode, cover: recipient.cover,
                    terms: recipient.terms)
                job.takeReportWishes(of: recipient)
                return job
            })
    }

    /// The order for `render`: one task for all recipients, or one for each where the directory has several resolutions for them; and word
    /// for those who get no fax.
    ///
    /// - Parameter options: what is asked for where nothing but the directory says which resolution.
    private func ordered(
        _ order: Order, _ people: [JobID: DirectoryPerson], _ permissions: SenderPermissions, event: String, now: Date,
        options: (Resolution) -> FaxOptions
    ) -> Completion {
        var completion = Completion(.done)
        var jobs: [FaxOptions: [Job]] = [:]
        for job in order.jobs {
            var job = job
            var jobEvent = event
            do throws(Failure) {
                if let person = people[job.id] {
                    jobEvent += " The recipient was found in \(person.place)."
                    try numbers.apply(person.wishes, to: &job, of: order.mail, &jobEvent)
                }
                try permissions.check(job.number, numbers.policy.plan)
                if job.terms?.lineGroup == nil, let group = order.options.lineGroup { try permissions.check(group) }
                chooseLines(for: &job, order.options)
                try checkBlocked(job)
            } catch {
                var single = order
                single.jobs = [job]
                completion.append(.failure(of: single, error, at: now))
                continue
            }
            let options = people[job.id]?.wishes.resolution.map(options) ?? order.options
            jobs[options, default: []].append(job)
            completion.updates.append(update(job, order, options, jobEvent))
        }
        if jobs.count == 1, let (options, jobs) = jobs.first {
            completion.successors.append(task(Self.part(of: order, jobs, options)))
            return completion
        }
        // A task without a job stands for all of its order that are open: of several, each has a job of its own.
        let single = jobs.flatMap { options, jobs in jobs.map { ($0, options) } }
        for (job, options) in single.sorted(by: { $0.0.id.number < $1.0.id.number }) {
            var task = task(Self.part(of: order, [job], options))
            task.job = job.id
            completion.successors.append(task)
        }
        return completion
    }

    private static func part(of order: Order, _ jobs: [Job], _ options: FaxOptions) -> Order {
        var part = order
        part.options = options
        part.jobs = jobs
        // Each part of a broadcast carries its own recipients alone: with everybody's, its parts would grow with the square of them.
        let own = Set(jobs.map(\.id))
        part.mail.recipients.removeAll { !own.contains($0.job) }
        return part
    }

    private func update(_ job: Job, _ order: Order, _ options: FaxOptions, _ event: String) -> JobUpdate {
        JobUpdate(
            job: job.id, state: .enriched, sender: order.mail.sender, recipient: job.recipient.name ?? job.address,
            number: job.number, subject: order.subject, reference: job.reference ?? options.reference,
            billingCode: job.billingCode ?? options.billingCode, documents: ["mail": order.mail.document],
            event:
                "\(event) Lines of group \(Self.groups(job)) will dial \(job.number).\(Self.changes(job, options))"
                + (options.warnings ?? []).map { " Left out: \($0)" }.joined())
    }

    private func task(_ order: Order) -> NewTask {
        // The most urgent of its faxes does not wait for the others.
        let priority = order.jobs.map { order.options.under($0.terms).priority }.min { $0.rank < $1.rank }
        return NewTask(
            stage: .render, priority: priority ?? order.options.priority, order: order.id,
            expires: order.options.expires, payload: order)
    }

    /// Chooses the groups of lines that may dial a job's number.
    private func chooseLines(for job: inout Job, _ options: FaxOptions) {
        let chosen = job.terms?.lineGroup ?? options.lineGroup
        let groups = chosen.map { [$0] } ?? dialPlan.lineGroups(for: job.number)
        job.lineGroup = groups[0]
        job.lineGroups = groups.count > 1 ? groups : nil
    }

    /// - Throws: `Failure` where no fax goes to the job's number.
    private func checkBlocked(_ job: Job) throws(Failure) {
        guard let reason = dialPlan.blocks(job.number) else { return }
        // RFC 3463 §3.8, X.7.1: delivery not authorised.
        throw Failure(EnhancedStatusCode(5, 7, 1), reason)
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

extension Completion {
    /// Adds what another one does.
    fileprivate mutating func append(_ other: Completion) {
        updates += other.updates
        successors += other.successors
    }
}

extension DirectoryPerson {
    /// Who he is on a cover page for him: his number there is the one that is dialled.
    fileprivate var recipient: Party {
        var party = party
        party.facsimile = nil
        return party
    }
}

extension FaxOptions {
    /// What a directory has of the sender.
    fileprivate mutating func take(_ wishes: DirectoryPerson.Wishes) {
        stationID = wishes.stationID ?? stationID
        billingCode = wishes.billingCode ?? billingCode
        coverTemplate = wishes.coverTemplate ?? coverTemplate
        language = wishes.language ?? language
        resolution = wishes.resolution ?? resolution
        guard let events = wishes.notify else { return }
        notification = notification ?? NotificationRequest()
        notification?.standardEvents = events
    }
}
