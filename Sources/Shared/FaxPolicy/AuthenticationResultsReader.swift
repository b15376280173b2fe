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
        var rest = Substring(text)
        while let character = rest.first {
            switch character {
            case ";":
                parts.append([])
                rest.removeFirst()
            case "=":
                parts[parts.count - 1].append(.equals)
                rest.removeFirst()
            case "(":
                guard skipComment(&rest) else { return nil }
            case _ where character.isWhitespace: rest.removeFirst()
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
    private static func value(_ rest: inout Substring, until ends: String) -> Token? {
        var text = ""
        var isQuoted = false
        while let character = rest.first, !character.isWhitespace, !ends.contains(character) {
            rest.removeFirst()
            guard character == "\"" else {
                text.append(character)
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
        return isQuoted ? .quoted(text) : .word(text)
    }

    /// Comments may be nested (RFC 5322 §3.2.2); `false` where one has no end.
    private static func skipComment(_ rest: inout Substring) -> Bool {
        var depth = 0
        while let character = rest.popFirst() {
            switch character {
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
