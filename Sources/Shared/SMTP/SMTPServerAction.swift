public import NIOCore

/// What whoever drives an `SMTPServerStateMachine` must do next.
public enum SMTPServerAction: Hashable, Sendable {
    /// Send this to the client.
    case reply(Reply)
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
    /// Close the connection when everything was sent.
    case close
}
