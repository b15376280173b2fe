/// Why a page is refused.
public struct FaxCodingError: Error, Hashable, Sendable {
    /// The kind of trouble.
    public enum Code: String, Hashable, Sendable {
        /// The rows have more pels than the limit, or none.
        case width
        /// The page has more rows than the limit.
        case rows
        /// The page's code has more octets than the limit.
        case octets
    }

    /// The kind of trouble.
    public var code: Code
    /// What the page is like, and what is allowed.
    public var message: String

    /// An error of this kind, with its message.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension FaxCodingError: CustomStringConvertible {
    public var description: String { message }
}
