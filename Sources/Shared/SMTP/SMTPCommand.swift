/// A command of a client (RFC 5321 §4.1.1), understood as far as grammar goes.
public enum SMTPCommand: Hashable, Sendable {
    /// HELO with the client's name (§4.1.1.1).
    case hello(String)
    /// EHLO with the client's name or address literal (§4.1.1.1).
    case extendedHello(String)
    /// LHLO with the client's name (RFC 2033 §4.1).
    case localHello(String)
    /// STARTTLS (RFC 3207 §4).
    case startTLS
    /// AUTH with the mechanism, in upper case, and the initial response, not decoded; `nil` where there is none (RFC 4954 §4).
    case login(mechanism: String, response: String?)
    /// MAIL FROM (§4.1.1.2); no sender for the null reverse path `<>`.
    case mail(sender: Mailbox?, parameters: [MailParameter])
    /// RCPT TO (§4.1.1.3).
    case recipient(ForwardPath, parameters: [MailParameter])
    /// DATA (§4.1.1.4).
    case data
    /// BDAT: so many octets follow, and they are the mail's last (RFC 3030 §2).
    case chunk(size: Int, isLast: Bool)
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
    /// pass, which §4.1.1.2 forbids and many clients send. UTF-8 is for addresses (RFC 6531 §3.3).
    ///
    /// - Throws: what is wrong with the line.
    init(line: [UInt8]) throws(SMTPError) {
        guard line.allSatisfy({ (32...126).contains($0) || $0 == 9 || $0 > 127 }) else {
            throw SMTPError(.unknownCommand, "A command line is of printable characters")
        }
        let end = (line.lastIndex { $0 != 32 && $0 != 9 } ?? -1) + 1
        var cursor = GrammarCursor(Array(line[..<end]))
        let verb = cursor.take { $0.isLetterOrDigit }.uppercased()
        guard cursor.isAtEnd || cursor.take(UInt8(ascii: " ")) else {
            throw SMTPError(.unknownCommand, "Unknown command")
        }
        switch verb {
        case "MAIL":
            try Self.checkText(line)
            self = try Self.mail(&cursor)
        case "RCPT":
            try Self.checkText(line)
            self = try Self.recipient(&cursor)
        default:
            guard line.allSatisfy({ $0 < 128 }) else {
                throw SMTPError(.badArgument, "Only the addresses of MAIL and RCPT may be in UTF-8")
            }
            self = try Self.plain(&cursor, verb: verb)
        }
    }

    /// RFC 6531 §3.3: what is not ASCII is UTF-8. Characters that control or separate lines have no place in an address.
    private static func checkText(_ line: [UInt8]) throws(SMTPError) {
        guard line.contains(where: { $0 > 127 }) else { return }
        guard let text = String(validating: line, as: UTF8.self) else {
            throw SMTPError(.badArgument, "What is not ASCII must be UTF-8")
        }
        let isHarmless = text.unicodeScalars.allSatisfy {
            switch $0.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: $0 == "\t"
            default: true
            }
        }
        guard isHarmless else { throw SMTPError(.badArgument, "A control character is in the address") }
    }

    /// The commands that are of ASCII.
    private static func plain(_ cursor: inout GrammarCursor, verb: String) throws(SMTPError) -> SMTPCommand {
        switch verb {
        case "HELO": return .hello(try clientName(&cursor, verb: verb))
        case "EHLO": return .extendedHello(try clientName(&cursor, verb: verb))
        case "LHLO": return .localHello(try clientName(&cursor, verb: verb))
        case "STARTTLS": return try bare(.startTLS, cursor, verb: verb)
        case "AUTH": return try login(&cursor)
        case "DATA": return try bare(.data, cursor, verb: verb)
        case "BDAT": return try chunk(&cursor)
        case "RSET": return try bare(.reset, cursor, verb: verb)
        case "QUIT": return try bare(.quit, cursor, verb: verb)
        case "NOOP": return .noOperation
        case "HELP": return .help
        case "VRFY":
            guard !cursor.isAtEnd else { throw SMTPError(.badArgument, "VRFY needs an address") }
            return .verify(cursor.rest)
        case "EXPN", "ETRN", "TURN", "ATRN", "SEND", "SOML", "SAML", "BURL":
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

    private static func login(_ cursor: inout GrammarCursor) throws(SMTPError) -> SMTPCommand {
        let mechanism = cursor.take { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
        guard !mechanism.isEmpty else { throw SMTPError(.badArgument, "Expected AUTH MECHANISM") }
        guard !cursor.isAtEnd else { return .login(mechanism: mechanism.uppercased(), response: nil) }
        guard cursor.take(UInt8(ascii: " ")) else { throw SMTPError(.badArgument, "Expected AUTH MECHANISM") }
        let response = cursor.take { (33...126).contains($0) }
        guard !response.isEmpty, cursor.isAtEnd else {
            throw SMTPError(.badArgument, "Expected AUTH MECHANISM RESPONSE")
        }
        return .login(mechanism: mechanism.uppercased(), response: response)
    }

    /// A chunk of more octets than any mail may have is refused like one that can't be read: nobody waits for its end.
    private static func chunk(_ cursor: inout GrammarCursor) throws(SMTPError) -> SMTPCommand {
        let problem = SMTPError(.badChunk, "Expected BDAT SIZE or BDAT SIZE LAST; the connection is out of step")
        let digits = cursor.take { (48...57).contains($0) }
        guard digits.utf8.count <= 15, let size = Int(digits) else { throw problem }
        if cursor.isAtEnd { return .chunk(size: size, isLast: false) }
        guard cursor.take(UInt8(ascii: " ")), cursor.take(word: "LAST"), cursor.isAtEnd else { throw problem }
        return .chunk(size: size, isLast: true)
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
