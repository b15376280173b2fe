import Configuration
import FaxModel
import Foundation
import Logging
import NIOCore
import SMTP

/// One client's connection: gives what comes to the state machine, and does what that says.
///
/// Nothing is read from the socket while the machine waits for the spool or the client does not take its answers, so a
/// connection holds one piece of a mail, whatever its client sends and however slow the spool is.
final class SMTPConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Sent through the pipeline when the program stops: the mail that is under way may end.
    struct Drain: Sendable {}

    private let server: IngestServer
    private let submitter: Submitter
    private var logger: Logger
    private var machine: SMTPServerStateMachine
    private var draft: MailDraft?
    private var recipients = RecipientList()
    private var isClosed = false
    /// The sink works on the mail: the machine is asked for nothing until it has answered.
    private var isSinkBusy = false
    private var isPumping = false
    private var isReading = false
    /// The last words were said.
    private var isLingering = false
    private var timer: Scheduled<Void>?

    init(server: IngestServer, client: String) {
        self.server = server
        submitter = Submitter(client: client, listener: "smtp", user: nil)
        logger = server.logger
        logger[metadataKey: "client"] = "\(client)"
        machine = SMTPServerStateMachine(settings: server.smtp, now: .now())
    }

    // MARK: Events of the channel

    func channelActive(context: ChannelHandlerContext) {
        if server.networks.contains(where: { $0.contains(submitter.client) }) {
            machine.greet(now: .now())
        } else {
            let reply = Reply(554, EnhancedStatusCode(5, 7, 1), "\(submitter.client) may not send mail to this server")
            machine.refuse(reply, now: .now())
        }
        pump(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        machine.received(unwrapInboundIn(data), now: .now())
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        pump(context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        pump(context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is Drain else { return context.fireUserInboundEventTriggered(event) }
        machine.drain(now: .now())
        pump(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        isClosed = true
        machine.connectionClosed()
        pump(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("The connection broke: \(error)")
        context.close(promise: nil)
    }

    // MARK: The machine

    /// Does what the machine says until it needs the client or the sink.
    private func pump(_ context: ChannelHandlerContext) {
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        while !isSinkBusy, let action = machine.nextAction() {
            perform(action, context)
        }
        guard context.channel.isActive else { return }
        context.flush()
        setTimer(context)
        let wantsMore = isLingering || (machine.isWaitingForClient && !isSinkBusy && context.channel.isWritable)
        if wantsMore && !isReading {
            isReading = true
            context.read()
        }
    }

    private func perform(_ action: SMTPServerAction, _ context: ChannelHandlerContext) {
        switch action {
        case .reply(let reply): send(reply, context)
        case .checkRecipient(let recipient, let envelope): check(recipient, envelope, context)
        case .openMail(let envelope):
            let order = OrderID.new()
            let field = ReceivedField.text(
                order: order, envelope: envelope, client: submitter.client, hostname: server.smtp.hostname,
                time: Date())
            draft = MailDraft(
                order: order, envelope: envelope, receivedField: field,
                readsAuthentication: recipients.accepted(envelope).contains(where: \.awaitsVerification))
            machine.dataExpected(now: .now())
        case .appendBody(let data):
            draft?.append(data)
            if let piece = draft?.piece(beyond: server.sink.wholeLimit) { upload(piece, context) }
        case .storeMail: store(context)
        case .discardMail: draft = nil
        case .close: linger(context)
        }
    }

    /// Closes our side, and the whole when the client has closed its own or a while has passed: a socket that is closed
    /// with input unread resets the connection, and the client might not see our last words.
    private func linger(_ context: ChannelHandlerContext) {
        isLingering = true
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) { context.close(promise: nil) }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
            context.close(mode: .output, promise: nil)
        }
    }

    private func send(_ reply: Reply, _ context: ChannelHandlerContext) {
        if reply.code >= 400 {
            logger.notice("refused", metadata: ["reply": "\(reply)"])
        }
        var buffer = context.channel.allocator.buffer(capacity: 128)
        reply.encode(into: &buffer)
        context.write(wrapOutboundOut(buffer), promise: nil)
    }

    // MARK: The recipients

    private func check(_ recipient: ForwardPath, _ envelope: MailEnvelope, _ context: ChannelHandlerContext) {
        let question = question(recipient, envelope)
        if let decision = server.gate.decideAtOnce(question) { return decided(decision, recipient, envelope) }
        let gate = server.gate
        let inMail = recipients.charges(envelope)
        whileSinkIsBusy(context) { () async throws(MailRefusal) in
            await gate.decide(question, inMail: inMail)
        } then: { connection, result in
            guard case .success(let decision) = result, !connection.isClosed else { return }
            connection.decided(decision, recipient, envelope)
        }
    }

    private func question(_ recipient: ForwardPath, _ envelope: MailEnvelope) -> RecipientGate.Question {
        RecipientGate.Question(
            recipient: recipient, submitter: submitter, sender: envelope.sender?.description ?? "")
    }

    private func decided(_ decision: RecipientGate.Decision, _ recipient: ForwardPath, _ envelope: MailEnvelope) {
        recipients.note(decision, recipient, envelope)
        switch decision {
        case .accepted: machine.recipientAccepted(now: .now())
        case .refused(let reply, let note):
            if let note { logger.notice("not permitted", metadata: note.metadata(submitter, envelope)) }
            machine.recipientRefused(reply, now: .now())
        }
    }

    // MARK: The sink

    private func upload(_ piece: [UInt8], _ context: ChannelHandlerContext) {
        let upload = draft?.upload ?? server.sink.begin()
        whileSinkIsBusy(context) { () async throws(MailRefusal) in
            var upload = upload
            try await upload.append(piece)
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

    private func store(_ context: ChannelHandlerContext) {
        guard var draft = draft else { preconditionFailure("a mail is stored after it was opened") }
        self.draft = nil
        let rest = draft.takePending()
        let began = NIODeadline.now()
        let envelope = draft.envelope
        let mail = AcceptedMail(
            order: draft.order, sender: envelope.sender?.description ?? "", recipients: recipients.accepted(envelope),
            refusals: recipients.refusals(envelope), received: Date(), client: submitter.client,
            messageID: draft.messageID)
        let upload = draft.upload
        let octetCount = draft.octetCount
        let sink = server.sink
        let review = MailReview(
            gate: server.gate, submitter: submitter, envelope: envelope, fields: draft.authenticationResults)
        whileSinkIsBusy(context) { () async throws(MailRefusal) in
            let mail = try await review.reviewed(mail)
            guard var upload else { return try await sink.keep(mail, .whole(rest)) }
            try await upload.append(rest)
            return try await sink.keep(mail, .uploaded(upload))
        } then: { connection, result in
            connection.stored(mail, octetCount: octetCount, began: began, result)
        }
    }

    private func stored(
        _ mail: AcceptedMail, octetCount: Int, began: NIODeadline, _ result: Result<OrderID, MailRefusal>
    ) {
        var metadata: Logger.Metadata = [
            "order": "\(mail.order)", "sender": "<\(mail.sender)>", "recipients": "\(mail.recipients.count)",
            "first": "\(mail.recipients.first?.address ?? "")", "octets": "\(octetCount)",
            "ms": "\((NIODeadline.now() - began).nanoseconds / 1_000_000)",
        ]
        switch result {
        case .success(mail.order):
            logger.info("accepted", metadata: metadata)
            machine.mailAnswered(
                Reply(250, EnhancedStatusCode(2, 0, 0), "Accepted as order \(mail.order)"), now: .now())
        case .success(let earlier):
            metadata["earlier"] = "\(earlier)"
            logger.notice("not faxed again: the same mail was accepted before", metadata: metadata)
            machine.mailAnswered(
                Reply(250, EnhancedStatusCode(2, 0, 0), "Accepted before as order \(earlier), and not faxed again"),
                now: .now())
        case .failure(let refusal):
            metadata["reason"] = "\(refusal.reason)"
            logger.log(
                level: refusal.reply.isPermanent ? .notice : .warning, "not stored", metadata: metadata)
            machine.mailAnswered(refusal.reply, now: .now())
        }
    }

    /// Lets the sink work, and goes on with the machine after it.
    private func whileSinkIsBusy<Value: Sendable>(
        _ context: ChannelHandlerContext, _ work: @escaping @Sendable () async throws(MailRefusal) -> Value,
        then finish: @escaping (SMTPConnection, Result<Value, MailRefusal>) -> Void
    ) {
        isSinkBusy = true
        let promise = context.eventLoop.makePromise(of: Result<Value, MailRefusal>.self)
        promise.completeWithTask {
            do throws(MailRefusal) {
                return .success(try await work())
            } catch {
                return .failure(error)
            }
        }
        promise.futureResult.assumeIsolated().whenSuccess { result in
            self.isSinkBusy = false
            self.machine.timeReached(.now())
            finish(self, result)
            self.pump(context)
        }
    }

    // MARK: Time

    /// Keeps one timer for the machine's deadline. One that is set and too early is left to fire and be set anew: that is
    /// cheaper than to set it with every command.
    private func setTimer(_ context: ChannelHandlerContext) {
        guard timer == nil, let deadline = machine.nextDeadline else { return }
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            self.machine.timeReached(.now())
            self.pump(context)
        }
    }
}
