/// A page in shades of grey or in colour, on white ground: what is dithered to become a fax page.
public struct PixelRaster: Hashable, Sendable {
    /// What a pixel is.
    public enum Format: Hashable, Sendable {
        /// One octet, 0 = black, 255 = white.
        case grey
        /// Three octets: red, green, blue.
        case rgb

        /// Octets in a pixel.
        public var bytesPerPixel: Int {
            switch self {
            case .grey: 1
            case .rgb: 3
            }
        }
    }

    /// Pixels in a row.
    public let width: Int
    /// Rows.
    public let rows: Int
    /// What a pixel is.
    public let format: Format
    /// The pixels from the top left, row by row, without padding.
    public let bytes: [UInt8]
}
