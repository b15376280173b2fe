import NIOCore

extension SMTPServerStateMachine {
    /// Answers a command, by what may stand where (RFC 5321 §4.1.4).
    mutating func commandReceived(_ command: SMTPCommand) {
        if case .refusing = state {
            guard command == .quit else { return mistake(.noServiceHere) }
            return breakOff(.goodbye(settings.hostname))
        }
        switch command {
        case .hello(let name): helloReceived(MailEnvelope.Hello(name: name, isExtended: false))
        case .extendedHello(let name): helloReceived(MailEnvelope.Hello(name: name, isExtended: true))
        case .mail(let sender, let parameters): mailReceived(sender, parameters)
        case .recipient(let recipient, let parameters): recipientReceived(recipient, parameters)
        case .data: dataReceived()
        case .reset: resetReceived()
        case .verify: if idleCommandIsAllowed() { decide(.reply(.cannotVerify)) }
        case .help: if idleCommandIsAllowed() { decide(.reply(.help)) }
        case .noOperation: if idleCommandIsAllowed() { decide(.reply(.done)) }
        case .quit: breakOff(.goodbye(settings.hostname))
        }
    }

    /// EHLO or HELO; both also end a transaction (§4.1.4).
    private mutating func helloReceived(_ hello: MailEnvelope.Hello) {
        guard idleCommandIsAllowed() else { return }
        guard input.readableBytes == 0 else { return breakOff(.outOfStep) }
        answer(hello.isExtended ? .extensions(of: settings) : .hello(settings.hostname), then: .ready(hello))
    }

    private mutating func resetReceived() {
        guard idleCommandIsAllowed() else { return }
        switch exchange(.connected) {
        case .ready(let hello): state = .ready(hello)
        case .transaction(let envelope): state = .ready(envelope.hello)
        case .connected: break
        case .unopened, .refusing, .checkingRecipient, .opening, .receiving, .storing, .closed: misused()
        }
        decide(.reply(.done))
    }

    private mutating func mailReceived(_ sender: Mailbox?, _ parameters: [MailParameter]) {
        switch exchange(.closed) {
        case .ready(let hello):
            var envelope = MailEnvelope(hello: hello, sender: sender)
            do {
                for parameter in parameters { try envelope.apply(parameter) }
            } catch {
                state = .ready(hello)
                return mistake(error.reply)
            }
            if let size = envelope.announcedSize, size > settings.maximumSize {
                answer(.tooLarge(limit: settings.maximumSize), then: .ready(hello))
            } else {
                answer(.senderAccepted, then: .transaction(envelope))
            }
        case .connected:
            state = .connected
            mistake(.helloFirst)
        case .transaction(let envelope):
            state = .transaction(envelope)
            mistake(.nestedMail)
        case .unopened, .refusing, .checkingRecipient, .opening, .receiving, .storing, .closed: misused()
        }
    }

    private mutating func recipientReceived(_ recipient: ForwardPath, _ parameters: [MailParameter]) {
        switch exchange(.closed) {
        case .transaction(let envelope):
            if let parameter = parameters.first {
                state = .transaction(envelope)
                mistake(.unknownParameter(parameter.keyword))
            } else if envelope.recipients.count >= settings.maximumRecipients {
                answer(.tooManyRecipients, then: .transaction(envelope))
            } else {
                decide(.checkRecipient(recipient, envelope: envelope))
                state = .checkingRecipient(envelope, recipient)
            }
        case .connected:
            state = .connected
            mistake(.mailFirst)
        case .ready(let hello):
            state = .ready(hello)
            mistake(.mailFirst)
        case .unopened, .refusing, .checkingRecipient, .opening, .receiving, .storing, .closed: misused()
        }
    }

    private mutating func dataReceived() {
        switch exchange(.closed) {
        case .transaction(let envelope):
            guard !envelope.recipients.isEmpty else {
                // A client that pipelines sends DATA before it knows that no recipient is left (RFC 2920 §3.1): no mistake.
                return answer(.noValidRecipients, then: .transaction(envelope))
            }
            state = .transaction(envelope)
            guard input.readableBytes == 0 else { return breakOff(.outOfStep) }
            decide(.openMail(envelope))
            state = .opening(envelope)
        case .connected:
            state = .connected
            mistake(.mailFirst)
        case .ready(let hello):
            state = .ready(hello)
            mistake(.mailFirst)
        case .unopened, .refusing, .checkingRecipient, .opening, .receiving, .storing, .closed: misused()
        }
    }

    private func misused() -> Never {
        preconditionFailure("a command is read only where one may stand")
    }
}

extension MailEnvelope {
    /// Takes a parameter of MAIL: SIZE (RFC 1870 §3) or BODY (RFC 6152 §2).
    ///
    /// - Throws: `badArgument` for a bad value, `unknownParameter` for any other parameter.
    mutating func apply(_ parameter: MailParameter) throws(SMTPError) {
        switch parameter.keyword {
        case "SIZE":
            guard let value = parameter.value, value.utf8.count <= 20, value.utf8.allSatisfy({ (48...57).contains($0) })
            else { throw SMTPError(.badArgument, "SIZE is a number of octets") }
            announcedSize = Int(value) ?? .max
        case "BODY":
            switch parameter.value?.uppercased() {
            case "7BIT": isEightBit = false
            case "8BITMIME": isEightBit = true
            case .some, .none: throw SMTPError(.badArgument, "BODY is 7BIT or 8BITMIME")
            }
        default:
            throw SMTPError(.unknownParameter, "Parameter \(parameter.keyword) is not offered here")
        }
    }
}
