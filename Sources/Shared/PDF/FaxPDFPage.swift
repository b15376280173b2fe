/// A page of a fax as a PDF document has it: its T.6 code, and how large it is on paper.
public struct FaxPDFPage: Hashable, Sendable {
    /// Pels in a row.
    public var width: Int
    /// Rows.
    public var rows: Int
    /// The T.6 code words, first bit in the most significant bit of an octet; 0 is white. They go into the file as they are.
    public var code: [UInt8]
    /// Pels an inch across the page.
    public var horizontalDensity: Double
    /// Rows an inch down the page; of a fax rarely the same.
    public var verticalDensity: Double
    /// Whether it is shown turned by half a turn.
    public var isTurned: Bool

    /// A page of this geometry.
    public init(
        width: Int, rows: Int, code: [UInt8], horizontalDensity: Double, verticalDensity: Double, isTurned: Bool = false
    ) {
        precondition(width > 0 && rows > 0, "a page has pels")
        precondition(horizontalDensity > 0 && verticalDensity > 0, "pels have a size")
        self.width = width
        self.rows = rows
        self.code = code
        self.horizontalDensity = horizontalDensity
        self.verticalDensity = verticalDensity
        self.isTurned = isTurned
    }
}
