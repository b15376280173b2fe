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
        case .claimed(let person, let reason):
            sender = person.party
            event =
                "The sender was found in \(person.place), but not what the sender may: \(reason), and anybody can write an address."
            rules.defaults.takeManner(person.wishes)
        case .unknown(let reason), .unclear(let reason):
            sender = Party(unknown: mail, reversePath: received.sender)
            event = "The sender was not found: \(reason). The cover page shows what the mail says."
        }
        let permissions: SenderPermissions
        do throws(Failure) {
            permissions = try permissionReader.permissions(by: finding.sender.evidence)
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
        takeManner(wishes)
        guard let events = wishes.notify else { return }
        notification = notification ?? NotificationRequest()
        notification?.standardEvents = events
    }

    /// Of what the directory has of a sender who may be another, only what is nobody's name, money or news.
    fileprivate mutating func takeManner(_ wishes: DirectoryPerson.Wishes) {
        language = wishes.language ?? language
        resolution = wishes.resolution ?? resolution
    }
}
