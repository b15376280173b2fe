/// The paper that pages are made for. A fax line is 1728 pels across on all of them (T.4 §2).
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

extension Resolution {
    /// Rows at the top of every page that are kept white for the header line, which is stamped when the page is sent:
    /// about 4 mm.
    public var headerRows: Int {
        switch self {
        case .standard: 16
        case .fine: 32
        }
    }
}
