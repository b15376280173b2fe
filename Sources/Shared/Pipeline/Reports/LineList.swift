/// Answers `Query.lines`: the telephone lines of all workers, by name.
public struct LineList: Codable, Hashable, Sendable {
    /// The lines.
    public var lines: [LineStatus]

    /// The list of these lines.
    public init(lines: [LineStatus]) {
        self.lines = lines
    }
}
