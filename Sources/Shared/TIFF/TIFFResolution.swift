public import FaxModel

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

    /// That of a fax page, as RFC 3949 §3.2.1 writes it.
    public init(_ resolution: Resolution) {
        self.init(x: Double(resolution.horizontal), y: Double(resolution.vertical))
    }

    /// T.4 standard resolution.
    public static let standard = TIFFResolution(.standard)
    /// T.4 fine resolution.
    public static let fine = TIFFResolution(.fine)
}
