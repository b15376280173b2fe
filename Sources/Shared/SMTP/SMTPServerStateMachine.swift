import FaxModel
public import NIOCore

/// One connection of an SMTP server (RFC 5321) or LMTP server (RFC 2033), without input and output: octets of the client in,
/// actions out.
///
/// Whoever drives it gives it what came (`received`), then performs what `nextAction` says until that is `nil`, and
/// gives it the time at `nextDeadline`. The machine stops by itself where an answer of its owner is due (TLS, a login, a sender,
/// a recipient, the start of the data, the stored mail) and takes no more input before; so `isWaitingForClient` is the time to
/// read from the socket, and no more than that needs to be buffered.
///
///     greeting ──▶ connected ──EHLO──▶ ready ──MAIL──▶ checkingSender ──▶ transaction ⇄ checkingRecipient
///         │            ▲                ▲ ▲──────RSET, EHLO───────────────────┘ │
///         ▼            └── startingTLS ─┤ ⇅ authenticating, checkingLogin   DATA or BDAT
///     refusing (503 until QUIT)         │                                       │
///                                    storing ◀── receiving ◀── opening ◀────────┤
///                                       ▲── receivingChunk ⇄ chunked ◀──────────┘
///
/// Its oddities: after EHLO, HELO, STARTTLS and DATA a client must wait for the answer (RFC 2920 §3.1, RFC 3207 §4); one that
/// does not is cut off, because nobody can tell commands from data any more, or what a stranger has put before TLS from what
/// the client said. Data with a lone CR or LF or a NUL is read to its true end and refused with 554 5.6.0. The octets of a chunk
/// that has no place are read, and thrown away, before it is answered (RFC 3030 §2).
public struct SMTPServerStateMachine: ~Copyable {
    enum State {
        /// Nothing was said yet.
        case unopened
        /// Greeted with 554; QUIT is all that it may say (§3.1).
        case refusing
        /// Greeted, or TLS has just begun; EHLO, HELO or LHLO has to come.
        case connected
        /// The owner begins TLS.
        case startingTLS
        /// Between mails.
        case ready(MailEnvelope.Hello)
        /// A line of a login has to come.
        case authenticating(MailEnvelope.Hello, LoginExchange)
        /// The owner checks a login.
        case checkingLogin(MailEnvelope.Hello)
        /// The owner decides whether a mail may come.
        case checkingSender(MailEnvelope)
        /// MAIL was accepted.
        case transaction(MailEnvelope)
        /// The owner decides on a recipient.
        case checkingRecipient(MailEnvelope, ForwardPath, ReportWishes)
        /// The owner gets ready for the data; for a chunk, where there is one.
        case opening(MailEnvelope, Chunk?)
        /// The data comes in.
        case receiving(MailEnvelope, Reception)
        /// A chunk comes in.
        case receivingChunk(MailEnvelope, ChunkReception, Chunk)
        /// Another chunk has to come.
        case chunked(MailEnvelope, ChunkReception)
        /// A chunk that has no place comes in; then it is answered, and what was before goes on.
        indirect case skippingChunk(left: Int, Reply, then: State)
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

    /// A mail while it comes in chunks.
    struct ChunkReception {
        /// Looks for what must not be in it.
        var scanner = ChunkScanner()
        /// Octets so far.
        var octetCount = 0
        /// Why the mail is refused at the end of this chunk; from then on the data is thrown away.
        var refusal: Reply?
    }

    /// What BDAT announces.
    struct Chunk {
        /// Its octets.
        var size: Int
        /// Those that have not come yet.
        var left: Int
        /// It is the mail's last.
        var isLast: Bool
    }

    let settings: SMTPServerSettings
    var state: State = .unopened
    var input = ByteBuffer()
    var lines: CommandLineReader
    /// Actions that were decided and not yet taken, the next one last.
    var decided: [SMTPServerAction] = []
    var errorCount = 0
    var idleCommandCount = 0
    /// Recipients that were refused since the last mail that was taken.
    var refusedRecipientCount = 0
    var failedLoginCount = 0
    var isDraining = false
    /// Whether the client has gone; a mail that is being stored is answered all the same.
    private var isClosed = false
    /// The version of TLS that protects the connection; `nil` for none.
    var encryption: String?
    /// Who has logged in.
    var user: String?
    /// When the data that comes in must be complete.
    var mailDeadline: NIODeadline?
    /// The time of the last call.
    var now: NIODeadline
    /// When the client must have sent what is awaited; `nil` when nothing is awaited of it.
    public internal(set) var nextDeadline: NIODeadline?

    /// A connection that was made at `now`.
    public init(settings: SMTPServerSettings, now: NIODeadline) {
        self.settings = settings
        // RFC 4954 §4: what a login says may be longer than a command.
        let limit = settings.login == .none ? settings.maximumCommandLine : max(settings.maximumCommandLine, 12_288)
        self.lines = CommandLineReader(limit: limit)
        self.now = now
    }

    /// Takes what the client sent.
    public mutating func received(_ octets: ByteBuffer, now: NIODeadline) {
        self.now = now
        switch state {
        case .closed: return
        case .receiving, .receivingChunk, .skippingChunk: nextDeadline = nil
        case .unopened, .refusing, .connected, .startingTLS, .ready, .authenticating, .checkingLogin, .checkingSender,
            .transaction, .checkingRecipient, .opening, .chunked, .storing:
            break
        }
        if input.readableBytes == 0 {
            input = octets
        } else {
            var octets = octets
            input.discardReadBytes()
            input.writeBuffer(&octets)
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

    /// The connection is gone, whoever ended it. A mail is to be forgotten unless its owner was told to store it: even one whose last
    /// octets have come, and were not looked at yet. Its client has no answer, and sends it again.
    public mutating func connectionClosed() {
        nextDeadline = nil
        decided.removeAll()
        input = ByteBuffer()
        isClosed = true
        switch exchange(.closed) {
        case .storing(let envelope): state = .storing(envelope)
        case let state: if Self.hasOpenMail(state) { decide(.discardMail) }
        }
    }

    /// Whether there is nothing to do before the client sends more.
    public var isWaitingForClient: Bool {
        guard decided.isEmpty else { return false }
        return switch state {
        case .refusing, .connected, .ready, .authenticating, .transaction, .receiving, .receivingChunk, .chunked,
            .skippingChunk:
            true
        case .unopened, .startingTLS, .checkingLogin, .checkingSender, .checkingRecipient, .opening, .storing, .closed:
            false
        }
    }

    /// What to do next; `nil` when the client or the owner has to do something first.
    public mutating func nextAction() -> SMTPServerAction? {
        while decided.isEmpty, advance() {}
        if let action = decided.popLast() { return action }
        // A connection without input keeps no buffer of it.
        if input.readableBytes == 0 { input = ByteBuffer() }
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

    /// How many answers the end of a mail has: in LMTP one for each recipient (RFC 2033 §4.2).
    func answerCount(_ envelope: MailEnvelope) -> Int {
        switch settings.service {
        case .smtp: 1
        case .lmtp: envelope.recipients.count
        }
    }

    /// Refuses a mail at its end for all its recipients.
    mutating func refuseMail(_ reply: Reply, _ envelope: MailEnvelope) {
        answerMail(Array(repeating: reply, count: answerCount(envelope)), envelope)
    }

    /// Answers the end of a mail, and goes on with the next.
    mutating func answerMail(_ replies: [Reply], _ envelope: MailEnvelope) {
        mailDeadline = nil
        for reply in replies { decide(.reply(reply)) }
        state = isClosed ? .closed : .ready(envelope.hello)
    }

    /// Ends the connection after a last reply; a mail that comes in is forgotten.
    ///
    /// - Parameter isEnded: whether the client has asked for that.
    mutating func breakOff(_ reply: Reply, isEnded: Bool = false) {
        switch exchange(.closed) {
        case .closed: return
        case let state: if Self.hasOpenMail(state) { decide(.discardMail) }
        }
        nextDeadline = nil
        input = ByteBuffer()
        decide(.reply(reply))
        decide(.close(isEnded: isEnded))
    }

    /// Whether the owner has opened a mail that it was not told to forget.
    static func hasOpenMail(_ state: State) -> Bool {
        switch state {
        case .receiving(_, let reception): reception.refusal == nil
        case .receivingChunk(_, let reception, _): reception.refusal == nil
        case .chunked(_, let reception): reception.refusal == nil
        case .skippingChunk(_, _, let next): hasOpenMail(next)
        case .unopened, .refusing, .connected, .startingTLS, .ready, .authenticating, .checkingLogin, .checkingSender,
            .transaction, .checkingRecipient, .opening, .storing, .closed:
            false
        }
    }

    private mutating func noteDeadline() {
        switch state {
        case .unopened, .startingTLS, .refusing, .connected, .ready, .authenticating, .transaction:
            nextDeadline = nextDeadline ?? now + settings.commandTimeout
        case .chunked: nextDeadline = earliest(nextDeadline ?? now + settings.commandTimeout)
        case .receiving, .receivingChunk, .skippingChunk:
            nextDeadline = earliest(nextDeadline ?? now + settings.dataTimeout)
        case .checkingLogin, .checkingSender, .checkingRecipient, .opening, .storing, .closed: nextDeadline = nil
        }
    }

    private func earliest(_ deadline: NIODeadline) -> NIODeadline {
        mailDeadline.map { min($0, deadline) } ?? deadline
    }
}
