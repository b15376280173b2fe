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
}

extension AuthenticationResults.Result {
    /// Reads `method=result`, a reason and properties.
    init?(_ tokens: [AuthenticationResultsReader.Token]) {
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
}
