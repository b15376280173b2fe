public import Configuration

// Whom an Authentication-Results field proves, where its server is believed.

extension AuthenticationResults {
    /// What these fields of a mail, unfolded and the topmost first, prove of `address`: the methods that pass for its domain.
    ///
    /// Of each method the topmost field counts that has a result of it: front servers write a field for each program that checks something
    /// (OpenDKIM, OpenDMARC), and whoever handles a mail later writes above. So what a sender has put into his mail himself counts only
    /// where the server checks nothing of the kind, and not even then below a field that says so (`none`), or one of the server's that
    /// can't be read: it may have superseded what is below.
    ///
    /// Cisco's gateways tell no `header.from` of DMARC, but `d`, the domain that has the policy: of mail from lists.example.com it may be
    /// example.com. That proves nothing of another address at example.com, and so counts for the author's alone.
    ///
    /// - Parameter isAuthor: whether it is the mail's only author (From) who has the address.
    public static func verified(
        _ fields: [String], by servers: Set<String>, for address: String, isAuthor: Bool = false
    ) -> Set<AuthenticationMethod> {
        guard let at = address.lastIndex(of: "@") else { return [] }
        let domain = address[address.index(after: at)...].lowercased()
        let believed = believed(fields, by: servers)
        return Set(
            AuthenticationMethod.allCases.filter { method in
                let results = believed.lazy.map { $0.results.filter { $0.method == method.rawValue } }
                    .first { !$0.isEmpty }
                return results?.contains {
                    $0.result == "pass"
                        && ($0.domain(of: method) == domain || isAuthor && $0.hasPolicy(of: domain, method))
                } ?? false
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
    /// The domain that the method speaks of, in lower case; `nil` where it does not say.
    func domain(of method: AuthenticationMethod) -> String? {
        let value =
            switch method {
            case .spf: properties["smtp.mailfrom"]
            case .dkim: properties["header.d"] ?? properties["header.i"]
            case .dmarc: properties["header.from"]
            }
        return value?.split(separator: "@", omittingEmptySubsequences: false).last?.lowercased()
    }

    /// Whether it tells of the author's domain by the domain alone whose policy that has (RFC 7489 §6.6.3): its own, or one above it.
    func hasPolicy(of domain: String, _ method: AuthenticationMethod) -> Bool {
        guard method == .dmarc, properties["header.from"] == nil, let policy = properties["d"]?.lowercased() else {
            return false
        }
        return policy.contains(".") && ".\(domain)".hasSuffix(".\(policy)")
    }
}
