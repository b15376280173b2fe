/// A command of a client (RFC 5321 §4.1.1), understood as far as grammar goes.
public enum SMTPCommand: Hashable, Sendable {
    /// HELO with the client's name (§4.1.1.1).
    case hello(String)
    /// EHLO with the client's name or address literal (§4.1.1.1).
    case extendedHello(String)
    /// MAIL FROM (§4.1.1.2); no sender for the null reverse path `<>`.
    case mail(sender: Mailbox?, parameters: [MailParameter])
    /// RCPT TO (§4.1.1.3).
    case recipient(ForwardPath, parameters: [MailParameter])
    /// DATA (§4.1.1.4).
    case data
    /// RSET (§4.1.1.5).
    case reset
    /// VRFY (§4.1.1.6).
    case verify(String)
    /// HELP (§4.1.1.8).
    case help
    /// NOOP (§4.1.1.9).
    case noOperation
    /// QUIT (§4.1.1.10).
    case quit

    /// Reads a command line without its CR LF.
    ///
    /// Verbs may be in either case (§2.4); space at the end is ignored (§4.1.1). A space after `FROM:` or `TO:` is let
    /// pass, which §4.1.1.2 forbids and many clients send.
    ///
    /// - Throws: what is wrong with the line.
    init(line: [UInt8]) throws(SMTPError) {
        guard line.allSatisfy({ (32...126).contains($0) || $0 == 9 }) else {
            throw SMTPError(
                line.contains { $0 > 126 } ? .badArgument : .unknownCommand,
                "A command line is of printable ASCII characters")
        }
        let end = (line.lastIndex { $0 != 32 && $0 != 9 } ?? -1) + 1
        var cursor = GrammarCursor(Array(line[..<end]))
        let verb = cursor.take { $0.isLetterOrDigit }.uppercased()
        guard cursor.isAtEnd || cursor.take(UInt8(ascii: " ")) else {
            throw SMTPError(.unknownCommand, "Unknown command")
        }
        switch verb {
        case "HELO": self = .hello(try Self.clientName(&cursor, verb: verb))
        case "EHLO": self = .extendedHello(try Self.clientName(&cursor, verb: verb))
        case "MAIL": self = try Self.mail(&cursor)
        case "RCPT": self = try Self.recipient(&cursor)
        case "DATA": self = try Self.bare(.data, cursor, verb: verb)
        case "RSET": self = try Self.bare(.reset, cursor, verb: verb)
        case "QUIT": self = try Self.bare(.quit, cursor, verb: verb)
        case "NOOP": self = .noOperation
        case "HELP": self = .help
        case "VRFY":
            guard !cursor.isAtEnd else { throw SMTPError(.badArgument, "VRFY needs an address") }
            self = .verify(cursor.rest)
        case "EXPN", "AUTH", "STARTTLS", "BDAT", "ETRN", "TURN", "SEND", "SOML", "SAML":
            throw SMTPError(.unsupportedCommand, "\(verb) is not offered here")
        default:
            throw SMTPError(.unknownCommand, "Unknown command")
        }
    }

    private static func bare(
        _ command: SMTPCommand, _ cursor: GrammarCursor, verb: String
    ) throws(SMTPError) -> SMTPCommand {
        guard cursor.isAtEnd else { throw SMTPError(.badArgument, "\(verb) takes no argument") }
        return command
    }

    /// The name is taken as it is, if only it is one word: a server must not refuse mail because the name does not fit
    /// the client (§4.1.4), and many clients have none that the grammar allows.
    private static func clientName(_ cursor: inout GrammarCursor, verb: String) throws(SMTPError) -> String {
        let name = cursor.take { (33...126).contains($0) }
        guard !name.isEmpty, cursor.isAtEnd else {
            throw SMTPError(.badArgument, "\(verb) needs the client's name and nothing else")
        }
        return name
    }

    private static func mail(_ cursor: inout GrammarCursor) throws(SMTPError) -> SMTPCommand {
        guard cursor.take(word: "FROM:") else { throw SMTPError(.badArgument, "Expected MAIL FROM:<address>") }
        _ = cursor.take(UInt8(ascii: " "))
        if cursor.take(word: "<>") {
            return .mail(sender: nil, parameters: try cursor.parameters())
        }
        guard let sender = cursor.path() else {
            throw SMTPError(.badSenderAddress, "The sender is not an address in angle brackets")
        }
        return .mail(sender: sender, parameters: try cursor.parameters())
    }

    private static func recipient(_ cursor: inout GrammarCursor) throws(SMTPError) -> SMTPCommand {
        guard cursor.take(word: "TO:") else { throw SMTPError(.badArgument, "Expected RCPT TO:<address>") }
        _ = cursor.take(UInt8(ascii: " "))
        if cursor.take(word: "<POSTMASTER>") {
            return .recipient(.postmaster, parameters: try cursor.parameters())
        }
        guard let mailbox = cursor.path() else {
            throw SMTPError(.badRecipientAddress, "The recipient is not an address in angle brackets")
        }
        return .recipient(.mailbox(mailbox), parameters: try cursor.parameters())
    }
}
