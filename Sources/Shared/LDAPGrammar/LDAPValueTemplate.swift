/// A text that is made of an entry's attributes, as an operator writes it: an attribute's name alone (`cn`), or a text with names in
/// braces: `{givenName} {sn}`. In it `\n` ends a line.
public struct LDAPValueTemplate: Hashable, Sendable {
    private enum Part: Hashable, Sendable {
        case text(String)
        case attribute(LDAPAttribute)
    }

    /// What was read.
    public let text: String
    private let parts: [Part]

    /// Reads a template; `nil` where it names no attribute, or a brace has no other.
    public init?(_ text: String) {
        self.text = text
        if let attribute = LDAPAttribute(text) {
            parts = [.attribute(attribute)]
            return
        }
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard rest[open] == "{", let close = rest[open...].firstIndex(of: "}"),
                let attribute = LDAPAttribute(String(rest[rest.index(after: open)..<close]))
            else { return nil }
            if open > rest.startIndex { parts.append(.text(Self.lines(rest[..<open]))) }
            parts.append(.attribute(attribute))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { parts.append(.text(Self.lines(rest))) }
        self.parts = parts
        guard !attributes.isEmpty else { return nil }
    }

    /// The attributes that it needs.
    public var attributes: [LDAPAttribute] {
        parts.compactMap { part in
            switch part {
            case .text: nil
            case .attribute(let attribute): attribute
            }
        }
    }

    /// The attribute that it is, where it is no more than one.
    public var attribute: LDAPAttribute? {
        guard parts.count == 1, case .attribute(let attribute) = parts[0] else { return nil }
        return attribute
    }

    /// All values: those of the attribute; or, of a text with several parts, the one in which each has its first value.
    ///
    /// - Returns: none where an attribute has no value, so that the next template counts; a line of which nothing is known is left out.
    public func texts(_ values: (LDAPAttribute) -> [String]) -> [String] {
        if let attribute { return values(attribute) }
        var lines: [(text: String, isComplete: Bool)] = [("", true)]
        for part in parts {
            switch part {
            case .attribute(let attribute):
                if let value = values(attribute).first {
                    lines[lines.count - 1].text += value
                } else {
                    lines[lines.count - 1].isComplete = false
                }
            case .text(let text):
                let pieces = text.split(separator: "\n", omittingEmptySubsequences: false)
                lines[lines.count - 1].text += pieces[0]
                lines += pieces.dropFirst().map { (String($0), true) }
            }
        }
        let complete = lines.filter { $0.isComplete && !$0.text.allSatisfy(\.isWhitespace) }.map(\.text)
        return complete.isEmpty ? [] : [complete.joined(separator: "\n")]
    }

    private static func lines(_ text: Substring) -> String {
        text.split(separator: "\\n", omittingEmptySubsequences: false).joined(separator: "\n")
    }
}
