/// One fax page as pels: what is typeset, coded, sent, received and filed.
///
/// Rows follow each other from the top, each packed into `rowBytes` octets, leftmost pel in the most significant bit,
/// 1 = black. The bits that pad a row to an octet are always 0, so equal pages compare equal.
public struct PageBitmap: Hashable, Sendable {
    /// Pels in a row: 1…65 535.
    public let width: Int
    /// Rows on the page.
    public private(set) var rows: Int
    /// The packed rows: `rows * rowBytes` octets.
    public private(set) var bytes: [UInt8]

    /// The widest page: far beyond the 4864 pels of A3 at 400 dots an inch (T.4 table 1).
    public static let maximumWidth = 65_535

    /// Octets in a row of `width` pels.
    public static func rowBytes(width: Int) -> Int { (width + 7) / 8 }

    /// Octets in a row.
    public var rowBytes: Int { Self.rowBytes(width: width) }

    /// A white page; the width is 1…65 535 pels.
    public init(width: Int, rows: Int) {
        precondition((1...Self.maximumWidth).contains(width), "a page is 1 to 65535 pels wide")
        precondition(rows >= 0, "a page has no negative number of rows")
        self.width = width
        self.rows = rows
        self.bytes = [UInt8](repeating: 0, count: rows * Self.rowBytes(width: width))
    }

    /// The page of these packed rows; bits beyond the width are cleared.
    ///
    /// - Returns: `nil` when the width is not 1…65 535, or `bytes` is not exactly `rows` rows.
    public init?(width: Int, rows: Int, bytes: [UInt8]) {
        guard (1...Self.maximumWidth).contains(width), rows >= 0 else { return nil }
        let rowBytes = Self.rowBytes(width: width)
        guard bytes.count.isMultiple(of: rowBytes), bytes.count / rowBytes == rows else { return nil }
        self.width = width
        self.rows = rows
        self.bytes = bytes
        guard width % 8 != 0 else { return }
        let used = UInt8(truncatingIfNeeded: 0xFF00 >> (width % 8))
        for last in stride(from: rowBytes - 1, to: bytes.count, by: rowBytes) where bytes[last] & ~used != 0 {
            self.bytes[last] &= used
        }
    }

    /// Whether the pel `x` from the left, `y` from the top is black.
    public subscript(x: Int, y: Int) -> Bool {
        get {
            precondition((0..<width).contains(x) && (0..<rows).contains(y), "the pel is outside the page")
            return bytes[y * rowBytes + x / 8] & 0x80 >> (x % 8) != 0
        }
        set {
            precondition((0..<width).contains(x) && (0..<rows).contains(y), "the pel is outside the page")
            if newValue {
                bytes[y * rowBytes + x / 8] |= 0x80 >> (x % 8)
            } else {
                bytes[y * rowBytes + x / 8] &= ~(0x80 >> (x % 8))
            }
        }
    }

    /// Adds the rows of `other`, a page of the same width, at the bottom.
    public mutating func append(_ other: PageBitmap) {
        precondition(other.width == width, "pages that are joined are of one width")
        bytes.append(contentsOf: other.bytes)
        rows += other.rows
    }

    /// Puts `strip`, of the same width, in place of as many rows from row `first` on; all within the page.
    public mutating func replaceRows(from first: Int, with strip: PageBitmap) {
        precondition(strip.width == width, "a strip is as wide as its page")
        precondition(first >= 0 && first + strip.rows <= rows, "the strip is within the page")
        bytes.replaceSubrange(first * rowBytes..<(first + strip.rows) * rowBytes, with: strip.bytes)
    }
}
