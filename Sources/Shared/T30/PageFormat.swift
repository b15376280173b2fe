/// What a page looks like to the far end: the parameters of a DCS that belong to a page (T.30 table 2).
public struct PageFormat: Hashable, Sendable {
    /// Pels across and the paper that they stand for.
    public var width: PageWidth
    /// How densely the pels lie.
    public var resolution: PageResolution

    /// A page of this width and resolution.
    public init(width: PageWidth = .a4, resolution: PageResolution = .fine) {
        self.width = width
        self.resolution = resolution
    }

    /// Pels of a scan line: 1728 to 4864 (T.4 table 1).
    public var pels: Int { width.pels * resolution.pelsForEight / 8 }
}

/// The width of the scan line (T.30 table 2, bits 17 and 18).
public enum PageWidth: Int, Hashable, Sendable, CaseIterable, Comparable {
    /// 215 mm.
    case a4 = 1728
    /// 255 mm.
    case b4 = 2048
    /// 303 mm.
    case a3 = 2432

    /// Pels of a scan line at 8 pels/mm; other resolutions have more (`PageFormat.pels`).
    public var pels: Int { rawValue }

    public static func < (left: PageWidth, right: PageWidth) -> Bool { left.rawValue < right.rawValue }
}
