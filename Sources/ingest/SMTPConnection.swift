import Configuration
import FaxModel
import Foundation
import Logging
import NIOCore
import NIOSSL
import NIOTLS
import NetworkTrouble
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

    let server: IngestServer
    let listener: Listener
    var submitter: Submitter
    /// The client as limits count it, once it is among those that are connected.
    private var guest: ClientNetwork?
    var logger: Logger
    var machine: SMTPServerStateMachine
    var draft: MailDraft?
    var recipients = RecipientDecisions()
    /// Somebody is asked, or stores: the machine is asked for nothing until the answer is there.
    private var isWaiting = false
    private var isPumping = false
    private var isReading = false
    /// The client is listened to though the machine does not wait for it: TLS begins, or it has to be silent.
    private var isListening = false
    private var isGreetingDelayed = false
    /// The client says nothing more, and may wait for an answer.
    private var isInputClosed = false
    private let isTrusted: Bool
    /// The last words were said.
    private var isLingering = false
    private var timer: Scheduled<Void>?
    private var timerDeadline = NIODeadline.distantFuture

    /// A connection of `listener`; `client` is its IP address, `nil` at a unix socket.
    init(server: IngestServer, listener: Listener, client: String?) {
        self.server = server
        self.listener = listener
        isTrusted = client.map { address in listener.settings.networks.contains { $0.contains(address) } } ?? true
        submitter = Submitter(client: client ?? "local", listener: listener.settings.name)
        logger = server.logger
        logger[metadataKey: "client"] = "\(submitter.client)"
        logger[metadataKey: "listener"] = "\(submitter.listener)"
        machine = SMTPServerStateMachine(settings: listener.smtp, now: .now())
    }

    // MARK: Events of the channel

    func channelActive(context: ChannelHandlerContext) {
        let client = ClientNetwork(submitter.client)
        if let objection = listener.clients.connected(client, now: .now()) {
            logger.notice("turned away: \(objection)")
            // In the clear, even where TLS should be: a handshake would cost what there is too little of.
            machine.turnAway(objection.reply, now: .now())
        } else {
            guest = client
            switch listener.settings.encryption {
            case .none, .startTLS, .startTLSRequired: greet(context)
            case .implicit: beginTLS(context)
            }
        }
        pump(context)
    }

    /// Greets the client, perhaps after a while in which it has to be silent.
    private func greet(_ context: ChannelHandlerContext) {
        guard isTrusted else {
            let reply = Reply(
                554, EnhancedStatusCode(5, 7, 1), "\(submitter.client) may not send mail to this server")
            return machine.refuse(reply, now: .now())
        }
        guard listener.settings.greetingDelay > .zero else { return machine.greet(now: .now()) }
        isListening = true
        isGreetingDelayed = true
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(listener.settings.greetingDelay)) {
            guard self.isGreetingDelayed else { return }
            self.endGreetingDelay()
            self.pump(context)
        }
    }

    private func endGreetingDelay() {
        isListening = false
        isGreetingDelayed = false
        machine.greet(now: .now())
    }

    private func beginTLS(_ context: ChannelHandlerContext) {
        guard let certificate = server.certificate else {
            preconditionFailure("the configuration lets no listener with TLS pass without a certificate")
        }
        isListening = true
        do {
            try context.pipeline.syncOperations.addHandler(certificate.handler(), position: .first)
        } catch {
            errorCaught(context: context, error: error)
        }
    }

    private func tlsBegan(_ context: ChannelHandlerContext) {
        let version = (try? context.pipeline.syncOperations.nioSSL_tlsVersion()).flatMap { $0 }
        machine.secured(by: version?.name ?? "TLS", now: .now())
        isListening = false
        if listener.settings.encryption == .implicit { greet(context) }
        pump(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        machine.received(unwrapInboundIn(data), now: .now())
        // Whoever talks before he is greeted is cut off at once.
        if isGreetingDelayed { endGreetingDelay() }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        pump(context)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        pump(context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is Drain:
            machine.drain(now: .now())
            pump(context)
        case TLSUserEvent.handshakeCompleted: tlsBegan(context)
        case ChannelEvent.inputClosed:
            isInputClosed = true
            pump(context)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        if let guest { listener.clients.disconnected(guest, now: .now()) }
        guest = nil
        machine.connectionClosed()
        pump(context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // While TLS begins, the operator may have to mend something: a certificate that clients do not trust, a version that they lack.
        logger.log(level: isListening ? .notice : .debug, "The connection broke: \(NetworkTrouble.words(of: error))")
        context.close(promise: nil)
    }

    // MARK: The machine

    /// Does what the machine says until it needs the client or the sink.
    private func pump(_ context: ChannelHandlerContext) {
        guard !isPumping else { return }
        isPumping = true
        defer { isPumping = false }
        while !isWaiting, let action = machine.nextAction() {
            perform(action, context)
        }
        guard context.channel.isActive else { return }
        context.flush()
        setTimer(context)
        if isInputClosed {
            // What is under way is answered; nothing more can come.
            if !isWaiting, !isLingering { linger(context) }
            return
        }
        let wantsMore =
            isLingering || isListening || (machine.isWaitingForClient && !isWaiting && context.channel.isWritable)
        if wantsMore && !isReading {
            isReading = true
            context.read()
        }
    }

    private func perform(_ action: SMTPServerAction, _ context: ChannelHandlerContext) {
        switch action {
        case .reply(let reply): send(reply, context)
        case .startTLS:
            context.flush()
            beginTLS(context)
        case .checkLogin(let login): check(login, context)
        case .checkSender:
            if listener.clients.mailBegins(ClientNetwork(submitter.client), now: .now()) {
                machine.senderAccepted(now: .now())
            } else {
                machine.senderRefused(Self.tooManyMails, now: .now())
            }
        case .checkRecipient(let recipient, let envelope): check(recipient, envelope, context)
        case .openMail(let envelope):
            let order = OrderID.new()
            let field = ReceivedField.text(
                order: order, envelope: envelope, client: submitter.client, hostname: listener.smtp.hostname,
                time: Date())
            draft = MailDraft(
                order: order, envelope: envelope, receivedField: field, sealing: server.fields.sealing)
            // What an answer says is at its beginning; the rest is not kept.
            if recipients.answer(envelope) != nil { draft?.longest = server.sink.wholeLimit }
            // A usual mail comes in one piece or two.
            try? context.channel.syncOptions?.setOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 16 << 10))
            machine.dataExpected(now: .now())
        case .appendBody(let data):
            draft?.append(data)
            if draft?.beginsFolded == true {
                draft = nil
                machine.mailFailed(Self.foldedBeginning, now: .now())
            }
            if let piece = draft?.piece(beyond: server.sink.wholeLimit) { upload(piece, context) }
        case .storeMail: store(context)
        case .discardMail: draft = nil
        case .close(let isEnded): linger(context, isEnded: isEnded)
        }
    }

    /// Closes the connection when everything was sent.
    ///
    /// - Parameter isEnded: whether the client says nothing more. Of any other only our side is closed at first, and the whole when it has closed its own or
    ///   a while has passed: a socket that is closed with input unread resets the connection, and the client might not see our last words.
    private func linger(_ context: ChannelHandlerContext, isEnded: Bool = false) {
        isLingering = true
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
            context.close(mode: isEnded ? .all : .output, promise: nil)
        }
        guard context.channel.isActive else { return }
        timer?.cancel()
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(2)) { context.close(promise: nil) }
    }

    private func send(_ reply: Reply, _ context: ChannelHandlerContext) {
        if reply.code >= 400 {
            logger.notice("refused", metadata: ["reply": "\(reply)"])
        }
        var buffer = context.channel.allocator.buffer(capacity: 128)
        reply.encode(into: &buffer)
        context.write(wrapOutboundOut(buffer), promise: nil)
    }

    private static let foldedBeginning = Reply(
        550, EnhancedStatusCode(5, 6, 0), "The mail's header begins with a line that goes on with one before it")
    private static let tooManyMails = Reply(
        450, EnhancedStatusCode(4, 7, 1), "Too many mails within a minute; try again later")

    // MARK: What takes a while

    /// Lets the sink, or whoever has to be asked, work, and goes on with the machine after it.
    ///
    /// - Parameter isQuick: whether the work keeps the loop from other connections for no longer than a way to another thread would take.
    func whileWaiting<Value: Sendable>(
        _ context: ChannelHandlerContext, isQuick: Bool = true,
        _ work: @escaping @Sendable () async throws(MailRefusal) -> Value,
        then finish: @escaping (SMTPConnection, Result<Value, MailRefusal>) -> Void
    ) {
        isWaiting = true
        let promise = context.eventLoop.makePromise(of: Result<Value, MailRefusal>.self)
        let executor: any TaskExecutor = isQuick ? EventLoopExecutor(context.eventLoop) : globalConcurrentExecutor
        Task(executorPreference: executor) {
            do throws(MailRefusal) {
                promise.succeed(.success(try await work()))
            } catch {
                promise.succeed(.failure(error))
            }
        }
        promise.futureResult.assumeIsolated().whenSuccess { result in
            self.isWaiting = false
            self.machine.timeReached(.now())
            finish(self, result)
            self.pump(context)
        }
    }

    // MARK: Time

    /// Keeps one timer for the machine's deadline. One that is set and too early is left to fire and be set anew: that is
    /// cheaper than to set it with every command.
    private func setTimer(_ context: ChannelHandlerContext) {
        guard !isLingering, let deadline = machine.nextDeadline else { return }
        if timer != nil {
            guard deadline < timerDeadline else { return }
            timer?.cancel()
        }
        timerDeadline = deadline
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            self.machine.timeReached(.now())
            self.pump(context)
        }
    }
}

extension ClientTable.Objection {
    /// What the client hears (RFC 5321 §3.8).
    fileprivate var reply: Reply {
        switch self {
        case .full: Reply(421, EnhancedStatusCode(4, 3, 2), "Too many connections; try again later")
        case .tooMany:
            Reply(421, EnhancedStatusCode(4, 7, 0), "Too many connections from your address; try again later")
        case .tooFast:
            Reply(
                421, EnhancedStatusCode(4, 7, 0),
                "Too many connections from your address within a minute; try again later")
        }
    }
}

extension TLSVersion {
    /// Its name as people write it.
    fileprivate var name: String {
        switch self {
        case .tlsv1: "TLS 1.0"
        case .tlsv11: "TLS 1.1"
        case .tlsv12: "TLS 1.2"
        case .tlsv13: "TLS 1.3"
        }
    }
}
