/// Why a password can't be opened.
public struct SecretError: Error, Hashable, CustomStringConvertible {
    /// What kind of reason.
    public enum Code: Hashable, Sendable {
        /// It was sealed with another key, or is damaged.
        case otherKey
        /// There is no key here.
        case noKey
    }

    public let code: Code
    /// What is wrong, as a sentence.
    public let description: String

    init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }
}
