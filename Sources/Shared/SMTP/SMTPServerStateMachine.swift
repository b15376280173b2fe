public import NIOCore

/// One connection of an SMTP server (RFC 5321), without input and output: octets of the client in, actions out.
///
/// Whoever drives it gives it what came (`received`), then performs what `nextAction` says until that is `nil`, and
/// gives it the time at `nextDeadline`. The machine stops by itself where an answer of its owner is due (a recipient,
/// the start of the data, the stored mail) and takes no more input before; so `isWaitingForClient` is the time to
/// read from the socket, and no more than that needs to be buffered.
///
///     greeting ──▶ connected ──EHLO──▶ ready ──MAIL──▶ transaction ⇄ checkingRecipient
///         │                             ▲ ▲──RSET, EHLO──┘ │
///         ▼                             │                DATA
///     refusing (503 until QUIT)       storing ◀── receiving ◀── opening
///
/// Its oddities: after EHLO, HELO and DATA a client must wait for the answer (RFC 2920 §3.1); one that does not is cut
/// off, because nobody can tell commands from data any more. Data with a lone CR or LF or a NUL is read to its true
/// end and refused with 554 5.6.0.
public struct SMTPServerStateMachine: ~Copyable {
    enum State {
        /// Nothing was said yet.
        case unopened
        /// Greeted with 554; QUIT is all that it may say (§3.1).
        case refusing
        /// Greeted; EHLO or HELO has to come.
        case connected
        /// Between mails.
        case ready(MailEnvelope.Hello)
        /// MAIL was accepted.
        case transaction(MailEnvelope)
        /// The owner decides on a recipient.
        case checkingRecipient(MailEnvelope, ForwardPath)
        /// The owner gets ready for the data.
        case opening(MailEnvelope)
        /// The data comes in.
        case receiving(MailEnvelope, Reception)
        /// The owner stores the mail.
        case storing(MailEnvelope)
        /// It is over; what still comes is ignored.
        case closed
    }

    /// A mail while its data comes in.
    struct Reception {
        /// Finds the end.
        var decoder = BodyDecoder()
        /// Octets so far, dots taken out.
        var octetCount = 0
        /// Why the mail will be refused at its end; from then on the data is thrown away.
        var refusal: Reply?
    }

    let settings: SMTPServerSettings
    var state: State = .unopened
    var input = ByteBuffer()
    var lines: CommandLineReader
    /// Actions that were decided and not yet taken, the next one last.
    private var decided: [SMTPServerAction] = []
    var errorCount = 0
    var idleCommandCount = 0
    var isDraining = false
    /// The time of the last call.
    var now: NIODeadline
    /// When the client must have sent what is awaited; `nil` when nothing is awaited of it.
    public internal(set) var nextDeadline: NIODeadline?

    /// A connection that was made at `now`.
    public init(settings: SMTPServerSettings, now: NIODeadline) {
        self.settings = settings
        self.lines = CommandLineReader(limit: settings.maximumCommandLine)
        self.now = now
    }

    // MARK: The owner's side

    /// Greets the client (§4.2, 220). One that talked before it was greeted is no mail client, and is cut off.
    public mutating func greet(now: NIODeadline) {
        self.now = now
        guard input.readableBytes == 0 else { return breakOff(.outOfStep) }
        answer(.greeting(settings.hostname), then: .connected)
    }

    /// Greets the client with a refusal (§3.1, 554): it may QUIT, and nothing else.
    public mutating func refuse(_ reply: Reply, now: NIODeadline) {
        self.now = now
        answer(reply, then: .refusing)
    }

    /// Takes what the client sent.
    public mutating func received(_ octets: ByteBuffer, now: NIODeadline) {
        self.now = now
        switch state {
        case .closed: return
        case .receiving: nextDeadline = nil
        case .unopened, .refusing, .connected, .ready, .transaction, .checkingRecipient, .opening, .storing: break
        }
        if input.readableBytes == 0 {
            input = octets
        } else {
            var octets = octets
            input.discardReadBytes()
            input.writeBuffer(&octets)
        }
    }

    /// The recipient that `checkRecipient` asked about may be faxed.
    public mutating func recipientAccepted(now: NIODeadline) {
        self.now = now
        guard case .checkingRecipient(var envelope, let recipient) = exchange(.closed) else {
            preconditionFailure("recipientAccepted without checkRecipient")
        }
        envelope.recipients.append(recipient)
        answer(.recipientAccepted, then: .transaction(envelope))
    }

    /// The recipient that `checkRecipient` asked about is refused; the mail goes on without it.
    public mutating func recipientRefused(_ reply: Reply, now: NIODeadline) {
        self.now = now
        guard case .checkingRecipient(var envelope, let recipient) = exchange(.closed) else {
            preconditionFailure("recipientRefused without checkRecipient")
        }
        if envelope.refused.count < settings.maximumRecipients { envelope.refused.append(recipient) }
        answer(reply, then: .transaction(envelope))
    }

    /// Everything is ready for the data that `openMail` announced.
    public mutating func dataExpected(now: NIODeadline) {
        self.now = now
        guard case .opening(let envelope) = exchange(.closed) else {
            preconditionFailure("dataExpected without openMail")
        }
        answer(.sendData, then: .receiving(envelope, Reception()))
    }

    /// What the client hears of the mail that `storeMail` completed: 250 only when it is durable.
    public mutating func mailAnswered(_ reply: Reply, now: NIODeadline) {
        self.now = now
        guard case .storing(let envelope) = exchange(.closed) else {
            preconditionFailure("mailAnswered without storeMail")
        }
        if reply.isPositive { idleCommandCount = 0 }
        answer(reply, then: .ready(envelope.hello))
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
        case .storing(let envelope):
            // Its end came with its last octets: nobody has been asked to store it yet.
            decided.removeAll { $0 == .storeMail }
            answer(reply, then: .ready(envelope.hello))
        case .closed: break
        case .unopened, .refusing, .connected, .ready, .transaction, .checkingRecipient, .opening:
            preconditionFailure("mailFailed without a mail that comes in")
        }
    }

    /// Lets the transaction that is under way end, and then the connection (§3.8, 421).
    public mutating func drain(now: NIODeadline) {
        self.now = now
        isDraining = true
    }

    /// Tells the machine the time; past `nextDeadline` the client is cut off (§4.5.3.2, 421).
    public mutating func timeReached(_ time: NIODeadline) {
        now = time
        guard let deadline = nextDeadline, time >= deadline else { return }
        breakOff(.timedOut)
    }

    /// The connection is gone, whoever ended it. A mail that comes in is to be forgotten; one that is complete is stored.
    public mutating func connectionClosed() {
        nextDeadline = nil
        decided.removeAll()
        switch exchange(.closed) {
        case .receiving(_, let reception): if reception.refusal == nil { decide(.discardMail) }
        case .storing(let envelope): state = .storing(envelope)
        case .unopened, .refusing, .connected, .ready, .transaction, .checkingRecipient, .opening, .closed: break
        }
    }

    /// Whether there is nothing to do before the client sends more.
    public var isWaitingForClient: Bool {
        guard decided.isEmpty else { return false }
        return switch state {
        case .refusing, .connected, .ready, .transaction, .receiving: true
        case .unopened, .checkingRecipient, .opening, .storing, .closed: false
        }
    }

    /// What to do next; `nil` when the client or the owner has to do something first.
    public mutating func nextAction() -> SMTPServerAction? {
        while decided.isEmpty, advance() {}
        if let action = decided.popLast() { return action }
        noteDeadline()
        return nil
    }

    // MARK: Inside

    /// Puts `next` in the state's place and returns what was there.
    mutating func exchange(_ next: State) -> State {
        let previous = state
        state = next
        return previous
    }

    /// Adds an action after those already decided.
    mutating func decide(_ action: SMTPServerAction) {
        decided.insert(action, at: 0)
    }

    /// Replies and goes on in `next`.
    mutating func answer(_ reply: Reply, then next: State) {
        decide(.reply(reply))
        state = next
    }

    /// Ends the connection after a last reply; a mail that comes in is forgotten.
    mutating func breakOff(_ reply: Reply) {
        switch exchange(.closed) {
        case .receiving(_, let reception): if reception.refusal == nil { decide(.discardMail) }
        case .closed: return
        case .unopened, .refusing, .connected, .ready, .transaction, .checkingRecipient, .opening, .storing: break
        }
        nextDeadline = nil
        input = ByteBuffer()
        decide(.reply(reply))
        decide(.close)
    }

    private mutating func noteDeadline() {
        switch state {
        case .refusing, .connected, .ready, .transaction: nextDeadline = nextDeadline ?? now + settings.commandTimeout
        case .receiving: nextDeadline = nextDeadline ?? now + settings.dataTimeout
        case .unopened, .checkingRecipient, .opening, .storing, .closed: nextDeadline = nil
        }
    }
}
