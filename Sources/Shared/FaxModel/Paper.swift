/// The paper that pages are made for. A fax line is equally long on all of them (T.4 table 1).
public enum Paper: String, Hashable, Sendable, Codable, CaseIterable {
    /// 210 × 297 mm.
    case a4
    /// 8½ × 11 inches.
    case letter

    /// The height in points (1/72 inch).
    public var height: Double {
        switch self {
        case .a4: 297 / 25.4 * 72
        case .letter: 11 * 72
        }
    }

    /// The width in points (1/72 inch).
    public var width: Double {
        switch self {
        case .a4: 210 / 25.4 * 72
        case .letter: 8.5 * 72
        }
    }
}
