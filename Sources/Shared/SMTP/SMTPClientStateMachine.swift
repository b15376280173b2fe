public import FaxModel
public import NIOCore

/// One session of an SMTP client (RFC 5321), without input and output: replies of the server in, actions out.
///
///     greeting ──▶ hello (EHLO, then HELO) ──▶ ready ⇄ transaction ──▶ body ──▶ end of data ──▶ ready
///                   │   ▲        └▶ login ──────▲ │
///                   ▼   │                        quitting ──▶ closed
///               STARTTLS, TLS
///
/// LMTP (RFC 2033) is the same with LHLO, and an answer for each recipient at the end of the data.
///
/// Where the server offers PIPELINING (RFC 2920), MAIL, every RCPT and DATA go out at once; else each waits for the
/// answer before. A mail ends with one result for each recipient. A session that breaks within a mail defers the
/// recipients that are open: after the end of the data this may repeat a mail that the server has (RFC 5321 §4.5.3.2.6
/// and RFC 1047), so a mail carries a Message-ID that shows the repeat.
public struct SMTPClientStateMachine: ~Copyable {
    enum State {
        /// The server's greeting is awaited.
        case greeting
        /// The answer to EHLO or HELO is awaited.
        case hello(isExtended: Bool)
        /// The answer to STARTTLS is awaited.
        case startTLS
        /// TLS is being negotiated.
        case handshake
        /// An answer within a login is awaited.
        case login(ClientLogin)
        /// Between mails.
        case ready
        /// Answers to MAIL, RCPT or DATA are awaited.
        case transaction(MailTransaction)
        /// The data goes out.
        case body(MailTransaction, BodyEncoder)
        /// The answer to the end of the data is awaited.
        case endOfData(MailTransaction)
        /// The answer to QUIT is awaited.
        case quitting
        /// It is over.
        case closed
    }

    let settings: SMTPClientSettings
    let timeouts: SMTPClientTimeouts
    var state: State = .greeting
    var input = ByteBuffer()
    var extensions = ServerExtensions()
    var actions: [SMTPClientAction] = []
    /// A transaction was left in the middle: the server must forget it before the next.
    private var needsReset = false
    var isEncrypted: Bool
    /// When the server must have answered; `nil` when nothing is awaited of it.
    public private(set) var nextDeadline: NIODeadline?

    /// A session over a connection that was made at `now`; `name` is what the client calls itself (RFC 5321 §4.1.1.1).
    public init(name: String, timeouts: SMTPClientTimeouts, now: NIODeadline) {
        self.init(SMTPClientSettings(name: name), timeouts: timeouts, now: now)
    }

    /// A session over a connection that was made at `now`.
    public init(_ settings: SMTPClientSettings, timeouts: SMTPClientTimeouts, now: NIODeadline) {
        self.settings = settings
        self.timeouts = timeouts
        isEncrypted = settings.encryption == .implicit
        nextDeadline = now + timeouts.greeting
    }

    // MARK: The owner's side

    /// Takes what the server sent.
    public mutating func received(_ octets: ByteBuffer, now: NIODeadline) {
        var octets = octets
        input.discardReadBytes()
        input.writeBuffer(&octets)
        if case .ready = state {
            // §3.8: a server that says something unasked (421) is about to go.
            let said = String(buffer: input).split(whereSeparator: \.isNewline).first ?? ""
            return breakOff(
                Failure(EnhancedStatusCode(4, 3, 2), "The mail server said '\(said)' and is not asked more"))
        }
        takeReplies(now: now)
    }

    /// TLS stands: after `startTLS`. The session begins anew (RFC 3207 §4.2).
    public mutating func encrypted(now: NIODeadline) {
        switch state {
        case .handshake:
            isEncrypted = true
            hello(now: now)
        case .closed: break
        case .greeting, .hello, .startTLS, .login, .ready, .transaction, .body, .endOfData, .quitting:
            preconditionFailure("encrypted without startTLS")
        }
    }

    /// The connection has failed, for a reason that whoever drives it knows.
    public mutating func connectionFailed(_ failure: Failure) {
        breakOff(failure)
    }

    /// Sends a mail: after `ready` or `finished`.
    public mutating func deliver(_ mail: OutgoingMail, now: NIODeadline) {
        switch state {
        case .ready: break
        case .closed:
            // The server has ended the session since.
            actions.append(.failed(Failure(EnhancedStatusCode(4, 4, 2), "The mail server has closed the connection")))
            return
        case .greeting, .hello, .startTLS, .handshake, .login, .transaction, .body, .endOfData, .quitting:
            preconditionFailure("deliver before the session is ready")
        }
        if let refusal = refusal(of: mail) {
            actions.append(
                .finished(mail.recipients.map { RecipientResult(recipient: $0, outcome: .refused(refusal)) }))
            return
        }
        sendCommands(of: MailTransaction(mail, reset: needsReset), now: now)
    }

    /// The next part of the data, whose lines end with CR LF; after `sendBody`.
    public mutating func bodyContinues(_ data: ByteBuffer, now: NIODeadline) {
        switch state {
        case .body(let transaction, var encoder):
            actions.append(.send(encoder.encode(data)))
            nextDeadline = now + timeouts.dataBlock
            state = .body(transaction, encoder)
        case .closed: break
        case .greeting, .hello, .startTLS, .handshake, .login, .ready, .transaction, .endOfData, .quitting:
            preconditionFailure("bodyContinues without sendBody")
        }
    }

    /// The data is complete.
    public mutating func bodyEnded(now: NIODeadline) {
        switch state {
        case .body(let transaction, let encoder):
            actions.append(.send(encoder.end()))
            var transaction = transaction
            transaction.awaitDeliveries(settings.service)
            enter(.endOfData(transaction), for: timeouts.dataTermination, now: now)
            takeReplies(now: now)
        case .closed: break
        case .greeting, .hello, .startTLS, .handshake, .login, .ready, .transaction, .endOfData, .quitting:
            preconditionFailure("bodyEnded without sendBody")
        }
    }

    /// Ends the session (RFC 5321 §4.1.1.10): after `ready` or `finished`.
    public mutating func quit(now: NIODeadline) {
        switch state {
        case .ready:
            send("QUIT\r\n")
            enter(.quitting, for: timeouts.quit, now: now)
        case .closed: break
        case .greeting, .hello, .startTLS, .handshake, .login, .transaction, .body, .endOfData, .quitting:
            preconditionFailure("quit in the middle of something")
        }
    }

    /// Tells the machine the time; past `nextDeadline` the server is given up.
    public mutating func timeReached(_ time: NIODeadline) {
        guard let deadline = nextDeadline, time >= deadline else { return }
        breakOff(Failure(EnhancedStatusCode(4, 4, 2), "The mail server did not answer \(awaitedAnswer) in time"))
    }

    /// The connection is gone, whoever ended it. A server that could not take the data may have said so before.
    public mutating func connectionClosed() {
        if case .body(var transaction, _) = state, let reply = try? ReplyReader.next(from: &input), reply.code >= 400 {
            transaction.settle(RecipientResult.Outcome(reply))
            state = .body(transaction, BodyEncoder())
        }
        breakOff(
            Failure(
                EnhancedStatusCode(4, 4, 2), "The mail server closed the connection before it answered \(awaitedAnswer)"
            ))
    }

    /// What to do next; `nil` when the server or the owner has to do something first.
    public mutating func nextAction() -> SMTPClientAction? {
        actions.isEmpty ? nil : actions.removeFirst()
    }

    // MARK: Replies

    private mutating func takeReplies(now: NIODeadline) {
        while isAwaitingReply {
            do {
                guard let reply = try ReplyReader.next(from: &input) else { return }
                replyReceived(reply, now: now)
            } catch {
                breakOff(Failure(EnhancedStatusCode(4, 5, 0), "The mail server does not speak SMTP: \(error.message)"))
            }
        }
    }

    /// A reply while the data goes out stays where it is until the data has gone out.
    private var isAwaitingReply: Bool {
        switch state {
        case .greeting, .hello, .startTLS, .login, .transaction, .endOfData, .quitting: true
        case .handshake, .ready, .body, .closed: false
        }
    }

    private mutating func replyReceived(_ reply: Reply, now: NIODeadline) {
        switch state {
        case .greeting:
            guard reply.isPositive else { return sessionRefused(reply) }
            hello(now: now)
        case .hello(let isExtended):
            if reply.isPositive {
                extensions = isExtended ? ServerExtensions(reply) : ServerExtensions()
                secure(now: now)
            } else if isExtended && reply.isPermanent && settings.service == .smtp {
                // §3.2: a server that does not know EHLO is asked in the old way.
                send("HELO \(settings.name)\r\n")
                enter(.hello(isExtended: false), for: timeouts.hello, now: now)
            } else {
                sessionRefused(reply)
            }
        case .startTLS: tlsAnswered(reply, now: now)
        case .login(let login): loginAnswered(reply, login, now: now)
        case .transaction(let transaction): replyReceived(reply, in: transaction, now: now)
        case .endOfData(var transaction):
            guard !reply.isIntermediate else { return outOfPlace(reply) }
            if transaction.awaitedDeliveries.isEmpty {
                transaction.settle(RecipientResult.Outcome(reply))
            } else {
                let index = transaction.awaitedDeliveries.removeFirst()
                transaction.outcomes[index] = RecipientResult.Outcome(reply)
            }
            guard transaction.awaitedDeliveries.isEmpty || reply.code == 421 else {
                return enter(.endOfData(transaction), for: timeouts.dataTermination, now: now)
            }
            transaction.settle(RecipientResult.Outcome(reply))
            // Some servers keep the transaction that they have refused, and would not hear of the next.
            finish(transaction, reset: !reply.isPositive, after: reply)
        case .quitting:
            enter(.closed, for: nil, now: now)
            actions.append(.close)
        case .handshake, .ready, .body, .closed: break
        }
    }

    private mutating func replyReceived(_ reply: Reply, in current: MailTransaction, now: NIODeadline) {
        var transaction = current
        guard let step = transaction.awaited.first, step == .data || !reply.isIntermediate else {
            return outOfPlace(reply)
        }
        transaction.awaited.removeFirst()
        if step != .reset { transaction.isAnswered = true }
        switch step {
        case .reset: break
        case .mail: if !reply.isPositive { transaction.settle(RecipientResult.Outcome(reply)) }
        case .recipient(let index):
            if !reply.isPositive { transaction.outcomes[index] = transaction.outcomes[index] ?? .init(reply) }
        case .data: return dataAnswered(reply, in: transaction, now: now)
        }
        if reply.code == 421 {
            state = .transaction(transaction)
            breakOff(Failure(reply))
        } else if !transaction.awaited.isEmpty {
            enter(.transaction(transaction), for: timeouts[transaction.awaited[0]], now: now)
        } else if transaction.hasRecipients {
            sendCommands(of: transaction, now: now)
        } else {
            finish(transaction, reset: true, after: reply)
        }
    }

    private mutating func dataAnswered(_ reply: Reply, in current: MailTransaction, now: NIODeadline) {
        var transaction = current
        if reply.isPositive { return outOfPlace(reply) }
        if !reply.isIntermediate {
            transaction.settle(RecipientResult.Outcome(reply))
            finish(transaction, reset: true, after: reply)
        } else if transaction.hasRecipients {
            enter(.body(transaction, BodyEncoder()), for: timeouts.dataBlock, now: now)
            actions.append(.sendBody)
        } else {
            // RFC 2920 §3.1: a server may want the data of a mail that has no recipient; it gets none.
            actions.append(.send(BodyEncoder().end()))
            enter(.endOfData(transaction), for: timeouts.dataTermination, now: now)
        }
    }

    // MARK: Steps

    /// Sends what may be sent now: everything with PIPELINING, the next command without.
    private mutating func sendCommands(of current: MailTransaction, now: NIODeadline) {
        var transaction = current
        let count = extensions.pipelining ? transaction.unsent.count : 1
        let steps = transaction.unsent.prefix(count)
        send(steps.map { transaction.line(of: $0, extensions: extensions) }.joined())
        transaction.awaited.append(contentsOf: steps)
        transaction.unsent.removeFirst(steps.count)
        enter(.transaction(transaction), for: timeouts[transaction.awaited[0]], now: now)
    }

    private mutating func finish(_ transaction: MailTransaction, reset: Bool, after reply: Reply) {
        needsReset = reset
        state = .ready
        nextDeadline = nil
        actions.append(.finished(transaction.results))
        if reply.code == 421 {
            state = .closed
            actions.append(.close)
        }
    }

    mutating func sessionRefused(_ reply: Reply) {
        breakOff(Failure(EnhancedStatusCode(4, 3, 2), Failure(reply).sentence))
    }

    private mutating func outOfPlace(_ reply: Reply) {
        breakOff(Failure(EnhancedStatusCode(4, 5, 0), "The mail server answered \(awaitedAnswer) with '\(reply)'"))
    }

    /// Ends the session without the server: what is open is deferred.
    mutating func breakOff(_ failure: Failure) {
        switch state {
        case .transaction(let transaction) where !transaction.isAnswered: actions.append(.failed(failure))
        case .transaction(var transaction), .body(var transaction, _), .endOfData(var transaction):
            transaction.settle(.deferred(failure))
            actions.append(.finished(transaction.results))
        case .greeting, .hello, .startTLS, .handshake, .login, .ready: actions.append(.failed(failure))
        case .quitting: break
        case .closed: return
        }
        state = .closed
        nextDeadline = nil
        actions.append(.close)
    }

    /// Why a mail can't go to this server at all; `nil` when it can.
    private func refusal(of mail: OutgoingMail) -> Failure? {
        if let limit = extensions.maximumSize, mail.size > limit {
            return Failure(
                EnhancedStatusCode(5, 3, 4),
                "The mail has \(mail.size) octets, and the mail server takes no more than \(limit)")
        }
        if mail.isEightBit && !extensions.eightBitMIME {
            return Failure(EnhancedStatusCode(5, 6, 3), "The mail has 8-bit data, which the mail server does not take")
        }
        if mail.isInternational && !extensions.internationalAddresses {
            return Failure(
                EnhancedStatusCode(5, 6, 7), "An address is not ASCII, and the mail server takes no such address")
        }
        return nil
    }

    mutating func send(_ text: String) {
        actions.append(.send(ByteBuffer(string: text)))
    }

    mutating func enter(_ next: State, for time: TimeAmount?, now: NIODeadline) {
        state = next
        nextDeadline = time.map { now + $0 }
    }

    private var awaitedAnswer: String {
        switch state {
        case .greeting: "with a greeting"
        case .hello(let isExtended): isExtended ? (settings.service == .smtp ? "EHLO" : "LHLO") : "HELO"
        case .startTLS, .handshake: "STARTTLS"
        case .login: "AUTH"
        case .transaction(let transaction):
            switch transaction.awaited.first {
            case .reset: "RSET"
            case .mail: "MAIL"
            case .recipient: "RCPT"
            case .data, nil: "DATA"
            }
        case .body, .endOfData: "the mail's data"
        case .ready, .quitting, .closed: "QUIT"
        }
    }
}

extension SMTPClientTimeouts {
    /// How long the answer to a step may take.
    fileprivate subscript(_ step: MailTransaction.Step) -> TimeAmount {
        switch step {
        case .reset: hello
        case .mail: mail
        case .recipient: recipient
        case .data: dataInitiation
        }
    }
}
