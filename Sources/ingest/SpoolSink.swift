import FaxAddressing
import FaxModel
import FaxRequests
import Foundation
import Pipeline
import SMTP

/// Keeps mails in the spool: each becomes a task of `enrich`, with a history entry for every recipient.
struct SpoolSink: MailSink {
    private let client: SpoolClient
    private let timeout: Duration
    private let duplicateWindow: Duration

    /// A sink that waits for the spool as long as `timeout`, and keeps the same mail once within `duplicateWindow`; as often
    /// as it comes where that is zero.
    init(_ client: SpoolClient, timeout: Duration, duplicateWindow: Duration) {
        self.client = client
        self.timeout = timeout
        self.duplicateWindow = duplicateWindow
    }

    var wholeLimit: Int { SpoolClient.inlineLimit }

    func begin() -> any MailUpload {
        SpoolUpload(upload: client.upload())
    }

    func keep(_ mail: AcceptedMail, _ content: MailContent) async throws(MailRefusal) -> OrderID {
        do {
            var documents: [NewDocument] = []
            let reference: DocumentReference
            switch content {
            case .whole(let octets):
                let document = NewDocument(octets)
                documents = [document]
                reference = DocumentReference(
                    digest: document.digest, byteCount: octets.count, mediaType: Self.mediaType)
            case .uploaded(let upload):
                guard let upload = (upload as? SpoolUpload)?.upload else {
                    preconditionFailure("an upload is handed to the sink that began it")
                }
                reference = DocumentReference(
                    digest: try await upload.seal(), byteCount: upload.byteCount, mediaType: Self.mediaType)
            }
            CrashPoint.ingestSubmitting.reached()
            try await client.submit(
                mail.submission(reference, documents, duplicateWindow: duplicateWindow), timeout: timeout)
            CrashPoint.ingestStored.reached()
            return mail.order
        } catch let error as SpoolError where error.code == .duplicate {
            guard let order = OrderID(error.message) else { throw MailRefusal(error) }
            return order
        } catch {
            throw MailRefusal(error)
        }
    }

    private static let mediaType = "message/rfc822"
}

/// A mail that goes to the spool in pieces.
private struct SpoolUpload: MailUpload {
    var upload: DocumentUpload

    mutating func append(_ octets: [UInt8]) async throws(MailRefusal) {
        do {
            try await upload.write(octets)
        } catch {
            throw MailRefusal(error)
        }
    }
}

extension AcceptedMail {
    /// What the spool is handed: `document` is the mail, and among `documents` if it is not in the spool yet.
    ///
    /// - Parameter duplicateWindow: how long the same mail is taken for one that was sent again.
    func submission(
        _ document: DocumentReference, _ documents: [NewDocument], duplicateWindow: Duration
    ) -> Submission {
        if let postmaster {
            return submission(
                toPostmaster: postmaster, document, documents, duplicates: duplicates(within: duplicateWindow))
        }
        let recipients = recipients.enumerated().map { index, recipient in
            var recipient = ReceivedMail.Recipient(recipient, job: JobID(order: order, number: index + 1))
            if let resent { recipient.takeOver(resent.job) }
            return recipient
        }
        var mail = ReceivedMail(
            order: order, sender: sender, recipients: recipients, received: received, client: client,
            document: document)
        mail.user = user
        mail.returnedContent = resent?.order.returnedContent ?? returnedContent
        mail.envelopeID = resent?.order.envelopeID ?? envelopeID
        mail.resentJob = resent?.job.id
        mail.notes = notes.isEmpty ? nil : notes
        var updates = recipients.map { recipient in
            JobUpdate(
                job: recipient.job, state: .accepted, sender: sender, recipient: recipient.address,
                number: recipient.number, reference: recipient.reference, billingCode: recipient.billingCode,
                documents: ["mail": document], event: event(document, recipient.terms))
        }
        if let resent, let number = recipients.first?.number {
            updates.append(
                JobUpdate(
                    job: resent.job.id,
                    event: "Sent again to \(number) as order \(order), as its sender has answered."))
        }
        return Submission(
            order: order, sender: sender, duplicates: resentGuard ?? duplicates(within: duplicateWindow),
            tasks: [NewTask(stage: .enrich, priority: priority, order: order, payload: mail)],
            documents: documents, updates: updates,
            charges: zip(self.recipients, recipients).compactMap { accepted, recipient in
                accepted.account.map { Charge(recipient.job, to: $0) }
            })
    }
}

extension ReceivedMail.Recipient {
    /// A recipient that was accepted.
    fileprivate init(_ recipient: AcceptedMail.Recipient, job: JobID) {
        self.init(
            job: job, address: recipient.address, number: recipient.fax.number, subaddress: recipient.fax.subaddress,
            name: recipient.fax.name, company: recipient.fax.company)
        terms = recipient.terms
        notify = recipient.wishes.notify
        originalRecipient = recipient.wishes.originalRecipient
        guard let request = recipient.request else { return }
        reference = request.reference
        billingCode = request.billingCode
        cover = request.cover == CoverFields() ? nil : request.cover
    }
}

extension ReceivedMail.Recipient {
    /// Takes over what was for the recipient of a fax that is sent again; whom it was for, only where it goes to the same number.
    fileprivate mutating func takeOver(_ job: Job) {
        reference = job.reference
        billingCode = job.billingCode
        cover = job.cover
        guard number != job.number else {
            subaddress = subaddress ?? job.subaddress
            return
        }
        cover?.recipient = nil
    }
}

extension AcceptedMail {
    /// Who has handed it in, and from where.
    var origin: String { user.map { "\($0) at \(client)" } ?? client }

    /// What the history begins with.
    private func event(_ document: DocumentReference, _ terms: FaxTerms?) -> String {
        if let resent {
            let rule = terms.map { ", by rule '\($0.rule)'" } ?? ""
            return "The fax of job \(resent.job.id) is sent again: an answer from \(origin) has asked for it\(rule)."
        }
        let accepted = "Mail of \(document.byteCount) octets accepted from \(origin)"
        let rule = terms.map { " by rule '\($0.rule)'" } ?? ""
        return ([accepted + rule + "."] + refusals.map { "Not faxed: \($0.sentence)" }).joined(separator: " ")
    }

    /// What tells the same answer from another: word of a fax is answered once with each number, whenever that is.
    private var resentGuard: DuplicateGuard? {
        guard let resent else { return nil }
        let parts =
            ["resent", resent.job.id.description] + recipients.map { "\($0.fax.number)#\($0.fax.subaddress ?? "")" }
        return DuplicateGuard(key: Self.key(of: parts), since: Date(timeIntervalSince1970: 0))
    }

    private static func key(of parts: [String]) -> UInt64 {
        let digest = DocumentDigest(of: Array(parts.joined(separator: "\0").utf8))
        return digest.bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// What tells the same mail, by its Message-ID and envelope, from another; `nil` where it has no Message-ID.
    private func duplicates(within window: Duration) -> DuplicateGuard? {
        guard window > .zero, let messageID else { return nil }
        let parts = [messageID, sender] + recipients.map { "\($0.fax.number)#\($0.fax.subaddress ?? "")" }.sorted()
        return DuplicateGuard(
            key: Self.key(of: parts),
            since: received.addingTimeInterval(-(window / .seconds(1))))
    }
}

extension MailRefusal {
    /// What the client hears of the spool's trouble: always to try again later, because the mail itself is not at fault.
    init(_ error: any Error) {
        guard let error = error as? SpoolError else {
            self.init(reply: Self.localError, reason: "\(error)")
            return
        }
        let reply =
            switch error.code {
            case .busy: Reply(452, EnhancedStatusCode(4, 3, 1), "There is no room for more faxes now; try again later")
            case .unreachable, .storage, .stale, .unknown, .malformed, .version, .late, .taken, .damaged,
                .duplicate:
                Self.localError
            }
        self.init(reply: reply, reason: error.message)
    }

    private static let localError = Reply(
        451, EnhancedStatusCode(4, 3, 0), "The mail could not be stored now; try again later")
}
