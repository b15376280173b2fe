/// What a page that is received may be: it comes from strangers, and is kept in memory until it is over.
public struct PageLimits: Hashable, Sendable {
    /// Pels in a row, 1…65 535.
    public var width: Int
    /// Rows, 0 or more.
    public var rows: Int
    /// Octets of code.
    public var octets: Int

    /// These limits. The defaults take 4864 pels, A3 at 400 dots an inch (T.4 table 1); at 200 dots an inch, 2.5 m of paper;
    /// and as much code as comes in two hours at 14 400 bit/s.
    public init(width: Int = 4864, rows: Int = 20_000, octets: Int = 12_960_000) {
        self.width = width
        self.rows = rows
        self.octets = octets
    }
}
