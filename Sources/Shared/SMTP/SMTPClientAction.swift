public import FaxModel
public import NIOCore

/// What whoever drives an `SMTPClientStateMachine` must do next.
public enum SMTPClientAction: Hashable, Sendable {
    /// Send this to the server.
    case send(ByteBuffer)
    /// The session is open: call `deliver` or `quit`.
    case ready(ServerExtensions)
    /// Begin TLS; once it stands call `encrypted`. Nothing that came before counts (RFC 3207 §4.2).
    case startTLS
    /// The server wants the data: call `bodyContinues` as often as needed, then `bodyEnded`.
    case sendBody
    /// The mail is done with, for each recipient in its own way. The session is open still, unless `close` follows.
    case finished([RecipientResult])
    /// The session can't be used: the server refused it, broke off or did not answer. No mail has come of it; worth a try
    /// elsewhere, or later.
    case failed(Failure)
    /// Close the connection.
    case close
}
