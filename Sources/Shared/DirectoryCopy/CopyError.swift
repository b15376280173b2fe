/// A copy of a directory that can't be read, made or published.
public struct CopyError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, as a clause.
    public var description: String

    /// Something wrong.
    public init(_ description: String) {
        self.description = description
    }
}
