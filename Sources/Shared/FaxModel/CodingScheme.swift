/// How a page's lines are coded.
public enum CodingScheme: String, Hashable, Sendable, Codable, CaseIterable {
    /// One-dimensional (T.4 §4.1).
    case mh = "MH"
    /// Two-dimensional (T.4 §4.2).
    case mr = "MR"
    /// Two-dimensional without line ends (T.6); with error correction only.
    case mmr = "MMR"

    /// The codings up to this one, by how dense they are.
    public var upToHere: Set<CodingScheme> {
        switch self {
        case .mh: [.mh]
        case .mr: [.mh, .mr]
        case .mmr: [.mh, .mr, .mmr]
        }
    }
}
