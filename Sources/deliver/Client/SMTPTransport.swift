import Configuration
import FaxModel
import NIOCore
import NIOPosix
import SMTP

/// Takes mails to a smarthost by SMTP, a connection for each.
struct SMTPTransport: MailTransport {
    private let smarthost: HostAndPort
    private let name: String
    private let connectTimeout: TimeAmount
    private let timeouts: SMTPClientTimeouts
    private let group: MultiThreadedEventLoopGroup

    /// A transport to the smarthost that the section `deliver` names.
    init(_ settings: DeliverSettings, group: MultiThreadedEventLoopGroup = .singleton) {
        smarthost = settings.smarthost
        name = settings.hostname
        connectTimeout = TimeAmount(settings.connectTimeout)
        timeouts = settings.answerTimeout.map { SMTPClientTimeouts(everywhere: TimeAmount($0)) } ?? SMTPClientTimeouts()
        self.group = group
    }

    func send(_ mail: OutgoingMail, data: ByteBuffer) async -> [RecipientResult] {
        let eventLoop = group.next()
        let outcome = eventLoop.makePromise(of: [RecipientResult].self)
        let channel: any Channel
        do {
            channel = try await ClientBootstrap(group: eventLoop)
                .connectTimeout(connectTimeout)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .channelInitializer { [name, timeouts] channel in
                    channel.eventLoop.makeCompletedFuture {
                        let machine = SMTPClientStateMachine(name: name, timeouts: timeouts, now: .now())
                        let session = SMTPSession(machine, mail: mail, data: data, outcome: outcome)
                        try channel.pipeline.syncOperations.addHandler(session)
                    }
                }
                .connect(host: smarthost.host, port: smarthost.port).get()
        } catch {
            let failure = Failure(
                EnhancedStatusCode(4, 4, 1), "The mail server \(smarthost) can't be reached: \(error)")
            // The session may have been made, and have heard of the end of its channel, already.
            outcome.succeed(mail.recipients.map { RecipientResult(recipient: $0, outcome: .deferred(failure)) })
            return (try? await outcome.futureResult.get()) ?? []
        }
        return await withTaskCancellationHandler {
            (try? await outcome.futureResult.get()) ?? []
        } onCancel: {
            channel.close(promise: nil)
        }
    }
}
