public import NIOCore

/// What whoever drives an `SMTPServerStateMachine` must do next.
public enum SMTPServerAction: Hashable, Sendable {
    /// Send this to the client.
    case reply(Reply)
    /// When everything was sent, begin TLS; then call `secured`. A handshake that fails ends the connection.
    case startTLS
    /// Check a login, then call `loginAccepted` or `loginRefused`.
    case checkLogin(Login)
    /// Decide whether a mail may come now, then call `senderAccepted` or `senderRefused`.
    case checkSender(MailEnvelope)
    /// Decide on a recipient, then call `recipientAccepted` or `recipientRefused`. `envelope` is the mail so far.
    case checkRecipient(ForwardPath, envelope: MailEnvelope)
    /// The recipients are complete and the client wants to send the data: get ready for it, then call `dataExpected`.
    case openMail(MailEnvelope)
    /// The next part of the mail.
    case appendBody(ByteBuffer)
    /// The mail is complete: make it durable, then call `mailAnswered` with what the client is to hear.
    case storeMail
    /// The mail that was opened will not be completed: forget what came of it. The client hears of it by itself.
    case discardMail
    /// Close the connection when everything was sent. One that the client has ended by QUIT has nothing more to say; of any other, what still comes has to
    /// be read meanwhile, or the client may not see the last words.
    case close(isEnded: Bool)
}

/// A name and a password that a client has given.
public struct Login: Hashable, Sendable {
    /// Who it says it is (RFC 4616: the authentication identity); not empty.
    public var user: String
    /// The password; not empty.
    public var password: String

    /// A login.
    public init(user: String, password: String) {
        self.user = user
        self.password = password
    }
}

/// A password is in no log.
extension Login: CustomStringConvertible, CustomReflectable {
    public var description: String { "login of \(user)" }
    public var customMirror: Mirror { Mirror(self, children: ["user": user]) }
}
