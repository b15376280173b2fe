/// Takes a field apart: comments go, quoted strings lose their quotes, words stand between spaces, `;` and `=`.
enum AuthenticationResultsReader {
    /// A piece of a field's value.
    enum Token: Hashable {
        /// Text without quotes.
        case word(String)
        /// Text of which some was in quotes, without them.
        case quoted(String)
        /// `=`, where it is no part of a value.
        case equals
    }

    /// The tokens between semicolons; `nil` where a comment or a quoted string has no end.
    static func parts(_ text: String) -> [[Token]]? {
        var parts: [[Token]] = [[]]
        // By scalars, as it was written: a quote that a combining mark follows is one character with it to Swift, and a sender could end the
        // quotes in which a server has put his name.
        var rest = Substring(text).unicodeScalars
        while let scalar = rest.first {
            switch scalar {
            case ";":
                parts.append([])
                rest.removeFirst()
            case "=":
                parts[parts.count - 1].append(.equals)
                rest.removeFirst()
            case "(":
                guard skipComment(&rest) else { return nil }
            case _ where scalar.properties.isWhitespace: rest.removeFirst()
            default:
                // The local part of an address may have `=` in it (RFC 5322 §3.2.3): `prvs=…=jane@example.com`.
                let isValue = parts[parts.count - 1].last == .equals
                guard let token = value(&rest, until: isValue ? ";(" : ";=(") else { return nil }
                parts[parts.count - 1].append(token)
            }
        }
        return parts
    }

    /// A word or a quoted string, or both without a space between them, as in `"jane doe"@example.com`.
    private static func value(_ rest: inout Substring.UnicodeScalarView, until ends: String) -> Token? {
        var text = String.UnicodeScalarView()
        var isQuoted = false
        while let scalar = rest.first, !scalar.properties.isWhitespace, !ends.unicodeScalars.contains(scalar) {
            rest.removeFirst()
            guard scalar == "\"" else {
                text.append(scalar)
                continue
            }
            isQuoted = true
            while true {
                guard let next = rest.popFirst() else { return nil }
                if next == "\"" { break }
                guard next == "\\" else {
                    text.append(next)
                    continue
                }
                guard let escaped = rest.popFirst() else { return nil }
                text.append(escaped)
            }
        }
        return isQuoted ? .quoted(String(text)) : .word(String(text))
    }

    /// Comments may be nested (RFC 5322 §3.2.2); `false` where one has no end.
    private static func skipComment(_ rest: inout Substring.UnicodeScalarView) -> Bool {
        var depth = 0
        while let scalar = rest.popFirst() {
            switch scalar {
            case "(": depth += 1
            case ")":
                depth -= 1
                if depth == 0 { return true }
            case "\\": _ = rest.popFirst()
            default: break
            }
        }
        return false
    }
}
