import NIOCore

extension SMTPServerStateMachine {
    /// Answers a command, by what may stand where (RFC 5321 §4.1.4).
    mutating func commandReceived(_ command: SMTPCommand) {
        if case .refusing = state {
            guard command == .quit else { return mistake(.noServiceHere) }
            return breakOff(.goodbye(settings.hostname), isEnded: input.readableBytes == 0)
        }
        guard !needsEncryption(for: command) else { return refuse(command, .encryptionFirst) }
        switch command {
        case .hello(let name): helloReceived(name, isExtended: false, of: .smtp)
        case .extendedHello(let name): helloReceived(name, isExtended: true, of: .smtp)
        case .localHello(let name): helloReceived(name, isExtended: true, of: .lmtp)
        case .startTLS: startTLSReceived()
        case .login(let mechanism, let response): loginReceived(mechanism, response)
        case .mail(let sender, let parameters): mailReceived(sender, parameters)
        case .recipient(let recipient, let parameters): recipientReceived(recipient, parameters)
        case .data: dataReceived()
        case .chunk(let size, let isLast): chunkReceived(Chunk(size: size, left: size, isLast: isLast))
        case .reset: resetReceived()
        case .verify: if idleCommandIsAllowed() { decide(.reply(.cannotVerify)) }
        case .help: if idleCommandIsAllowed() { decide(.reply(.help)) }
        case .noOperation: if idleCommandIsAllowed() { decide(.reply(.done)) }
        case .quit: breakOff(.goodbye(settings.hostname), isEnded: input.readableBytes == 0)
        }
    }

    /// RFC 3207 §4: what may be said before TLS, where that is required.
    private func needsEncryption(for command: SMTPCommand) -> Bool {
        guard settings.encryption == .required, encryption == nil else { return false }
        return switch command {
        case .extendedHello, .localHello, .startTLS, .noOperation, .quit: false
        case .hello, .login, .mail, .recipient, .data, .chunk, .reset, .verify, .help: true
        }
    }

    /// Answers a command that may not stand here; the octets that come with BDAT go with it.
    private mutating func refuse(_ command: SMTPCommand, _ reply: Reply) {
        if case .chunk(let size, _) = command {
            skip(size, reply, then: exchange(.closed))
        } else {
            mistake(reply)
        }
    }

    /// EHLO, HELO or LHLO; they also end a transaction (§4.1.4).
    private mutating func helloReceived(_ name: String, isExtended: Bool, of service: MailService) {
        guard service == settings.service else { return mistake(.wrongHello) }
        guard idleCommandIsAllowed() else { return }
        guard input.readableBytes == 0 else { return breakOff(.outOfStep) }
        forgetMail()
        answer(
            isExtended
                ? .extensions(of: settings, isEncrypted: encryption != nil) : .hello(settings.hostname),
            then: .ready(MailEnvelope.Hello(name: name, isExtended: isExtended)))
    }

    private mutating func resetReceived() {
        guard idleCommandIsAllowed() else { return }
        forgetMail()
        decide(.reply(.done))
    }

    /// Ends a transaction that is under way.
    private mutating func forgetMail() {
        switch exchange(.connected) {
        case .ready(let hello): state = .ready(hello)
        case .transaction(let envelope): state = .ready(envelope.hello)
        case .chunked(let envelope, let reception):
            if reception.refusal == nil { decide(.discardMail) }
            mailDeadline = nil
            state = .ready(envelope.hello)
        case .connected: break
        case .unopened, .refusing, .startingTLS, .authenticating, .checkingLogin, .checkingSender, .checkingRecipient,
            .opening, .receiving, .receivingChunk, .skippingChunk, .storing, .closed:
            misused()
        }
    }

    private mutating func mailReceived(_ sender: Mailbox?, _ parameters: [MailParameter]) {
        switch state {
        case .ready(let hello):
            if settings.login == .required && user == nil { return mistake(.loginFirst) }
            var envelope = MailEnvelope(hello: hello, sender: sender)
            do throws(SMTPError) {
                for parameter in parameters {
                    try envelope.apply(
                        parameter, offersLogin: settings.offersLogin(isEncrypted: encryption != nil))
                }
                guard envelope.isInternational || sender?.isASCII ?? true else { throw .utf8(in: "sender") }
            } catch {
                return mistake(error.reply)
            }
            envelope.service = settings.service
            envelope.encryption = encryption
            envelope.user = user
            if let size = envelope.announcedSize, size > settings.maximumSize {
                decide(.reply(.tooLarge(limit: settings.maximumSize)))
            } else {
                decide(.checkSender(envelope))
                state = .checkingSender(envelope)
            }
        case .connected: mistake(.helloFirst)
        case .transaction, .chunked: mistake(.nestedMail)
        case .unopened, .refusing, .startingTLS, .authenticating, .checkingLogin, .checkingSender, .checkingRecipient,
            .opening, .receiving, .receivingChunk, .skippingChunk, .storing, .closed:
            misused()
        }
    }

    private mutating func recipientReceived(_ path: ForwardPath, _ parameters: [MailParameter]) {
        switch state {
        case .transaction(let envelope):
            var wishes = ReportWishes()
            do throws(SMTPError) {
                for parameter in parameters {
                    try wishes.apply(parameter, isInternational: envelope.isInternational)
                }
                guard envelope.isInternational || path.isASCII else { throw .utf8(in: "recipient") }
            } catch {
                return mistake(error.reply)
            }
            if envelope.recipients.count >= settings.maximumRecipients {
                decide(.reply(.tooManyRecipients))
            } else {
                decide(.checkRecipient(path, envelope: envelope))
                state = .checkingRecipient(envelope, path, wishes)
            }
        case .chunked: mistake(.dataWithinChunks)
        case .connected, .ready: mistake(.mailFirst)
        case .unopened, .refusing, .startingTLS, .authenticating, .checkingLogin, .checkingSender, .checkingRecipient,
            .opening, .receiving, .receivingChunk, .skippingChunk, .storing, .closed:
            misused()
        }
    }

    private mutating func dataReceived() {
        switch state {
        case .transaction(let envelope):
            // A client that pipelines sends DATA before it knows that no recipient is left (RFC 2920 §3.1): no mistake.
            guard !envelope.recipients.isEmpty else { return decide(.reply(noRecipients)) }
            guard input.readableBytes == 0 else { return breakOff(.outOfStep) }
            decide(.openMail(envelope))
            state = .opening(envelope, nil)
        case .chunked: mistake(.dataWithinChunks)
        case .connected, .ready: mistake(.mailFirst)
        case .unopened, .refusing, .startingTLS, .authenticating, .checkingLogin, .checkingSender, .checkingRecipient,
            .opening, .receiving, .receivingChunk, .skippingChunk, .storing, .closed:
            misused()
        }
    }

    /// BDAT (RFC 3030 §2): whatever is answered, its octets come.
    private mutating func chunkReceived(_ chunk: Chunk) {
        switch exchange(.closed) {
        case .transaction(let envelope):
            guard !envelope.recipients.isEmpty else {
                skip(chunk.size, noRecipients, then: .transaction(envelope))
                return
            }
            decide(.openMail(envelope))
            state = .opening(envelope, chunk)
        case .chunked(let envelope, let reception): state = .receivingChunk(envelope, reception, chunk)
        case .connected: skip(chunk.size, .chunkOutOfPlace, then: .connected)
        case .ready(let hello): skip(chunk.size, .chunkOutOfPlace, then: .ready(hello))
        case .unopened, .refusing, .startingTLS, .authenticating, .checkingLogin, .checkingSender, .checkingRecipient,
            .opening, .receiving, .receivingChunk, .skippingChunk, .storing, .closed:
            misused()
        }
    }

    private var noRecipients: Reply {
        switch settings.service {
        case .smtp: .noValidRecipients
        case .lmtp: .noValidRecipientsHere
        }
    }

    func misused() -> Never {
        preconditionFailure("a command is read only where one may stand")
    }
}

extension ForwardPath {
    /// Whether it can be written in a mail that is not international (RFC 6531).
    fileprivate var isASCII: Bool {
        switch self {
        case .mailbox(let mailbox): mailbox.isASCII
        case .postmaster: true
        }
    }
}

extension SMTPError {
    /// RFC 6531 §3.5.
    fileprivate static func utf8(in address: String) -> SMTPError {
        SMTPError(.unannouncedUTF8, "The \(address)'s address is not ASCII, and MAIL did not say SMTPUTF8")
    }
}
