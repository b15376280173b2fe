import FaxModel

/// What the server says, by RFC 5321 §4.2.2 with the codes of RFC 3463 and RFC 5248.
extension Reply {
    /// The greeting (§4.3.1; RFC 2033 §4).
    static func greeting(_ settings: SMTPServerSettings) -> Reply {
        Reply(220, nil, "\(settings.hostname) \(settings.service == .smtp ? "ESMTP" : "LMTP") Faxpost")
    }

    /// The answer to HELO.
    static func hello(_ hostname: String) -> Reply {
        Reply(250, nil, hostname)
    }

    /// The answer to EHLO and LHLO: the name, then an extension a line (§4.1.1.1). TLS is offered until it is there (RFC 3207 §4.2),
    /// a login only then (RFC 4954 §4).
    static func extensions(of settings: SMTPServerSettings, isEncrypted: Bool) -> Reply {
        var lines = [
            settings.hostname, "PIPELINING", "SIZE \(settings.maximumSize)", "8BITMIME", "SMTPUTF8", "CHUNKING", "DSN",
            "ENHANCEDSTATUSCODES",
        ]
        switch settings.encryption {
        case .none, .implicit: break
        case .offered, .required: if !isEncrypted { lines.append("STARTTLS") }
        }
        if settings.offersLogin(isEncrypted: isEncrypted) { lines.append("AUTH PLAIN LOGIN") }
        return Reply(code: 250, status: nil, lines: lines + ["HELP"])
    }

    static let startTLS = Reply(220, EnhancedStatusCode(2, 0, 0), "Begin TLS")
    static let alreadyEncrypted = Reply(503, EnhancedStatusCode(5, 5, 1), "TLS protects this connection already")
    /// RFC 3207 §4.
    static let encryptionFirst = Reply(530, EnhancedStatusCode(5, 7, 0), "Must issue a STARTTLS command first")

    /// A step of a login (RFC 4954 §4); `text` is in base64.
    static func challenge(_ text: String) -> Reply {
        Reply(334, nil, text)
    }

    static let loggedIn = Reply(235, EnhancedStatusCode(2, 7, 0), "Logged in")
    static let loginCancelled = Reply(501, EnhancedStatusCode(5, 7, 0), "The login was cancelled")
    static let loginMalformed = Reply(501, EnhancedStatusCode(5, 5, 2), "A login's answer is in base64")
    static let loginTooLong = Reply(500, EnhancedStatusCode(5, 5, 6), "The login's answer is too long")
    static let loginFailed = Reply(535, EnhancedStatusCode(5, 7, 8), "Name or password is wrong")
    static let loginFirst = Reply(530, EnhancedStatusCode(5, 7, 0), "Log in first")
    /// RFC 4954 §6.
    static let loginNeedsEncryption = Reply(538, EnhancedStatusCode(5, 7, 11), "A login needs TLS: say STARTTLS first")
    static let loginAgain = Reply(503, EnhancedStatusCode(5, 5, 1), "You have logged in already")
    static let unknownMechanism = Reply(504, EnhancedStatusCode(5, 5, 4), "The mechanisms are PLAIN and LOGIN")
    static let tooManyLogins = Reply(421, EnhancedStatusCode(4, 7, 0), "Too many logins failed; closing the connection")

    /// A chunk that was taken (RFC 3030 §2).
    static func chunkReceived(_ octets: Int) -> Reply {
        Reply(250, EnhancedStatusCode(2, 0, 0), "\(octets) octets received")
    }

    static let chunkOutOfPlace = Reply(503, EnhancedStatusCode(5, 5, 1), "No mail is under way that a chunk belongs to")
    static let dataWithinChunks = Reply(
        503, EnhancedStatusCode(5, 5, 1), "The mail comes in chunks: BDAT or RSET is next")

    static let senderAccepted = Reply(250, EnhancedStatusCode(2, 1, 0), "Sender ok")
    static let recipientAccepted = Reply(250, EnhancedStatusCode(2, 1, 5), "Recipient ok")
    static let sendData = Reply(354, nil, "Send the mail; end it with CR LF . CR LF")
    static let done = Reply(250, EnhancedStatusCode(2, 0, 0), "Ok")
    static let cannotVerify = Reply(
        252, EnhancedStatusCode(2, 5, 0), "Not verified here; RCPT TO tells whether mail is accepted")
    static let help = Reply(
        code: 214, status: EnhancedStatusCode(2, 0, 0),
        lines: [
            "Mail to NUMBER@FAXDOMAIN becomes a fax",
            "Commands: EHLO HELO LHLO STARTTLS AUTH MAIL RCPT DATA BDAT RSET NOOP QUIT VRFY HELP",
        ])

    /// The answer to QUIT.
    static func goodbye(_ hostname: String) -> Reply {
        Reply(221, EnhancedStatusCode(2, 0, 0), "\(hostname) closes the connection")
    }

    static let helloFirst = Reply(503, EnhancedStatusCode(5, 5, 1), "Say EHLO or HELO first")
    /// RFC 2033 §4.1.
    static let wrongHello = Reply(500, EnhancedStatusCode(5, 5, 1), "SMTP begins with EHLO or HELO, LMTP with LHLO")
    static let mailFirst = Reply(503, EnhancedStatusCode(5, 5, 1), "MAIL FROM must come first")
    static let nestedMail = Reply(503, EnhancedStatusCode(5, 5, 1), "A mail is under way; RSET ends it")
    static let noValidRecipients = Reply(554, EnhancedStatusCode(5, 5, 1), "No valid recipients")
    /// RFC 2033 §4.2.
    static let noValidRecipientsHere = Reply(503, EnhancedStatusCode(5, 5, 1), "No valid recipients")
    static let noServiceHere = Reply(503, EnhancedStatusCode(5, 5, 1), "No service here; say QUIT")
    static let tooManyRecipients = Reply(
        452, EnhancedStatusCode(4, 5, 3), "Too many recipients; send the others in a further mail")
    static let lineTooLong = Reply(500, EnhancedStatusCode(5, 5, 2), "The command line is too long")
    static let bareLineFeed = Reply(500, EnhancedStatusCode(5, 5, 2), "A command line must end with CR LF")
    static let outOfStep = Reply(
        554, EnhancedStatusCode(5, 5, 0), "Out of step: wait for the answer before you send more")
    static let tooManyErrors = Reply(421, EnhancedStatusCode(4, 7, 0), "Too many errors; closing the connection")
    static let timedOut = Reply(421, EnhancedStatusCode(4, 4, 2), "Waited too long; closing the connection")
    static let shuttingDown = Reply(421, EnhancedStatusCode(4, 3, 2), "The service stops; try again later")

    /// RFC 1870 §6.2 and §6.3.
    static func tooLarge(limit: Int) -> Reply {
        Reply(552, EnhancedStatusCode(5, 3, 4), "The mail is larger than the limit of \(limit) octets")
    }

    static func flawedData(_ flaw: BodyDecoder.Flaw) -> Reply {
        let found =
            switch flaw {
            case .bareCarriageReturn: "a CR without LF"
            case .bareLineFeed: "a LF without CR"
            case .null: "a NUL"
            }
        return Reply(554, EnhancedStatusCode(5, 6, 0), "The mail has \(found) in it, which no mail may have")
    }
}

extension SMTPError {
    /// The answer to a command with this mistake.
    var reply: Reply {
        switch code {
        case .unknownCommand: Reply(500, EnhancedStatusCode(5, 5, 2), message)
        case .unsupportedCommand: Reply(502, EnhancedStatusCode(5, 5, 1), message)
        case .badArgument: Reply(501, EnhancedStatusCode(5, 5, 4), message)
        case .unsupportedArgument: Reply(504, EnhancedStatusCode(5, 5, 4), message)
        case .unannouncedUTF8: Reply(553, EnhancedStatusCode(5, 6, 7), message)
        case .badChunk: Reply(501, EnhancedStatusCode(5, 5, 4), message)
        case .badSenderAddress: Reply(501, EnhancedStatusCode(5, 1, 7), message)
        case .badRecipientAddress: Reply(501, EnhancedStatusCode(5, 1, 3), message)
        case .unknownParameter: Reply(555, EnhancedStatusCode(5, 5, 4), message)
        case .malformedReply: Reply(500, EnhancedStatusCode(5, 5, 2), message)
        }
    }
}

extension SMTPServerSettings {
    /// Whether a client may log in now: only where TLS protects what it says.
    func offersLogin(isEncrypted: Bool) -> Bool { login != .none && isEncrypted }
}
