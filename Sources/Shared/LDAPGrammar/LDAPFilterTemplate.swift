/// A filter with placeholders, as an operator writes it: `(|(mail={address})(proxyAddresses=smtp:{address}))`.
///
/// A placeholder is a name in braces within an assertion value; a brace itself is written `\7b` or `\7d`. The text is
/// read once, when the configuration is; what fills a placeholder later becomes part of a value and never of the grammar.
public struct LDAPFilterTemplate: Hashable, Sendable {
    /// A piece of a value.
    public enum Segment: Hashable, Sendable {
        /// These octets, not escaped.
        case bytes([UInt8])
        /// Whatever the placeholder of this name is given.
        case placeholder(String)
    }

    /// The filter; a value is the sequence of its segments.
    public let expression: LDAPFilterExpression<[Segment]>
    /// The text that was read.
    public let text: String

    /// Reads a filter (RFC 4515 §3) with placeholders.
    ///
    /// - Parameter placeholders: The names that may stand in braces.
    /// - Throws: where the text departs from the grammar, or names another placeholder.
    public init(_ text: String, placeholders: Set<String>) throws(LDAPSyntaxError) {
        var reader = LDAPFilterReader(text, placeholders: placeholders)
        self.expression = try reader.filter()
        self.text = text
    }

    /// The placeholders that occur.
    public var placeholders: Set<String> {
        Set(
            expression.values.joined().compactMap { segment in
                switch segment {
                case .bytes: nil
                case .placeholder(let name): name
                }
            })
    }

    /// The filter with `values` in the places of the placeholders. Each of the template's names must have a value.
    ///
    /// - Returns: `nil` when the value of one that occurs is empty: `(mail={address}*)` would ask for everybody.
    public func filter(_ values: [String: String]) -> LDAPFilter? {
        let used = placeholders
        guard !values.contains(where: { used.contains($0.key) && $0.value.isEmpty }) else { return nil }
        return expression.map { segments in
            LDAPValue(
                bytes: segments.flatMap { segment -> [UInt8] in
                    switch segment {
                    case .bytes(let bytes): return bytes
                    case .placeholder(let name):
                        guard let value = values[name] else {
                            preconditionFailure("no value for the placeholder {\(name)} of a filter")
                        }
                        return Array(value.utf8)
                    }
                })
        }
    }
}

extension LDAPFilterTemplate {
    /// The attributes by which it finds somebody: those that are to be equal to something with a placeholder in it.
    public var searchedAttributes: Set<LDAPAttribute> { Self.searched(in: expression) }

    private static func searched(in expression: LDAPFilterExpression<[Segment]>) -> Set<LDAPAttribute> {
        switch expression {
        case .and(let operands), .or(let operands): operands.reduce(into: []) { $0.formUnion(searched(in: $1)) }
        case .equal(let attribute, let segments):
            segments.contains { segment in
                switch segment {
                case .bytes: false
                case .placeholder: true
                }
            } ? [attribute] : []
        case .not, .substrings, .greaterOrEqual, .lessOrEqual, .approximate, .present, .extensible: []
        }
    }
}
