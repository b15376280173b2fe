/// The resolution of a page in dots an inch; that of a fax is rarely the same in both directions.
public struct TIFFResolution: Hashable, Sendable {
    /// Across the page.
    public var x: Double
    /// Down the page.
    public var y: Double

    /// This many dots an inch across and down.
    public init(x: Double, y: Double) {
        self.x = x
        self.y = y
    }

    /// T.4 standard resolution as RFC 3949 §3.2.1 writes it.
    public static let standard = TIFFResolution(x: 204, y: 98)
    /// T.4 fine resolution as RFC 3949 §3.2.1 writes it.
    public static let fine = TIFFResolution(x: 204, y: 196)
}
