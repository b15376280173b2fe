import NIOCore

extension SMTPServerStateMachine {
    /// STARTTLS (RFC 3207 §4). What comes right behind it was said in the clear, by whomever (§5; CVE-2011-0411): the connection is
    /// cut off.
    mutating func startTLSReceived() {
        switch settings.encryption {
        case .none:
            return mistake(SMTPError(.unsupportedCommand, "STARTTLS is not offered here").reply)
        case .implicit: return mistake(.alreadyEncrypted)
        case .offered, .required: break
        }
        guard encryption == nil else { return mistake(.alreadyEncrypted) }
        switch state {
        case .ready:
            guard input.readableBytes == 0 else { return breakOff(.outOfStep) }
            decide(.reply(.startTLS))
            decide(.startTLS)
            state = .startingTLS
        case .connected: mistake(.helloFirst)
        case .transaction, .chunked: mistake(.nestedMail)
        case .unopened, .refusing, .startingTLS, .authenticating, .checkingLogin, .checkingSender, .checkingRecipient,
            .opening, .receiving, .receivingChunk, .skippingChunk, .storing, .closed:
            misused()
        }
    }

    /// AUTH (RFC 4954 §4).
    mutating func loginReceived(_ mechanism: String, _ response: String?) {
        guard settings.login != .none else {
            return mistake(SMTPError(.unsupportedCommand, "AUTH is not offered here").reply)
        }
        guard encryption != nil else { return mistake(.loginNeedsEncryption) }
        guard user == nil else { return mistake(.loginAgain) }
        switch state {
        case .ready(let hello):
            guard let exchange = LoginExchange.begin(mechanism) else { return mistake(.unknownMechanism) }
            if let response {
                // §4: `=` is an initial response of no octets.
                loginContinues(exchange, response == "=" ? "" : response, hello)
            } else {
                answer(.challenge(exchange.challenge), then: .authenticating(hello, exchange))
            }
        case .connected: mistake(.helloFirst)
        case .transaction, .chunked: mistake(.nestedMail)
        case .unopened, .refusing, .startingTLS, .authenticating, .checkingLogin, .checkingSender, .checkingRecipient,
            .opening, .receiving, .receivingChunk, .skippingChunk, .storing, .closed:
            misused()
        }
    }

    /// A line of a login, its initial response included.
    mutating func loginContinues(_ exchange: LoginExchange, _ line: String, _ hello: MailEnvelope.Hello) {
        switch exchange.take(line: line) {
        case .challenge(let text, let next): answer(.challenge(text), then: .authenticating(hello, next))
        case .check(let login):
            decide(.checkLogin(login))
            state = .checkingLogin(hello)
        case .refused(let reply):
            state = .ready(hello)
            loginFailed(reply)
        }
    }

    /// Answers a login that failed; the last that a client may fail ends the connection.
    mutating func loginFailed(_ reply: Reply) {
        failedLoginCount += 1
        guard failedLoginCount >= settings.maximumFailedLogins else { return mistake(reply) }
        decide(.reply(reply))
        breakOff(.tooManyLogins)
    }
}
