import FaxModel
import NIOCore

/// How a session begins: greeting, hello, TLS (RFC 3207), login (RFC 4954).
extension SMTPClientStateMachine {
    /// Says who we are, and learns what the server offers.
    mutating func hello(now: NIODeadline) {
        send("\(settings.service == .smtp ? "EHLO" : "LHLO") \(settings.name)\r\n")
        enter(.hello(isExtended: true), for: timeouts.hello, now: now)
    }

    /// Asks for TLS where it is wanted, and then for a login.
    mutating func secure(now: NIODeadline) {
        let isWanted = settings.encryption == .offered || settings.encryption == .required
        if isWanted && !isEncrypted {
            if extensions.startTLS {
                send("STARTTLS\r\n")
                return enter(.startTLS, for: timeouts.hello, now: now)
            }
            if settings.encryption == .required { return refuseClear("it does not offer STARTTLS") }
        }
        guard let credentials = settings.credentials else { return open(now: now) }
        guard let login = ClientLogin.begin(credentials, offered: extensions.logins) else {
            return breakOff(
                Failure(
                    EnhancedStatusCode(4, 7, 4),
                    "The mail server offers no login (AUTH PLAIN or LOGIN), and one is wanted")
            )
        }
        send(login.line)
        enter(.login(login.state), for: timeouts.hello, now: now)
    }

    mutating func tlsAnswered(_ reply: Reply, now: NIODeadline) {
        guard reply.isPositive else {
            if settings.encryption == .required { return refuseClear("it answered \(reply)") }
            return open(now: now)
        }
        // What came along with the answer was said in the clear by anybody (RFC 3207 §5).
        guard input.readableBytes == 0 else {
            return breakOff(Failure(EnhancedStatusCode(4, 7, 5), "The mail server spoke on between STARTTLS and TLS"))
        }
        enter(.handshake, for: timeouts.hello, now: now)
        actions.append(.startTLS)
    }

    mutating func loginAnswered(_ reply: Reply, _ login: ClientLogin, now: NIODeadline) {
        if reply.isPositive { return open(now: now) }
        guard reply.isIntermediate, let next = settings.credentials.flatMap({ login.answer($0) }) else {
            // Nothing that a mail could be blamed for: somebody has to set the password right.
            return breakOff(
                Failure(EnhancedStatusCode(4, 7, 8), "The login failed. \(Failure(reply).sentence)"))
        }
        send(next.line)
        enter(.login(next.state), for: timeouts.hello, now: now)
    }

    mutating func open(now: NIODeadline) {
        enter(.ready, for: nil, now: now)
        actions.append(.ready(extensions))
    }

    mutating func refuseClear(_ reason: String) {
        breakOff(
            Failure(EnhancedStatusCode(4, 7, 10), "TLS is required, and the mail server has none: \(reason)"))
    }
}
