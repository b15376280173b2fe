/// How text stands on the paper.
public enum Orientation: String, Hashable, Sendable, Codable, CaseIterable {
    /// Upright.
    case portrait
    /// Lying: lines run along the paper's longer side.
    case landscape
}
