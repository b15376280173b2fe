import NIOCore

/// The right-hand side of a mailbox (RFC 5321 §4.1.2, §4.1.3).
public enum MailDomain: Hashable, Sendable {
    /// A domain name, in the case in which it was written.
    case name(String)
    /// What stands between the brackets of an address literal: `192.0.2.1`, `IPv6:2001:db8::1`.
    case literal(String)
}

extension MailDomain: CustomStringConvertible {
    public var description: String {
        switch self {
        case .name(let name): name
        case .literal(let literal): "[\(literal)]"
        }
    }
}

/// A mailbox (RFC 5321 §4.1.2): `local-part@domain`.
public struct Mailbox: Hashable, Sendable {
    /// The local part as it is meant: without the quotes and backslashes with which it may have been written.
    public let localPart: String
    /// The domain or address literal.
    public let domain: MailDomain

    /// Whether it can be written in a mail that is not international (RFC 6531).
    public var isASCII: Bool { description.utf8.allSatisfy { $0 < 128 } }

    /// The mailbox of a local part as it is meant, in a domain; `nil` where no mailbox has such a one (RFC 5321 §4.1.2).
    public init?(writing localPart: String, in domain: MailDomain) {
        self.init(Mailbox(localPart: localPart, domain: domain).description)
    }

    /// The mailbox of a local part, unquoted and without control characters, in a domain.
    init(localPart: String, domain: MailDomain) {
        self.localPart = localPart
        self.domain = domain
    }
}

/// The text of a mailbox quotes the local part only where it must be quoted (RFC 5321 §4.1.2), so that different
/// spellings of one mailbox are written the same.
extension Mailbox: LosslessStringConvertible {
    public var description: String { "\(writtenLocalPart)@\(domain)" }

    /// Reads `local-part@domain`; `nil` for anything else.
    public init?(_ description: String) {
        var cursor = GrammarCursor(Array(description.utf8))
        guard let mailbox = cursor.mailbox(), cursor.isAtEnd else { return nil }
        self = mailbox
    }

    private var writtenLocalPart: String {
        var cursor = GrammarCursor(Array(localPart.utf8))
        if cursor.dotString() != nil, cursor.isAtEnd { return localPart }
        // By scalars, as it is read: a quote with a combining mark behind it is one character, and no `"` to Swift.
        var written = "\"".unicodeScalars
        for scalar in localPart.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { written.append("\\") }
            written.append(scalar)
        }
        written.append("\"")
        return String(written)
    }
}

/// The argument of RCPT TO (RFC 5321 §4.1.1.3).
public enum ForwardPath: Hashable, Sendable {
    /// A mailbox; a source route before it is dropped (RFC 5321 appendix C).
    case mailbox(Mailbox)
    /// `<Postmaster>`, which needs no domain (RFC 5321 §4.5.1).
    case postmaster
}

extension ForwardPath: CustomStringConvertible {
    public var description: String {
        switch self {
        case .mailbox(let mailbox): mailbox.description
        case .postmaster: "postmaster"
        }
    }
}
