import FaxModel

/// Which header fields the sender of a mail may use, by the rules that let its recipients pass.
struct FieldRights {
    /// The names that may be used, in lower case; `nil` for all.
    private let allowed: Set<String>?

    /// The rights to those fields that every one of these terms allows.
    init(_ terms: [FaxTerms?]) {
        var allowed: Set<String>?
        for fields in terms.compactMap({ $0?.fields }) {
            let names = Set(fields.map { $0.lowercased() })
            allowed = allowed?.intersection(names) ?? names
        }
        self.allowed = allowed
    }

    /// Why a mail with these fields is not faxed; `nil` where all under the prefix may be used.
    func failure(of fields: [(name: String, value: String)]) -> Failure? {
        guard let allowed else { return nil }
        let prefix = RequestField.prefix.lowercased()
        let refused = fields.map { $0.name.lowercased() }.filter { $0.hasPrefix(prefix) && !allowed.contains($0) }
        guard let first = refused.first else { return nil }
        let name = RequestField.named(first)?.name ?? first.singleLine(limit: 80)
        // RFC 3463 §3.8, X.7.1: not authorised.
        return Failure(EnhancedStatusCode(5, 7, 1), "The mail was not faxed. You may not use the field \(name).")
    }
}
