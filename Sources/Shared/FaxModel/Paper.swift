/// The paper that pages are made for.
///
/// T.4 knows three lengths of a fax line: for A4, Letter and Legal, for B4, and for A3 (table 1). What the far end has no
/// paper for is made smaller when the page is sent.
public enum Paper: String, Hashable, Sendable, Codable, CaseIterable {
    /// 210 × 297 mm.
    case a4
    /// 8½ × 11 inches.
    case letter
    /// 8½ × 14 inches.
    case legal
    /// 250 × 353 mm (ISO 216).
    case b4
    /// 297 × 420 mm.
    case a3

    /// The height in points (1/72 inch).
    public var height: Double {
        switch self {
        case .a4: 297 / 25.4 * 72
        case .letter: 11 * 72
        case .legal: 14 * 72
        case .b4: 353 / 25.4 * 72
        case .a3: 420 / 25.4 * 72
        }
    }

    /// The width in points (1/72 inch).
    public var width: Double {
        switch self {
        case .a4: 210 / 25.4 * 72
        case .letter, .legal: 8.5 * 72
        case .b4: 250 / 25.4 * 72
        case .a3: 297 / 25.4 * 72
        }
    }
}

extension Resolution {
    /// Pels of a scan line on this paper (T.4 table 1).
    public func pels(on paper: Paper) -> Int {
        switch paper {
        case .a4, .letter, .legal: pels
        case .b4: pels * 2048 / 1728
        case .a3: pels * 2432 / 1728
        }
    }
}
