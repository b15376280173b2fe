import FaxModel

extension MailEnvelope {
    /// Takes a parameter of MAIL: SIZE (RFC 1870 §3), BODY (RFC 6152 §2), SMTPUTF8 (RFC 6531 §3.4), RET and ENVID (RFC 3461
    /// §4.3, §4.4), and AUTH (RFC 4954 §5) where logins are offered.
    ///
    /// - Throws: what is wrong with it; `unknownParameter` for one that is not offered.
    mutating func apply(_ parameter: MailParameter, offersLogin: Bool) throws(SMTPError) {
        switch parameter.keyword {
        case "SIZE":
            guard let value = parameter.value, value.utf8.count <= 20, value.utf8.allSatisfy({ (48...57).contains($0) })
            else { throw SMTPError(.badArgument, "SIZE is a number of octets") }
            announcedSize = Int(value) ?? .max
        case "BODY":
            switch parameter.value?.uppercased() {
            case "7BIT": isEightBit = false
            case "8BITMIME": isEightBit = true
            case "BINARYMIME":
                throw SMTPError(.unsupportedArgument, "BODY=BINARYMIME is not offered here; 8BITMIME is")
            case .some, .none: throw SMTPError(.badArgument, "BODY is 7BIT or 8BITMIME")
            }
        case "SMTPUTF8":
            guard parameter.value == nil else { throw SMTPError(.badArgument, "SMTPUTF8 has no value") }
            isInternational = true
        case "RET":
            guard let content = parameter.value.flatMap({ ReturnedContent(parameter: $0) }) else {
                throw SMTPError(.badArgument, "RET is FULL or HDRS")
            }
            returnedContent = content
        case "ENVID": envelopeID = try Self.envelopeID(parameter.value)
        case "AUTH" where offersLogin: try Self.checkOriginator(parameter.value)
        default:
            throw SMTPError(.unknownParameter, "Parameter \(parameter.keyword) is not offered here")
        }
    }

    /// RFC 3461 §4.4: xtext of 100 characters at most that means printable ASCII.
    private static func envelopeID(_ value: String?) throws(SMTPError) -> String {
        guard let value, value.utf8.count <= 100, let octets = TransmissionText.decode(value), !octets.isEmpty,
            octets.allSatisfy({ (32...126).contains($0) })
        else { throw SMTPError(.badArgument, "ENVID is xtext of up to 100 characters") }
        return String(decoding: octets, as: UTF8.self)
    }

    /// RFC 4954 §5: who is said to have submitted the mail, a mailbox as xtext or `<>`. No client here is trusted to say so for
    /// others, so it counts as `<>`, and is checked only.
    private static func checkOriginator(_ value: String?) throws(SMTPError) {
        guard let value, value.utf8.count <= 500, let octets = TransmissionText.decode(value) else {
            throw SMTPError(.badArgument, "AUTH is a mailbox as xtext, or <>")
        }
        let text = String(decoding: octets, as: UTF8.self)
        guard text == "<>" || Mailbox(text) != nil else {
            throw SMTPError(.badArgument, "AUTH is a mailbox as xtext, or <>")
        }
    }
}

extension ReportWishes {
    /// Takes a parameter of RCPT: NOTIFY and ORCPT (RFC 3461 §4.1, §4.2).
    ///
    /// - Parameter isInternational: whether the mail's addresses may be in UTF-8.
    /// - Throws: what is wrong with it; `unknownParameter` for one that is not offered.
    mutating func apply(_ parameter: MailParameter, isInternational: Bool) throws(SMTPError) {
        switch parameter.keyword {
        case "NOTIFY":
            guard let events = parameter.value.flatMap({ NotificationEvents(parameter: $0) }) else {
                throw SMTPError(.badArgument, "NOTIFY is NEVER, or a list of SUCCESS, FAILURE and DELAY")
            }
            notify = events
        case "ORCPT":
            originalRecipient = try Self.originalRecipient(parameter.value, isInternational: isInternational)
        default:
            throw SMTPError(.unknownParameter, "Parameter \(parameter.keyword) is not offered here")
        }
    }

    /// RFC 3461 §4.2: the type of address, `;`, and an address as xtext, 500 characters at most. Only a UTF-8 address (RFC 6533 §3)
    /// may mean more than printable ASCII.
    private static func originalRecipient(
        _ value: String?, isInternational: Bool
    ) throws(SMTPError) -> String {
        let problem = SMTPError(.badArgument, "ORCPT is TYPE;ADDRESS, the address as xtext, of up to 500 characters")
        guard let value, value.utf8.count <= 500, let semicolon = value.firstIndex(of: ";") else { throw problem }
        let type = value[..<semicolon]
        guard !type.isEmpty, type.utf8.allSatisfy({ $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }),
            let octets = TransmissionText.decode(String(value[value.index(after: semicolon)...])), !octets.isEmpty,
            let address = String(validating: octets, as: UTF8.self),
            address.unicodeScalars.allSatisfy({ $0.isASCII ? (32...126).contains($0.value) : isInternational })
        else { throw problem }
        return "\(type.lowercased());\(address)"
    }
}

extension NotificationEvents {
    /// Reads the value of NOTIFY (RFC 3461 §4.1), in either case; `nil` for anything else.
    fileprivate init?(parameter: String) {
        let words = parameter.uppercased().split(separator: ",", omittingEmptySubsequences: false)
        if words == ["NEVER"] {
            self = []
            return
        }
        var events: NotificationEvents = []
        for word in words {
            switch word {
            case "SUCCESS": events.insert(.success)
            case "FAILURE": events.insert(.failure)
            case "DELAY": events.insert(.delay)
            default: return nil
            }
        }
        self = events
    }
}

extension ReturnedContent {
    /// Reads the value of RET (RFC 3461 §4.3), in either case; `nil` for anything else.
    fileprivate init?(parameter: String) {
        switch parameter.uppercased() {
        case "FULL": self = .full
        case "HDRS": self = .header
        default: return nil
        }
    }
}
