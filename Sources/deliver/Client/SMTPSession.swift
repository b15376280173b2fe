import NIOCore
import SMTP

/// One connection to a mail server, for one mail: gives what comes to the state machine, and does what that says.
final class SMTPSession: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var machine: SMTPClientStateMachine
    private let mail: OutgoingMail
    private var data: ByteBuffer
    private let outcome: EventLoopPromise<[RecipientResult]>
    private var timer: Scheduled<Void>?

    /// Octets of the data that go out at once.
    private static let blockSize = 256 << 10

    init(
        _ machine: consuming SMTPClientStateMachine, mail: OutgoingMail, data: ByteBuffer,
        outcome: EventLoopPromise<[RecipientResult]>
    ) {
        self.machine = machine
        self.mail = mail
        self.data = data
        self.outcome = outcome
    }

    func channelActive(context: ChannelHandlerContext) {
        run(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        machine.received(unwrapInboundIn(data), now: .now())
        run(context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        machine.connectionClosed()
        run(context)
        timer?.cancel()
        timer = nil
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func run(_ context: ChannelHandlerContext) {
        while let action = machine.nextAction() {
            switch action {
            case .send(let octets): context.write(wrapOutboundOut(octets), promise: nil)
            case .ready: machine.deliver(mail, now: .now())
            case .sendBody: sendBlock(context)
            case .finished(let results):
                outcome.succeed(results)
                machine.quit(now: .now())
            case .failed(let failure):
                outcome.succeed(mail.recipients.map { RecipientResult(recipient: $0, outcome: .deferred(failure)) })
            case .close: context.close(promise: nil)
            }
        }
        context.flush()
        setTimer(context)
    }

    /// Sends the data a block at a time, each when the one before has gone out.
    private func sendBlock(_ context: ChannelHandlerContext) {
        let block = data.readSlice(length: min(data.readableBytes, Self.blockSize)) ?? ByteBuffer()
        machine.bodyContinues(block, now: .now())
        while let action = machine.nextAction() {
            guard case .send(let octets) = action else { continue }
            context.writeAndFlush(wrapOutboundOut(octets)).assumeIsolated().whenSuccess {
                if self.data.readableBytes > 0 {
                    self.sendBlock(context)
                } else {
                    self.machine.bodyEnded(now: .now())
                    self.run(context)
                }
            }
        }
    }

    private func setTimer(_ context: ChannelHandlerContext) {
        timer?.cancel()
        timer = machine.nextDeadline.map { deadline in
            context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
                self.timer = nil
                self.machine.timeReached(.now())
                self.run(context)
            }
        }
    }
}
