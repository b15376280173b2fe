/// How a page's lines are coded.
public enum CodingScheme: String, Hashable, Sendable, CaseIterable {
    /// One-dimensional (T.4 §4.1).
    case mh = "MH"
    /// Two-dimensional (T.4 §4.2).
    case mr = "MR"
    /// Two-dimensional without line ends (T.6); with error correction only.
    case mmr = "MMR"
}
