public import LDAPGrammar

/// What is asked of a directory (RFC 4511 §4.5.1).
public struct LDAPSearch: Hashable, Sendable {
    /// Which entries below the base are looked at.
    public enum Scope: Hashable, Sendable {
        /// The base itself.
        case base
        /// Its children.
        case oneLevel
        /// The base and everything below it.
        case subtree
    }

    /// The DN where the search begins.
    public var base: String
    /// Which entries below the base are looked at.
    public var scope: Scope
    /// Which of them are meant.
    public var filter: LDAPFilter
    /// What is wanted of them; empty for all user attributes.
    public var attributes: [LDAPAttribute]
    /// More entries than these are an error (`sizeLimitExceeded`); `nil` for no limit but the server's.
    public var sizeLimit: Int?
    /// How long the server may search; `nil` for the connection's time limit. We wait a second longer.
    public var timeLimit: Duration?

    /// Attributes of which only some values are wanted, as `LDAPAttributeRange.next` writes them.
    var rangedAttributes: [String] = []
    /// Whether the server may take as long as it likes, for reading a whole directory.
    var isUnlimited = false

    /// A search.
    public init(
        base: String, scope: Scope = .subtree, filter: LDAPFilter, attributes: [LDAPAttribute] = [],
        sizeLimit: Int? = nil, timeLimit: Duration? = nil
    ) {
        self.base = base
        self.scope = scope
        self.filter = filter
        self.attributes = attributes
        self.sizeLimit = sizeLimit
        self.timeLimit = timeLimit
    }
}
