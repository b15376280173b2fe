/// The resolution of a fax page (T.4 table 1): what pages are made for. What the far end can't receive is made coarser when
/// the page is sent.
public enum Resolution: String, Hashable, Sendable, Codable, CaseIterable {
    /// 204 × 98 dots an inch (8 × 3.85 lines/mm), which every station receives.
    case standard
    /// 204 × 196 dots an inch (8 × 7.7 lines/mm).
    case fine
    /// 204 × 391 dots an inch (8 × 15.4 lines/mm).
    case superfine
    /// 300 × 300 dots an inch.
    case inch300 = "300dpi"
    /// 400 × 400 dots an inch.
    case inch400 = "400dpi"

    /// Pels an inch across the page.
    public var horizontal: Int {
        switch self {
        case .standard, .fine, .superfine: 204
        case .inch300: 300
        case .inch400: 400
        }
    }

    /// Lines an inch down the page.
    public var vertical: Int {
        switch self {
        case .standard: 98
        case .fine: 196
        case .superfine: 391
        case .inch300: 300
        case .inch400: 400
        }
    }

    /// Pels of a scan line on A4 and Letter paper.
    public var pels: Int {
        switch self {
        case .standard, .fine, .superfine: 1728
        case .inch300: 2592
        case .inch400: 3456
        }
    }

    /// Rows at the top of every page that are kept white for the header line, which is stamped when the page is sent: about
    /// 4 mm. Where the page is made coarser then, no fewer are left than the coarser page has.
    public var headerRows: Int {
        switch self {
        case .standard: 16
        case .fine: 32
        case .superfine: 64
        case .inch300: 49
        case .inch400: 66
        }
    }

    /// The resolution that comes nearest to so many dots an inch.
    public init(horizontal: Double, vertical: Double) {
        func distance(_ resolution: Resolution) -> Double {
            abs(Double(resolution.horizontal) - horizontal) + abs(Double(resolution.vertical) - vertical)
        }
        self = Self.allCases.min { distance($0) < distance($1) } ?? .fine
    }
}
