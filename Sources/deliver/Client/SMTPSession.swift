import FaxModel
import NIOCore
import NIOSSL
import NIOTLS
import NetworkTrouble
import SMTP

/// One connection to a mail server, for one mail after the other: gives what comes to the state machine, and does what that says.
/// Everything happens on the connection's event loop.
final class SMTPSession: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What became of a mail, or that none came of the session.
    typealias Answer = Result<[RecipientResult], SessionFailure>

    private var machine: SMTPClientStateMachine
    private let encryption: ClientEncryption?
    private let keep: TimeAmount
    private let opened: EventLoopPromise<Void>
    private var isOpen = false
    private var isNegotiating = false
    private var isUsed = false
    private var current: (mail: OutgoingMail, data: ByteBuffer, answer: EventLoopPromise<[RecipientResult]>)?
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?
    /// Timers that were set so far: only the last is heard.
    private var timerCount = 0

    /// Octets of the data that go out at once.
    private static let blockSize = 256 << 10

    /// A session of a connection that is being made.
    ///
    /// - Parameters:
    ///   - encryption: how TLS is spoken after STARTTLS; `nil` where none is wanted.
    ///   - keep: how long the session waits for the next mail.
    ///   - opened: is told when the first mail may be sent, or why there is no session.
    init(
        _ machine: consuming SMTPClientStateMachine, encryption: ClientEncryption?, keep: TimeAmount,
        opened: EventLoopPromise<Void>
    ) {
        self.machine = machine
        self.encryption = encryption
        self.keep = keep
        self.opened = opened
    }

    /// Whether another mail may be sent.
    var isReady: Bool { isOpen && current == nil }

    /// Sends a mail: once the session is open, and the mail before is done with. The answer is a `SessionFailure` where the server has heard
    /// nothing of the mail.
    func send(_ mail: OutgoingMail, _ data: ByteBuffer, answer: EventLoopPromise<[RecipientResult]>) {
        guard let context, isReady else {
            return answer.fail(
                SessionFailure(
                    Failure(EnhancedStatusCode(4, 4, 2), "The mail server has closed the connection"), isOfTLS: false))
        }
        current = (mail, data, answer)
        machine.deliver(mail, now: .now())
        run(context)
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        run(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        machine.received(unwrapInboundIn(data), now: .now())
        run(context)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if isNegotiating, case .handshakeCompleted? = event as? TLSUserEvent {
            isNegotiating = false
            machine.encrypted(now: .now())
            run(context)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        machine.connectionClosed()
        run(context)
        timer?.cancel()
        timer = nil
        timerCount += 1
        isOpen = false
        self.context = nil
        opened.fail(SessionFailure(Self.gone, isOfTLS: isNegotiating))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let isOfTLS = error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError
        if error is NIOSSLError || error is NIOSSLExtraError { isNegotiating = isNegotiating || !isOpen }
        // RFC 3463 §3.8: cryptographic failure; §3.5: bad connection.
        let failure =
            isOfTLS
            ? Failure(
                EnhancedStatusCode(4, 7, 5), "TLS with the mail server failed: \(NetworkTrouble.words(of: error)).")
            : Failure(
                EnhancedStatusCode(4, 4, 2),
                "The connection to the mail server failed: \(NetworkTrouble.words(of: error)).")
        machine.connectionFailed(failure)
        run(context)
        context.close(promise: nil)
    }

    private static let gone = Failure(EnhancedStatusCode(4, 4, 2), "The mail server closed the connection")

    private func run(_ context: ChannelHandlerContext) {
        while let action = machine.nextAction() {
            switch action {
            case .send(let octets): context.write(wrapOutboundOut(octets), promise: nil)
            case .startTLS: startTLS(context)
            case .ready:
                isOpen = true
                opened.succeed(())
            case .sendBody: sendBlock(context)
            case .finished(let results):
                let answer = current?.answer
                current = nil
                isUsed = true
                answer?.succeed(results)
            case .failed(let failure):
                let reason = SessionFailure(failure, isOfTLS: isNegotiating)
                isOpen = false
                opened.fail(reason)
                let answer = current?.answer
                current = nil
                answer?.fail(reason)
            case .close:
                isOpen = false
                context.close(promise: nil)
            }
        }
        context.flush()
        setTimer(context)
    }

    private func startTLS(_ context: ChannelHandlerContext) {
        isNegotiating = true
        do {
            guard let handler = try encryption?.handler() else {
                preconditionFailure("STARTTLS is sent where TLS is wanted")
            }
            try context.pipeline.syncOperations.addHandler(handler, position: .first)
        } catch {
            machine.connectionFailed(
                Failure(EnhancedStatusCode(4, 7, 5), "TLS can't be spoken: \(NetworkTrouble.words(of: error))."))
        }
    }

    /// Sends the data a block at a time, each when the one before has gone out.
    private func sendBlock(_ context: ChannelHandlerContext) {
        guard current != nil else { return }
        let count = min(current?.data.readableBytes ?? 0, Self.blockSize)
        let block = current?.data.readSlice(length: count) ?? ByteBuffer()
        machine.bodyContinues(block, now: .now())
        while let action = machine.nextAction() {
            guard case .send(let octets) = action else { continue }
            context.writeAndFlush(wrapOutboundOut(octets)).assumeIsolated().whenSuccess {
                if self.current?.data.readableBytes ?? 0 > 0 {
                    self.sendBlock(context)
                } else {
                    self.machine.bodyEnded(now: .now())
                    self.run(context)
                }
            }
        }
    }

    /// The time by which the server has to answer; or, between mails, how long it is waited for the next.
    private func setTimer(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timerCount += 1
        let count = timerCount
        // The first mail is on its way here: it must not find the session gone, however busy the machine is.
        let isIdle = machine.nextDeadline == nil && isReady && isUsed
        let deadline = machine.nextDeadline ?? (isIdle ? .now() + keep : nil)
        timer = deadline.map { deadline in
            context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
                // One that is due in the same turn of the loop in which a mail comes can't be cancelled any more.
                guard self.timerCount == count else { return }
                self.timer = nil
                if isIdle {
                    self.isOpen = false
                    self.machine.quit(now: .now())
                } else {
                    self.machine.timeReached(.now())
                }
                self.run(context)
            }
        }
    }
}

/// No mail has come of a session.
struct SessionFailure: Error {
    /// Why.
    let failure: Failure
    /// Whether TLS could not be agreed on.
    let isOfTLS: Bool

    init(_ failure: Failure, isOfTLS: Bool) {
        self.failure = failure
        self.isOfTLS = isOfTLS
    }
}
