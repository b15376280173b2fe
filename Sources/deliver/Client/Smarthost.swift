import Configuration
import FaxModel
import NIOCore
import NIOPosix
import NetworkTrouble
import SMTP

/// One mail server, and the connections to it: no more at once than it is given, and each used again while there is a mail to send.
///
/// A server that is stuck keeps its connections for the minutes that RFC 5321 gives it. Whatever is for it meanwhile must not stand in the way of
/// what is for others: nobody waits for long for his turn, and where somebody has done so in vain, nobody waits at all: at one that is stuck until a mail has gone
/// or was given up, at one that is slow as long as others wait. At the only one there is, everybody waits as long as it goes on.
actor Smarthost {
    /// What it is called.
    nonisolated let name: String
    private let settings: SmarthostSettings
    private let client: SMTPClientSettings
    private let encryption: ClientEncryption?
    private let connectTimeout: TimeAmount
    private let timeouts: SMTPClientTimeouts
    private let group: MultiThreadedEventLoopGroup
    private var idle: [SMTPConnection] = []
    private var connections = 0
    /// Connections at once, at the most.
    private let limit: Int
    /// Who waits for a connection, the first of them first.
    private(set) var waiting: [Turn] = []
    private var nextTurn = 0
    private let patience: Duration
    /// Whether what is for it stands in nobody's way.
    private let isOnly: Bool
    /// Mails that have gone, or were given up.
    private var ended = 0
    /// Whether somebody has waited for his turn in vain since a mail has gone, or was given up.
    private var isStuck = false
    /// Whether somebody has waited for his turn in vain, though mails have gone, since last nobody waited.
    private var isCrowded = false

    /// Somebody who waits for a connection.
    struct Turn {
        /// What tells his turn from others.
        var number: Int
        /// How many mails had ended when he began to wait, or was last found waiting.
        var ended: Int
        /// Told how it ended.
        var continuation: CheckedContinuation<Answer, Never>
    }

    /// How somebody's waiting ends.
    enum Answer: Sendable {
        /// He has a connection.
        case turn
        /// No mail has gone meanwhile.
        case stuck
        /// Others' mails have.
        case crowded
        /// He does not want one any more.
        case cancelled
    }

    /// A server of section `deliver`.
    ///
    /// - Parameter patience: how long a mail waits for its turn where all connections are in use.
    /// - Throws: `ConfigurationError` when its password or its authorities can't be read.
    init(
        _ settings: SmarthostSettings, of deliver: DeliverSettings, group: MultiThreadedEventLoopGroup,
        patience: Duration = .seconds(30)
    ) throws {
        self.settings = settings
        self.patience = patience
        isOnly = deliver.smarthosts.count == 1
        // One of several servers never has all that the program works on at once.
        let share = deliver.smarthosts.count > 1 ? max(1, deliver.concurrency - 1) : deliver.concurrency
        limit = min(settings.connections, share)
        name = settings.name
        let credentials: SMTPClientSettings.Credentials? =
            if let user = settings.user, let password = settings.password {
                SMTPClientSettings.Credentials(user: user, password: try password.read())
            } else {
                nil
            }
        client = SMTPClientSettings(
            name: deliver.hostname, service: settings.service == .lmtp ? .lmtp : .smtp,
            encryption: settings.encryption.clientEncryption, credentials: credentials)
        encryption = try ClientEncryption(settings)
        connectTimeout = TimeAmount(deliver.connectTimeout)
        timeouts = deliver.answerTimeout.map { SMTPClientTimeouts(everywhere: TimeAmount($0)) } ?? SMTPClientTimeouts()
        self.group = group
    }

    /// Sends a mail.
    ///
    /// - Throws: `SessionFailure` when the server could not be reached or spoken to: it has heard nothing of the mail.
    func send(_ mail: OutgoingMail, _ data: ByteBuffer) async throws(SessionFailure) -> [RecipientResult] {
        try await begin()
        defer { end() }
        // A connection that the server has closed meanwhile shows it only now: that says nothing about the server.
        while !Task.isCancelled, let connection = idle.popLast() {
            if let results = try? await connection.send(mail, data) {
                keep(connection)
                return results
            }
        }
        guard !Task.isCancelled else { throw failure(.cancelled) }
        let connection = try await connect()
        let results = try await connection.send(mail, data)
        keep(connection)
        return results
    }

    private func keep(_ connection: SMTPConnection) {
        idle.append(connection)
    }

    /// Waits for its turn where all connections are in use.
    ///
    /// - Throws: `SessionFailure` when it has waited in vain, or whoever waits is cancelled.
    func begin() async throws(SessionFailure) {
        guard !Task.isCancelled else { throw failure(.cancelled) }
        guard connections >= limit else {
            connections += 1
            return
        }
        guard !isStuck else { throw failure(.stuck) }
        guard !isCrowded else { throw failure(.crowded) }
        let number = nextTurn
        nextTurn += 1
        let timer = Task { [patience] in
            repeat { try await Task.sleep(for: patience) } while waitsOn(number)
        }
        let answer = await withTaskCancellationHandler {
            await withCheckedContinuation {
                waiting.append(Turn(number: number, ended: ended, continuation: $0))
            }
        } onCancel: {
            Task { await sendAway(number, .cancelled) }
        }
        timer.cancel()
        guard case .turn = answer else { throw failure(answer) }
    }

    /// Whether somebody whose patience has come to its end waits on; otherwise he is sent away, if he still waits.
    func waitsOn(_ number: Int) -> Bool {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return false }
        let goesOn = waiting[index].ended != ended
        if goesOn, isOnly {
            waiting[index].ended = ended
            return true
        }
        if goesOn { isCrowded = true } else { isStuck = true }
        sendAway(number, goesOn ? .crowded : .stuck)
        return false
    }

    private func sendAway(_ number: Int, _ answer: Answer) {
        guard let index = waiting.firstIndex(where: { $0.number == number }) else { return }
        waiting.remove(at: index).continuation.resume(returning: answer)
        if waiting.isEmpty { isCrowded = false }
    }

    /// A mail has gone, or was given up: whoever is next has its connection.
    func end() {
        ended += 1
        isStuck = false
        if waiting.isEmpty {
            connections -= 1
        } else {
            waiting.removeFirst().continuation.resume(returning: .turn)
        }
        if waiting.isEmpty { isCrowded = false }
    }

    /// RFC 3463 §3.5, X.4.5: mail system congestion.
    private func failure(_ answer: Answer) -> SessionFailure {
        let sentence =
            switch answer {
            case .turn, .cancelled: "The program ends."
            case .stuck:
                "The mail server \(settings.name) has not answered any of the \(limit.counting("mail")) that it was handed."
            case .crowded: "The mail server \(settings.name) is busy with other mails."
            }
        return SessionFailure(Failure(EnhancedStatusCode(4, 4, 5), sentence), isOfTLS: false)
    }

    /// A new connection. A server whose TLS does not work is spoken to in the clear where TLS is only offered (RFC 7435 §3).
    private func connect() async throws(SessionFailure) -> SMTPConnection {
        do {
            return try await connect(client)
        } catch  where error.isOfTLS && client.encryption == .offered {
            var clear = client
            clear.encryption = .none
            return try await connect(clear)
        }
    }

    private func connect(_ client: SMTPClientSettings) async throws(SessionFailure) -> SMTPConnection {
        let eventLoop = group.next()
        let opened = eventLoop.makePromise(of: Void.self)
        let bootstrap = bootstrap(client, eventLoop, opened)
        do {
            let channel: any Channel
            switch settings.address {
            case .port(let address): channel = try await bootstrap.connect(host: address.host, port: address.port).get()
            case .socket(let path): channel = try await bootstrap.connect(unixDomainSocketPath: path).get()
            }
            try await withTaskCancellationHandler {
                try await opened.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
            return SMTPConnection(channel: channel)
        } catch let failure as SessionFailure {
            throw failure
        } catch {
            let failure = SessionFailure(
                Failure(
                    EnhancedStatusCode(4, 4, 1),
                    "The mail server \(settings.name) can't be reached: \(NetworkTrouble.words(of: error))."),
                isOfTLS: false)
            // The session may have been made, and have heard of the end of its channel, already.
            opened.fail(failure)
            throw failure
        }
    }

    /// What makes a connection, and a session on it that tells `opened` when it is ready.
    private func bootstrap(
        _ client: SMTPClientSettings, _ eventLoop: any EventLoop, _ opened: EventLoopPromise<Void>
    ) -> ClientBootstrap {
        let (keep, timeouts, encryption) = (TimeAmount(settings.keep), timeouts, encryption)
        let bootstrap = ClientBootstrap(group: eventLoop).connectTimeout(connectTimeout).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let pipeline = channel.pipeline.syncOperations
                if client.encryption == .implicit, let encryption {
                    try pipeline.addHandler(try encryption.handler())
                }
                let machine = SMTPClientStateMachine(client, timeouts: timeouts, now: .now())
                try pipeline.addHandler(SMTPSession(machine, encryption: encryption, keep: keep, opened: opened))
            }
        }
        switch settings.address {
        case .port: return bootstrap.channelOption(.tcpOption(.tcp_nodelay), value: 1)
        case .socket: return bootstrap
        }
    }
}

extension SmarthostSettings.Encryption {
    /// When the session asks for TLS; whom it believes is the matter of `ClientEncryption`.
    fileprivate var clientEncryption: SMTPClientSettings.Encryption {
        switch self {
        case .none: .none
        case .opportunistic: .offered
        case .required, .verified: .required
        case .implicit: .implicit
        }
    }
}
