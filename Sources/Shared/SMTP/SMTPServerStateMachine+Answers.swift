public import NIOCore

/// What the owner tells the machine. What comes when the connection has ended meanwhile is without effect where that says so.
extension SMTPServerStateMachine {
    /// Greets the client (§4.2, 220). One that talked before it was greeted is no mail client, and is cut off.
    public mutating func greet(now: NIODeadline) {
        self.now = now
        guard case .unopened = state else { return }
        nextDeadline = nil
        guard input.readableBytes == 0 else { return breakOff(.outOfStep) }
        answer(.greeting(settings), then: .connected)
    }

    /// Greets the client with a refusal (§3.1, 554): it may QUIT, and nothing else.
    public mutating func refuse(_ reply: Reply, now: NIODeadline) {
        self.now = now
        guard case .unopened = state else { return }
        nextDeadline = nil
        answer(reply, then: .refusing)
    }

    /// Greets the client with a refusal that holds for now, and ends the connection (§3.8, 421).
    public mutating func turnAway(_ reply: Reply, now: NIODeadline) {
        self.now = now
        guard case .unopened = state else { return }
        breakOff(reply)
    }

    /// TLS of this version protects the connection: before `greet`, or after `startTLS`. What was known of the client is forgotten
    /// (RFC 3207 §4.2).
    public mutating func secured(by version: String, now: NIODeadline) {
        self.now = now
        switch state {
        case .unopened: break
        case .startingTLS:
            state = .connected
            nextDeadline = nil
        case .closed: return
        case .refusing, .connected, .ready, .authenticating, .checkingLogin, .checkingSender, .transaction,
            .checkingRecipient, .opening, .receiving, .receivingChunk, .chunked, .skippingChunk, .storing:
            preconditionFailure("secured without startTLS")
        }
        encryption = version
    }

    /// The login that `checkLogin` asked about is right: the client is `user`. Without effect when the connection has ended.
    public mutating func loginAccepted(_ user: String, now: NIODeadline) {
        self.now = now
        switch exchange(.closed) {
        case .checkingLogin(let hello):
            self.user = user
            idleCommandCount = 0
            answer(.loggedIn, then: .ready(hello))
        case .closed: break
        case .unopened, .startingTLS, .refusing, .connected, .ready, .authenticating, .checkingSender, .transaction,
            .checkingRecipient, .opening, .receiving, .receivingChunk, .chunked, .skippingChunk, .storing:
            preconditionFailure("loginAccepted without checkLogin")
        }
    }

    /// The login that `checkLogin` asked about is wrong (535), or can't be checked now (454); the last one that a client may fail
    /// ends the connection. Without effect when it has ended.
    public mutating func loginRefused(_ reply: Reply? = nil, now: NIODeadline) {
        self.now = now
        switch exchange(.closed) {
        case .checkingLogin(let hello):
            state = .ready(hello)
            loginFailed(reply ?? .loginFailed)
        case .closed: break
        case .unopened, .startingTLS, .refusing, .connected, .ready, .authenticating, .checkingSender, .transaction,
            .checkingRecipient, .opening, .receiving, .receivingChunk, .chunked, .skippingChunk, .storing:
            preconditionFailure("loginRefused without checkLogin")
        }
    }

    /// The mail that `checkSender` asked about may come.
    public mutating func senderAccepted(now: NIODeadline) {
        self.now = now
        guard case .checkingSender(let envelope) = exchange(.closed) else {
            preconditionFailure("senderAccepted without checkSender")
        }
        answer(.senderAccepted, then: .transaction(envelope))
    }

    /// The mail that `checkSender` asked about may not come.
    public mutating func senderRefused(_ reply: Reply, now: NIODeadline) {
        self.now = now
        guard case .checkingSender(let envelope) = exchange(.closed) else {
            preconditionFailure("senderRefused without checkSender")
        }
        answer(reply, then: .ready(envelope.hello))
    }

    /// The recipient that `checkRecipient` asked about may be faxed. Without effect when the connection has ended meanwhile.
    public mutating func recipientAccepted(now: NIODeadline) {
        self.now = now
        guard let checked = checkedRecipient() else { return }
        var envelope = checked.envelope
        envelope.recipients.append(checked.recipient)
        envelope.wishes.append(checked.wishes)
        answer(.recipientAccepted, then: .transaction(envelope))
    }

    /// The recipient that `checkRecipient` asked about is refused; the mail goes on without it. Without effect when the connection
    /// has ended meanwhile. As many as a mail may have others may be refused until one is taken: then the client is cut off.
    public mutating func recipientRefused(_ reply: Reply, now: NIODeadline) {
        self.now = now
        guard let checked = checkedRecipient() else { return }
        var envelope = checked.envelope
        envelope.refusedCount += 1
        refusedRecipientCount += 1
        answer(reply, then: .transaction(envelope))
        // Who tries so many wants to find out something, or to fill our memory.
        if refusedRecipientCount >= settings.maximumRecipients { breakOff(.tooManyErrors) }
    }

    /// The recipient that was decided on, with the mail so far; `nil` when the connection has ended.
    private mutating func checkedRecipient()
        -> (envelope: MailEnvelope, recipient: ForwardPath, wishes: ReportWishes)?
    {
        switch exchange(.closed) {
        case .checkingRecipient(let envelope, let recipient, let wishes): return (envelope, recipient, wishes)
        case .closed: return nil
        case .unopened, .startingTLS, .refusing, .connected, .ready, .authenticating, .checkingLogin, .checkingSender,
            .transaction, .opening, .receiving, .receivingChunk, .chunked, .skippingChunk, .storing:
            preconditionFailure("a recipient was decided on that checkRecipient had not asked about")
        }
    }

    /// Everything is ready for the data that `openMail` announced.
    public mutating func dataExpected(now: NIODeadline) {
        self.now = now
        guard case .opening(let envelope, let chunk) = exchange(.closed) else {
            preconditionFailure("dataExpected without openMail")
        }
        mailDeadline = now + settings.mailTimeout
        if let chunk {
            state = .receivingChunk(envelope, ChunkReception(), chunk)
        } else {
            answer(.sendData, then: .receiving(envelope, Reception()))
        }
    }

    /// What the client hears of the mail that `storeMail` completed: 250 only when it is durable.
    ///
    /// - Parameters:
    ///   - reply: `nil` where every recipient has an answer of its own.
    ///   - others: in LMTP the answers for those recipients that have one of their own, by their place in the envelope (RFC 2033 §4.2);
    ///     in SMTP there are none.
    public mutating func mailAnswered(_ reply: Reply?, except others: [Int: Reply] = [:], now: NIODeadline) {
        self.now = now
        guard case .storing(let envelope) = exchange(.closed) else {
            preconditionFailure("mailAnswered without storeMail")
        }
        let replies = (0..<answerCount(envelope)).map { place in
            guard let answer = others[place] ?? reply else { preconditionFailure("a recipient has no answer") }
            return answer
        }
        if replies.contains(where: \.isPositive) { (idleCommandCount, refusedRecipientCount) = (0, 0) }
        answerMail(replies, envelope)
    }

    /// The mail that comes in can't be kept: its data is thrown away, and this is answered at its end. Without effect when
    /// the connection has ended meanwhile.
    public mutating func mailFailed(_ reply: Reply, now: NIODeadline) {
        self.now = now
        switch exchange(.closed) {
        case .receiving(let envelope, var reception):
            if reception.refusal == nil {
                reception.refusal = reply
                decide(.discardMail)
            }
            state = .receiving(envelope, reception)
        case .receivingChunk(let envelope, var reception, let chunk):
            if reception.refusal == nil {
                reception.refusal = reply
                decide(.discardMail)
            }
            state = .receivingChunk(envelope, reception, chunk)
        case .chunked(let envelope, var reception):
            if reception.refusal == nil {
                reception.refusal = reply
                decide(.discardMail)
            }
            state = .chunked(envelope, reception)
        case .storing(let envelope):
            // Its end came with its last octets: nobody has been asked to store it yet.
            decided.removeAll { $0 == .storeMail }
            refuseMail(reply, envelope)
        case .closed: break
        case .unopened, .refusing, .connected, .startingTLS, .ready, .authenticating, .checkingLogin, .checkingSender,
            .transaction, .checkingRecipient, .opening, .skippingChunk:
            preconditionFailure("mailFailed without a mail that comes in")
        }
    }
}
