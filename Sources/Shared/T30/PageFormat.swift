public import FaxModel

/// What a page looks like to the far end: the parameters of a DCS that belong to a page (T.30 table 2).
public struct PageFormat: Hashable, Sendable {
    /// Pels across and the paper that they stand for.
    public var width: PageWidth
    /// Lines an inch.
    public var resolution: Resolution

    /// A page of this width and resolution.
    public init(width: PageWidth = .a4, resolution: Resolution = .fine) {
        self.width = width
        self.resolution = resolution
    }
}

/// The width of the scan line (T.30 table 2, bits 17 and 18).
public enum PageWidth: Int, Hashable, Sendable, CaseIterable, Comparable {
    /// 215 mm.
    case a4 = 1728
    /// 255 mm.
    case b4 = 2048
    /// 303 mm.
    case a3 = 2432

    /// Pels of a scan line at 8 pels/mm.
    public var pels: Int { rawValue }

    public static func < (left: PageWidth, right: PageWidth) -> Bool { left.rawValue < right.rawValue }
}

/// How a page's lines are coded.
public enum CodingScheme: String, Hashable, Sendable, CaseIterable {
    /// One-dimensional (T.4 §4.1).
    case mh = "MH"
    /// Two-dimensional (T.4 §4.2).
    case mr = "MR"
    /// Two-dimensional without line ends (T.6); with error correction only.
    case mmr = "MMR"
}
