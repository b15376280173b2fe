/// What a TIFF file says of one of its pages, once the page is turned the right way up.
public struct TIFFPage: Hashable, Sendable {
    /// What the pels of a page are.
    public enum Kind: Hashable, Sendable {
        /// Black or white.
        case bilevel
        /// Shades of grey.
        case grey
        /// Anything else.
        case colour
    }

    /// Pels in a row.
    public var width: Int
    /// Rows.
    public var rows: Int
    /// `nil` where the file gives none, or only the shape of a pel.
    public var resolution: TIFFResolution?
    /// What its pels are.
    public var kind: Kind
    /// How the pels are stored (TIFF 6.0 §8, Orientation).
    var orientation: TIFFOrientation
}
