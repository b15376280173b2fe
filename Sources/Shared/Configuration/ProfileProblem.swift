/// What is wrong with a profile.
public struct ProfileProblem: Error, Hashable, Sendable {
    /// Where.
    public var field: ProfileField
    /// What, and what is expected.
    public var message: String

    /// Something wrong in `field`.
    public init(_ field: ProfileField, _ message: String) {
        self.field = field
        self.message = message
    }
}
