public import FaxModel

/// The size of a page in pels, and how dense they are: they are not square.
public struct PageGeometry: Hashable, Sendable {
    /// Pels in a row.
    public var width: Int
    /// Rows.
    public var rows: Int
    /// Pels an inch across.
    public var horizontalDensity: Double
    /// Rows an inch down.
    public var verticalDensity: Double

    /// A page of this many pels.
    public init(width: Int, rows: Int, horizontalDensity: Double, verticalDensity: Double) {
        precondition(width > 0 && rows > 0 && horizontalDensity > 0 && verticalDensity > 0, "a page has a size")
        self.width = width
        self.rows = rows
        self.horizontalDensity = horizontalDensity
        self.verticalDensity = verticalDensity
    }

    /// A fax page as long as the paper: for A4 at fine resolution 1728 pels wide (T.4 table 1), and 2292 rows.
    public init(_ paper: Paper, _ resolution: Resolution) {
        self.init(
            width: resolution.pels(on: paper), rows: Int((paper.height / 72 * Double(resolution.vertical)).rounded()),
            horizontalDensity: Double(resolution.horizontal), verticalDensity: Double(resolution.vertical))
    }

    /// The width in points (1/72 inch).
    public var widthInPoints: Double { Double(width) * 72 / horizontalDensity }

    /// The height in points (1/72 inch).
    public var heightInPoints: Double { Double(rows) * 72 / verticalDensity }
}

/// White space around what is typeset, in points (1/72 inch).
public struct Margins: Hashable, Sendable {
    public var left: Double
    public var right: Double
    public var top: Double
    public var bottom: Double

    /// Margins in points.
    public init(left: Double = 50, right: Double = 50, top: Double = 54, bottom: Double = 50) {
        self.left = left
        self.right = right
        self.top = top
        self.bottom = bottom
    }
}
