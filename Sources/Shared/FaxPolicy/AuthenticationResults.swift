public import Configuration

/// An Authentication-Results field (RFC 8601 §2.2).
public struct AuthenticationResults: Hashable, Sendable {
    /// What was found by one method.
    public struct Result: Hashable, Sendable {
        /// The method, in lower case, without its version: `spf`, `dkim`, `dmarc`, and others.
        public var method: String
        /// The result, in lower case: `pass`, `fail`, `none`, and others.
        public var result: String
        /// The properties, such as `smtp.mailfrom`, in lower case, with their values; of several of one name the first.
        public var properties: [String: String]
    }

    /// Who says so (§2.5), in lower case.
    public var server: String
    /// What was found, in the field's order; none for `none`.
    public var results: [Result]

    /// Reads the value of a field, unfolded.
    ///
    /// - Returns: `nil` for anything that departs from the grammar: what is not understood is not believed.
    public init?(_ text: String) {
        guard let parts = AuthenticationResultsReader.parts(text), let head = parts.first else { return nil }
        // A version other than 1 may mean anything (§2.2).
        guard case .word(let server)? = head.first, head.count == 1 || head.count == 2 && head[1] == .word("1") else {
            return nil
        }
        self.server = server.lowercased()
        results = []
        var found = parts.dropFirst()
        // Some servers end the field with a semicolon, and nothing behind it (Exchange, Yahoo).
        if found.count > 1, found.last?.isEmpty == true { found.removeLast() }
        guard let first = found.first else { return nil }
        if found.count == 1, first.count == 1, case .word(let word) = first[0], word.lowercased() == "none" { return }
        for part in found {
            guard let result = Result(part) else { return nil }
            results.append(result)
        }
    }

    /// What these fields of a mail, unfolded and the topmost first, prove of `address`: the methods that pass for its domain.
    ///
    /// Of each method the topmost field counts that has a result of it: front servers write a field for each program that checks something
    /// (OpenDKIM, OpenDMARC), and whoever handles a mail later writes above. So what a sender has put into his mail himself counts only
    /// where the server checks nothing of the kind, and not even then below a field that says so (`none`), or one of the server's that
    /// can't be read: it may have superseded what is below.
    public static func verified(_ fields: [String], by servers: Set<String>, for address: String) -> Set<
        AuthenticationMethod
    > {
        guard let at = address.lastIndex(of: "@") else { return [] }
        let domain = address[address.index(after: at)...].lowercased()
        let believed = believed(fields, by: servers)
        return Set(
            AuthenticationMethod.allCases.filter { method in
                let results = believed.lazy.map { $0.results.filter { $0.method == method.rawValue } }
                    .first { !$0.isEmpty }
                return results?.contains { $0.result == "pass" && $0.domain(of: method) == domain } ?? false
            })
    }

    /// The fields of the servers that are believed, down to one behind which nothing counts.
    private static func believed(_ fields: [String], by servers: Set<String>) -> [AuthenticationResults] {
        var believed: [AuthenticationResults] = []
        for text in fields {
            guard let field = AuthenticationResults(text) else {
                if mayBe(text, of: servers) { break }
                continue
            }
            guard servers.contains(field.server) else { continue }
            guard !field.results.isEmpty else { break }
            believed.append(field)
        }
        return believed
    }

    /// Whether a field that can't be read may be of one of the servers: not, where it names another one, or, as Exchange Online does, none.
    private static func mayBe(_ text: String, of servers: Set<String>) -> Bool {
        guard let head = AuthenticationResultsReader.parts(text)?.first, case .word(let word)? = head.first else {
            return true
        }
        let isNameless = head.count > 1 && head[1] == .equals
        return !isNameless && servers.contains(word.lowercased())
    }
}

extension AuthenticationResults.Result {
    /// Reads `method=result`, a reason and properties.
    fileprivate init?(_ tokens: [AuthenticationResultsReader.Token]) {
        var pairs: [(name: String, value: String)] = []
        var rest = tokens[...]
        while !rest.isEmpty {
            guard let name = Self.name(&rest) else { return nil }
            switch rest.popFirst() {
            case .word(let value)?, .quoted(let value)?: pairs.append((name.lowercased(), value))
            case .equals?, nil: return nil
            }
        }
        guard let first = pairs.first else { return nil }
        let parts = first.name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 1 || parts.count == 2 && parts[1] == "1", !parts[0].contains(".") else { return nil }
        method = String(parts[0])
        result = first.value.lowercased()
        properties = Dictionary(pairs.dropFirst().map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// What stands before an `=`: a word, or words that a slash or a dot joins, with comments between them perhaps.
    private static func name(_ tokens: inout ArraySlice<AuthenticationResultsReader.Token>) -> String? {
        var name = ""
        while let token = tokens.popFirst() {
            switch token {
            case .equals: return name.isEmpty ? nil : name
            case .quoted: return nil
            case .word(let word):
                guard name.isEmpty || Self.joins(name.last) || Self.joins(word.first) else { return nil }
                name += word
            }
        }
        return nil
    }

    private static func joins(_ character: Character?) -> Bool {
        guard let character else { return false }
        return character == "." || character == "/"
    }

    /// The domain that the method speaks of, in lower case; `nil` where it does not say.
    fileprivate func domain(of method: AuthenticationMethod) -> String? {
        let value =
            switch method {
            case .spf: properties["smtp.mailfrom"]
            case .dkim: properties["header.d"] ?? properties["header.i"]
            case .dmarc: properties["header.from"]
            }
        return value?.split(separator: "@", omittingEmptySubsequences: false).last?.lowercased()
    }
}

/// Takes a field apart: comments go, quoted strings lose their quotes, words stand between spaces, `;` and `=`.
private enum AuthenticationResultsReader {
    enum Token: Hashable {
        case word(String)
        case quoted(String)
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
