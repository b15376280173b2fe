/// What a test needs could not be set up; the text says what happened.
public struct SupportError: Error, CustomStringConvertible {
    public let description: String

    /// Trouble, in words.
    public init(_ description: String) {
        self.description = description
    }
}
