import FaxModel

/// What the server says, by RFC 5321 §4.2.2 with the codes of RFC 3463 and RFC 5248.
extension Reply {
    /// The greeting (§4.3.1).
    static func greeting(_ hostname: String) -> Reply {
        Reply(220, nil, "\(hostname) ESMTP Faxpost")
    }

    /// The answer to HELO.
    static func hello(_ hostname: String) -> Reply {
        Reply(250, nil, hostname)
    }

    /// The answer to EHLO: the name, then an extension a line (§4.1.1.1).
    static func extensions(of settings: SMTPServerSettings) -> Reply {
        Reply(
            code: 250, status: nil,
            lines: [
                settings.hostname, "PIPELINING", "SIZE \(settings.maximumSize)", "8BITMIME", "ENHANCEDSTATUSCODES",
                "HELP",
            ])
    }

    static let senderAccepted = Reply(250, EnhancedStatusCode(2, 1, 0), "Sender ok")
    static let recipientAccepted = Reply(250, EnhancedStatusCode(2, 1, 5), "Recipient ok")
    static let sendData = Reply(354, nil, "Send the mail; end it with CR LF . CR LF")
    static let done = Reply(250, EnhancedStatusCode(2, 0, 0), "Ok")
    static let cannotVerify = Reply(
        252, EnhancedStatusCode(2, 5, 0), "Not verified here; RCPT TO tells whether mail is accepted")
    static let help = Reply(
        code: 214, status: EnhancedStatusCode(2, 0, 0),
        lines: [
            "Mail to NUMBER@FAXDOMAIN becomes a fax", "Commands: EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY HELP",
        ])

    /// The answer to QUIT.
    static func goodbye(_ hostname: String) -> Reply {
        Reply(221, EnhancedStatusCode(2, 0, 0), "\(hostname) closes the connection")
    }

    static let helloFirst = Reply(503, EnhancedStatusCode(5, 5, 1), "Say EHLO or HELO first")
    static let mailFirst = Reply(503, EnhancedStatusCode(5, 5, 1), "MAIL FROM must come first")
    static let nestedMail = Reply(503, EnhancedStatusCode(5, 5, 1), "A mail is under way; RSET ends it")
    static let noValidRecipients = Reply(554, EnhancedStatusCode(5, 5, 1), "No valid recipients")
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

    static func unknownParameter(_ keyword: String) -> Reply {
        Reply(555, EnhancedStatusCode(5, 5, 4), "Parameter \(keyword) is not offered here")
    }

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
        case .badSenderAddress: Reply(501, EnhancedStatusCode(5, 1, 7), message)
        case .badRecipientAddress: Reply(501, EnhancedStatusCode(5, 1, 3), message)
        case .unknownParameter: Reply(555, EnhancedStatusCode(5, 5, 4), message)
        case .malformedReply: Reply(500, EnhancedStatusCode(5, 5, 2), message)
        }
    }
}
