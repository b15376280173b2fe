import FaxModel
import Foundation
import NIOCore
import Pipeline
import SMTP

/// Brings received faxes to those for whom they are: one mail to all, tried again for those whose server can't take it now. What somebody's
/// server refuses goes to the operator, and until somebody has the fax its task stays.
struct ReceivedFaxDispatch: Sendable {
    /// What takes the mails away.
    let transport: any MailTransport
    /// Who they come from.
    let origin: NotificationMail.Origin
    /// The mailbox of the operator; `nil` where there is none.
    let operatorAddress: Mailbox?
    /// The domain of fax addresses that answers go to; `nil` for none.
    let replyDomain: String?
    /// Tells which of our extensions was called; `nil` where nobody knows.
    let dialledExtension: DialledExtension?
    /// The texts.
    let templates: MailTemplates
    /// The languages by the recipient's domain.
    let languages: [String: String]
    /// When a mail that was not taken is tried again.
    let retry: RetryPolicy
    /// How long it is tried.
    let giveUp: Duration
    /// The zone in which times are told.
    let zone: TimeZone

    /// Mails a fax to those who don't have it yet.
    ///
    /// - Parameters:
    ///   - delivery: how far its mail has come before.
    ///   - retries: how often that was tried before.
    ///   - now: the time, read whenever it counts: a mail may wait for minutes for its turn at a mail server, and for the server's answer.
    ///   - document: reads a document from the spool.
    /// - Throws: `SpoolError` when the spool does not answer or has lost the pages; `CancellationError` when the program ends
    ///   first.
    func completion(
        of mail: ReceivedFaxMail, after delivery: ReceivedFaxDelivery, retries: Int,
        now: @autoclosure () -> Date, document: (DocumentReference) async throws -> [UInt8]
    ) async throws -> Completion {
        guard !mail.attachments.isEmpty || mail.route.attachment == .none else {
            return Completion(
                .failed(Failure(EnhancedStatusCode(5, 6, 0), "The fax can't be mailed: it has no pages.")))
        }
        let before = delivery
        var delivery = delivery
        var deferred: [UndeliveredRecipient] = []
        var replies: [String] = []
        let open = takeOpen(mail, &delivery)
        if !open.isEmpty {
            for result in await send(try await message(mail, document), to: open, of: mail, now: now()) {
                let address = result.recipient.description
                switch result.outcome {
                case .accepted(let reply):
                    delivery.reached.append(address)
                    if !replies.contains("\(reply)") { replies.append("\(reply)") }
                case .refused(let failure):
                    delivery.refused.append(UndeliveredRecipient(address: address, failure: failure))
                case .deferred(let failure):
                    deferred.append(UndeliveredRecipient(address: address, failure: failure))
                }
            }
        }
        let answered = now()
        if let first = deferred.first {
            // Those who have it now must not get it again because the program ends.
            if delivery == before { try Task.checkCancellation() }
            let began = mail.since ?? mail.fax.ended ?? mail.fax.began
            if answered.timeIntervalSince(began) < giveUp / .seconds(1),
                let time = retry.next(after: retries, now: answered)
            {
                return again(mail, delivery, deferred, first.failure, at: time)
            }
            delivery.refused += deferred.map {
                UndeliveredRecipient(address: $0.address, failure: $0.failure.preceded(by: "Given up:"))
            }
        }
        return end(mail, delivery, replies: replies, now: answered)
    }

    /// The recipients who don't have it yet; what is no address is refused here.
    private func takeOpen(_ mail: ReceivedFaxMail, _ delivery: inout ReceivedFaxDelivery) -> [Mailbox] {
        var open: [Mailbox] = []
        for address in mail.route.recipients {
            guard let mailbox = Mailbox(address) else {
                let failure = Failure(EnhancedStatusCode(5, 1, 3), "'\(address)' is no mail address.")
                if !delivery.refused.contains(where: { $0.address == address }) {
                    delivery.refused.append(UndeliveredRecipient(address: address, failure: failure))
                }
                continue
            }
            let isDone =
                delivery.reached.contains(mailbox.description)
                || delivery.refused.contains { $0.address == mailbox.description } || open.contains(mailbox)
            if !isDone { open.append(mailbox) }
        }
        return open
    }

    private func message(
        _ mail: ReceivedFaxMail, _ document: (DocumentReference) async throws -> [UInt8]
    ) async throws -> ReceivedFaxMessage {
        var attachments: [[UInt8]] = []
        for reference in mail.attachments { attachments.append(try await document(reference)) }
        var preview: [UInt8]?
        if let reference = mail.preview { preview = try await document(reference) }
        let domain = mail.route.recipients.first?.split(separator: "@").last?.lowercased()
        let language = mail.route.language ?? domain.flatMap { languages[$0] }
        return ReceivedFaxMessage(
            mail: mail, attachments: attachments, preview: preview, origin: origin, replyDomain: replyDomain,
            ownExtension: dialledExtension?.digits(of: mail.fax),
            template: templates.template(.received, language: language), zone: zone)
    }

    private func send(
        _ message: ReceivedFaxMessage, to recipients: [Mailbox], of mail: ReceivedFaxMail, now: Date
    ) async -> [RecipientResult] {
        let octets = message.octets(at: now)
        // Word of a mail that comes back goes to whoever runs the installation; of one to him, to nobody.
        let sender = mail.undelivered == nil ? operatorAddress ?? origin.address : nil
        var envelope = OutgoingMail(
            sender: sender, recipients: recipients, size: octets.count, isEightBit: octets.contains { $0 > 127 })
        envelope.notify = .failure
        envelope.envelopeID = mail.fax.job.description
        return await transport.send(envelope, data: ByteBuffer(bytes: octets))
    }

    /// Those whose server can't now are tried again.
    private func again(
        _ mail: ReceivedFaxMail, _ delivery: ReceivedFaxDelivery, _ deferred: [UndeliveredRecipient],
        _ failure: Failure,
        at time: Date
    ) -> Completion {
        var completion = Completion(.retry(at: time, failure))
        completion.setCheckpoint(delivery)
        let names = deferred.map(\.address).joined(separator: ", ")
        completion.updates = [
            JobUpdate(
                job: mail.fax.job,
                event: "The fax could not be mailed to \(names) yet; tried again at \(time.formatted(.iso8601)). "
                    + failure.sentence)
        ]
        return completion
    }

    /// Everybody has it, or won't get it.
    private func end(
        _ mail: ReceivedFaxMail, _ delivery: ReceivedFaxDelivery, replies: [String], now: Date
    ) -> Completion {
        let reached =
            delivery.reached.isEmpty
            ? ""
            : "The fax was mailed to \(delivery.reached.joined(separator: ", "))"
                + (replies.isEmpty ? "." : "; the mail server answered \(replies.joined(separator: ", ")).")
        guard let first = delivery.refused.first else {
            var completion = Completion(.done)
            completion.updates = [JobUpdate(job: mail.fax.job, event: reached)]
            return completion
        }
        let refused = delivery.refused.map { "\($0.address) (\($0.failure.sentence))" }.joined(separator: ", ")
        let sentence = "The fax could not be mailed to \(refused)"
        guard let operatorAddress, mail.undelivered == nil else {
            // It stays, with its pages, for the operator: 'faxctl retry' has it tried again with those who don't have it.
            var completion = Completion(.failed(Failure(first.failure.status, sentence)))
            completion.setCheckpoint(ReceivedFaxDelivery(reached: delivery.reached))
            return completion
        }
        var completion = Completion(.done)
        var other = mail
        other.undelivered = delivery.refused
        other.since = now
        other.route.to = [operatorAddress.description]
        (other.route.cc, other.route.bcc) = ([], [])
        completion.successors = [
            NewTask(stage: .deliver, lane: .received, priority: .urgent, job: mail.fax.job, payload: other)
        ]
        completion.updates = [
            JobUpdate(
                job: mail.fax.job,
                event: [reached, "\(sentence). It goes to the operator, \(operatorAddress)."].filter { !$0.isEmpty }
                    .joined(separator: " "))
        ]
        return completion
    }
}
