import FaxModel
import Foundation
import Logging
import NIOCore
import SMTP

/// What becomes of a mail: its recipients, its data, its end.
extension SMTPConnection {
    func check(_ recipient: ForwardPath, _ envelope: MailEnvelope, _ context: ChannelHandlerContext) {
        let question = question(recipient, envelope)
        if let decision = server.gate.decideAtOnce(question) { return decided(decision, recipient, envelope) }
        let gate = server.gate
        // What was decided before its first recipient is another mail's.
        let inMail = envelope.recipients.isEmpty ? [:] : recipients.charges
        whileWaiting(context) { () async throws(MailRefusal) in
            await gate.decide(question, inMail: inMail)
        } then: { connection, result in
            guard case .success(let decision) = result else { return }
            connection.decided(decision, recipient, envelope)
        }
    }

    private func question(_ recipient: ForwardPath, _ envelope: MailEnvelope) -> RecipientGate.Question {
        RecipientGate.Question(
            recipient: recipient, submitter: submitter, sender: envelope.sender?.description ?? "")
    }

    private func decided(_ decision: RecipientGate.Decision, _ recipient: ForwardPath, _ envelope: MailEnvelope) {
        let decision = recipients.apart(decision, envelope)
        recipients.note(decision, recipient, envelope)
        switch decision {
        case .accepted, .group, .list, .answer, .postmaster: machine.recipientAccepted(now: .now())
        case .refused(let reply, let note):
            if let note { logger.notice("not permitted", metadata: note.metadata(submitter, envelope)) }
            machine.recipientRefused(reply, now: .now())
        }
    }

    func upload(_ piece: MailPiece, _ context: ChannelHandlerContext) {
        let upload = draft?.upload ?? server.sink.begin()
        whileWaiting(context, isQuick: false) { () async throws(MailRefusal) in
            var upload = upload
            try await upload.append(piece.sealed)
            return upload
        } then: { connection, result in
            switch result {
            case .success(let upload): connection.draft?.upload = upload
            case .failure(let refusal):
                connection.logger.warning("A mail can't be stored: \(refusal.reason)")
                connection.draft = nil
                connection.machine.mailFailed(refusal.reply, now: .now())
            }
        }
    }

    /// Octets of a header that are worked on between other connections' turns: a usual one. A longer one may list thousands of numbers.
    private static let quickHeader = 4 << 10

    func store(_ context: ChannelHandlerContext) {
        guard var draft = draft else { preconditionFailure("a mail is stored after it was opened") }
        self.draft = nil
        let rest = draft.takePending()
        let began = NIODeadline.now()
        let envelope = draft.envelope
        let received = Date()
        let addressees = recipients.addressees(envelope)
        let mail = AcceptedMail(
            order: draft.order, envelope: envelope,
            recipients: addressees.flatMap(\.recipients), refusals: recipients.refusals,
            received: received, submitter: submitter,
            messageID: draft.messageID)
        let upload = draft.upload
        let octetCount = draft.octetCount
        let isQuick = draft.header.octets.count <= Self.quickHeader
        if let job = recipients.answer(envelope), let desk = server.answers {
            let (gate, submitter) = (server.gate, submitter)
            return whileWaiting(context, isQuick: isQuick) { () async throws(MailRefusal) in
                let answer = AnswerDesk.Answer(
                    job: job, octets: rest.sealed, mail: mail, submitter: submitter, domain: desk.place,
                    recipientCount: envelope.recipients.count)
                return try await desk.resend(answer, gate)
            } then: { connection, result in
                let kept = (try? result.get())?.0 ?? mail
                connection.stored(kept, octetCount: octetCount, began: began, result.map { $0.1 }, envelope)
            }
        }
        let sink = server.sink
        if recipients.isForPostmaster(envelope) {
            let header = draft.header
            var mail = mail
            mail.postmaster = envelope.recipients.first?.description
            return whileWaiting(context, isQuick: isQuick) { [mail] () async throws(MailRefusal) in
                try header.checkWay()
                guard var upload else { return try await sink.keep(mail, .whole(rest.sealed)) }
                try await upload.append(rest.sealed)
                return try await sink.keep(mail, .uploaded(upload))
            } then: { [mail] connection, result in
                connection.stored(mail, octetCount: octetCount, began: began, result.map { $0 }, envelope)
            }
        }
        let review = MailReview(
            gate: server.gate, policy: server.fields, submitter: submitter, sender: mail.sender,
            addressees: addressees, answersEach: envelope.service == .lmtp, header: draft.header,
            limit: listener.smtp.maximumRecipients)
        whileWaiting(context, isQuick: isQuick) { () async throws(MailRefusal) -> Reviewed in
            let decision = try await review.decision(now: received)
            let refused = decision.refused.sorted { $0.key < $1.key }
            var mail = mail
            mail.recipients = decision.recipients
            mail.refusals += refused.compactMap(\.value.note)
            mail.notes = decision.notes
            mail.priority = decision.priority
            guard !mail.recipients.isEmpty else { return Reviewed(mail: mail, refused: decision.refused) }
            let order: OrderID
            if var upload {
                try await upload.append(rest.sealed)
                order = try await sink.keep(mail, .uploaded(upload))
            } else {
                order = try await sink.keep(mail, .whole(rest.sealed))
            }
            return Reviewed(mail: mail, refused: decision.refused, order: order)
        } then: { connection, result in
            let reviewed = (try? result.get()) ?? Reviewed(mail: mail)
            connection.stored(
                reviewed.mail, octetCount: octetCount, began: began, result.map(\.order), envelope,
                refused: reviewed.refused)
        }
    }

    /// What has become of a mail that was reviewed.
    private struct Reviewed {
        var mail: AcceptedMail
        /// Those of its recipients who have an answer of their own, by their place in the envelope.
        var refused: [Int: MailRefusal] = [:]
        /// What it was stored as; `nil` where all of them have such an answer.
        var order: OrderID?
    }

    private func stored(
        _ mail: AcceptedMail, octetCount: Int, began: NIODeadline, _ result: Result<OrderID?, MailRefusal>,
        _ envelope: MailEnvelope, refused: [Int: MailRefusal] = [:]
    ) {
        var metadata: Logger.Metadata = [
            "order": "\(mail.order)", "sender": "<\(mail.sender)>", "recipients": "\(mail.recipients.count)",
            "first": "\(mail.recipients.first?.address ?? mail.postmaster ?? "")", "octets": "\(octetCount)",
            "ms": "\((NIODeadline.now() - began).nanoseconds / 1_000_000)",
        ]
        if let user = mail.user { metadata["user"] = "\(user)" }
        for (place, refusal) in refused.sorted(by: { $0.key < $1.key }) {
            var said = metadata
            (said["recipient"], said["reason"]) = ("\(envelope.recipients[place])", "\(refusal.reason)")
            logger.notice("recipient refused", metadata: said)
        }
        let reply: Reply?
        switch result {
        case .success(nil): reply = nil
        case .success(mail.order):
            logger.info("accepted", metadata: metadata)
            reply = Reply(250, EnhancedStatusCode(2, 0, 0), "Accepted as order \(mail.order)")
        case .success(let earlier?):
            metadata["earlier"] = "\(earlier)"
            logger.notice("not faxed again: the same mail was accepted before", metadata: metadata)
            reply = Reply(250, EnhancedStatusCode(2, 0, 0), "Accepted before as order \(earlier), and not faxed again")
        case .failure(let refusal):
            // The reason names the rule, where it was one; the client does not hear that.
            metadata["reason"] = "\(refusal.reason)"
            if refusal.reply.isPermanent {
                logger.notice("mail refused", metadata: metadata)
            } else {
                logger.warning("not stored", metadata: metadata)
            }
            reply = refusal.reply
        }
        machine.mailAnswered(reply, except: refused.mapValues(\.reply), now: .now())
    }
}
