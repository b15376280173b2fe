import NIOCore

/// Reads the productions of RFC 5321 §4.1.2 and §4.1.3 from the octets of a command line, front to back.
///
/// A method that returns `nil` found something else; where it stands then is of no use to the caller.
struct GrammarCursor {
    private let octets: [UInt8]
    private var position = 0

    /// A cursor at the first of `octets`.
    init(_ octets: [UInt8]) {
        self.octets = octets
    }

    /// Whether everything was read.
    var isAtEnd: Bool { position == octets.count }

    /// The next octet, still unread; `nil` at the end.
    var next: UInt8? { isAtEnd ? nil : octets[position] }

    /// Everything that was not read, as text.
    var rest: String { String(decoding: octets[position...], as: UTF8.self) }

    /// Reads `octet` if it is the next.
    mutating func take(_ octet: UInt8) -> Bool {
        guard next == octet else { return false }
        position += 1
        return true
    }

    /// Reads `word` if it is next, in either case; `word` is in upper case.
    mutating func take(word: String) -> Bool {
        let end = position + word.utf8.count
        guard end <= octets.count, zip(octets[position..<end], word.utf8).allSatisfy({ $0.uppercased == $1 }) else {
            return false
        }
        position = end
        return true
    }

    /// Reads octets as long as `belongs` says so; perhaps none.
    mutating func take(while belongs: (UInt8) -> Bool) -> String {
        let start = position
        while let octet = next, belongs(octet) { position += 1 }
        return String(decoding: octets[start..<position], as: UTF8.self)
    }

    /// Mailbox: the local part, `@`, and a domain or address literal.
    mutating func mailbox() -> Mailbox? {
        let local = next == UInt8(ascii: "\"") ? quotedString() : dotString()
        guard let local, take(UInt8(ascii: "@")), let domain = mailDomain() else { return nil }
        return Mailbox(localPart: local, domain: domain)
    }

    /// Reverse-path without the case of null, and Forward-path: `<` with or without a source route `>`.
    mutating func path() -> Mailbox? {
        guard take(UInt8(ascii: "<")), sourceRoute(), let mailbox = mailbox(), take(UInt8(ascii: ">")) else {
            return nil
        }
        return mailbox
    }

    /// Dot-string: atoms with dots between them.
    mutating func dotString() -> String? {
        let text = take { $0.isAtomText || $0 == UInt8(ascii: ".") }
        // By octets: a dot with a combining mark behind it is another character to Swift.
        let atoms = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return atoms.allSatisfy { !$0.isEmpty } ? text : nil
    }

    /// Quoted-string: the text that it means.
    private mutating func quotedString() -> String? {
        guard take(UInt8(ascii: "\"")) else { return nil }
        var content: [UInt8] = []
        while let octet = next {
            position += 1
            switch octet {
            case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = next, (32...126).contains(escaped) else { return nil }
                position += 1
                content.append(escaped)
            case 32...126, 128...255: content.append(octet)
            default: return nil
            }
        }
        return nil
    }

    /// Domain or address literal.
    mutating func mailDomain() -> MailDomain? {
        next == UInt8(ascii: "[") ? addressLiteral() : domainName().map(MailDomain.name)
    }

    /// Domain: labels with dots between them, 255 octets at most (§4.5.3.1.2), U-labels among them (RFC 6531 §3.3). An underscore
    /// is let pass, because hosts with one in their name do send mail.
    private mutating func domainName() -> String? {
        let name = take {
            $0.isLetterOrDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
                || $0 > 127
        }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let hyphen = UInt8(ascii: "-")
        guard name.utf8.count <= 255,
            labels.allSatisfy({ !$0.isEmpty && $0.first != hyphen && $0.last != hyphen && !Self.beginsWithMark($0) })
        else { return nil }
        return name
    }

    /// Whether a label is none because its first character combines with what stands before it (RFC 5891 §4.2.3.2): the `@`, perhaps.
    private static func beginsWithMark(_ label: Substring.UTF8View) -> Bool {
        switch Substring(label).unicodeScalars.first?.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: true
        default: false
        }
    }

    private mutating func addressLiteral() -> MailDomain? {
        guard take(UInt8(ascii: "[")) else { return nil }
        let content = take { (33...90).contains($0) || (94...126).contains($0) }
        guard take(UInt8(ascii: "]")) else { return nil }
        var tagged = GrammarCursor(Array(content.utf8))
        if tagged.take(word: "IPV6:") {
            guard case .v6? = try? SocketAddress(ipAddress: tagged.rest, port: 0) else { return nil }
            return .literal(content)
        }
        if case .v4? = try? SocketAddress(ipAddress: content, port: 0) { return .literal(content) }
        let tag = tagged.take { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
        guard !tag.isEmpty, !tag.hasSuffix("-"), tagged.take(UInt8(ascii: ":")), !tagged.isAtEnd else { return nil }
        return .literal(content)
    }

    /// A-d-l: `@one,@two:`, accepted and ignored (§4.1.1.3, appendix C). Nothing is a route, too.
    private mutating func sourceRoute() -> Bool {
        guard next == UInt8(ascii: "@") else { return true }
        repeat {
            guard take(UInt8(ascii: "@")), mailDomain() != nil else { return false }
        } while take(UInt8(ascii: ","))
        return take(UInt8(ascii: ":"))
    }
}

extension UInt8 {
    /// An ASCII letter or digit.
    var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    /// atext of RFC 5322 §3.2.3, and of RFC 6531 §3.3: whoever reads has made sure that what is above 127 is UTF-8.
    var isAtomText: Bool { isLetterOrDigit || self > 127 || (self < 127 && "!#$%&'*+-/=?^_`{|}~".utf8.contains(self)) }

    /// The ASCII letter in upper case; any other octet as it is.
    var uppercased: UInt8 { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) ? self & 0xDF : self }
}
