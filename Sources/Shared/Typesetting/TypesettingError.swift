/// Why text could not be set.
public struct TypesettingError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kinds of trouble.
    public enum Code: Hashable, Sendable {
        /// There is more text than fits on the pages that are allowed.
        case tooManyPages
    }

    /// What kind of trouble.
    public var code: Code
    /// What happened, as a sentence.
    public var description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
