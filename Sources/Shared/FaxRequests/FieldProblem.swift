/// Why a header field can't be followed.
public struct FieldProblem: Hashable, Sendable {
    /// What kind of mistake it is.
    public enum Kind: Hashable, Sendable {
        /// There is no such field.
        case unknown
        /// The value is not what the field takes.
        case badValue
        /// The field stands twice.
        case repeated
        /// Two fields can't both be followed.
        case contradiction
        /// What is said of the recipients can't be understood.
        case badRecipient
        /// The sender may not use the field.
        case forbidden

        /// Whether the mail must be refused for it, whatever the configuration says of mistakes: nobody may be left out unseen, and
        /// nothing forbidden be done.
        var isFatal: Bool {
            switch self {
            case .unknown, .badValue, .repeated, .contradiction: false
            case .badRecipient, .forbidden: true
            }
        }
    }

    /// The kind.
    public let kind: Kind
    /// What is wrong, as a sentence that names the field, and the value, shortened.
    public let sentence: String

    init(_ kind: Kind, _ sentence: String) {
        self.kind = kind
        self.sentence = sentence
    }
}

/// A value is not what its field takes.
struct BadValue: Error {
    /// What was expected, to follow "expected"; `nil` for what the field always expects.
    var expectation: String?

    init(_ expectation: String? = nil) {
        self.expectation = expectation
    }
}
