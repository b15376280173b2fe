/// What is wrong with something that a peer sent: the kind, and a sentence for whoever reads the reply or the log.
public struct SMTPError: Error, Hashable, Sendable {
    /// The kind of mistake: it decides the reply.
    public enum Code: Hashable, Sendable {
        /// No command, or none that is known (RFC 5321 §4.2.4: 500).
        case unknownCommand
        /// A known command that this server does not serve (RFC 5321 §4.2.4: 502).
        case unsupportedCommand
        /// An argument is missing, too many or malformed (501).
        case badArgument
        /// A value of a parameter that is known, and not served (RFC 5321 §4.2.2: 504).
        case unsupportedArgument
        /// An address in UTF-8 in a mail that was not announced so (RFC 6531 §3.5: 553, X.6.7).
        case unannouncedUTF8
        /// How a chunk is announced can't be read, so nobody knows where it ends (RFC 3030 §2).
        case badChunk
        /// The reverse path is malformed (501, RFC 3463 X.1.7).
        case badSenderAddress
        /// The forward path is malformed (501, RFC 3463 X.1.3).
        case badRecipientAddress
        /// A parameter of MAIL or RCPT that was not offered (RFC 5321 §4.1.1.11: 555).
        case unknownParameter
        /// A server's reply that is none (RFC 5321 §4.2).
        case malformedReply
    }

    /// The kind of mistake.
    public var code: Code
    /// What was found and what is expected.
    public var message: String

    /// A mistake of this kind.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
