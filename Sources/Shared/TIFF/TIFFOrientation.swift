internal import FaxModel

/// Where a stored image's row 0 and column 0 are on the page (TIFF 6.0 §8, Orientation).
enum TIFFOrientation: UInt16, Hashable, Sendable {
    case topLeft = 1
    case topRight, bottomRight, bottomLeft, leftTop, rightTop, rightBottom, leftBottom

    /// Whether stored rows are columns of the page.
    var isTransposed: Bool {
        switch self {
        case .topLeft, .topRight, .bottomRight, .bottomLeft: false
        case .leftTop, .rightTop, .rightBottom, .leftBottom: true
        }
    }

    /// Where the pel (`x`, `y`) of an upright page of this size is stored.
    func stored(x: Int, y: Int, width: Int, rows: Int) -> (x: Int, y: Int) {
        switch self {
        case .topLeft: (x, y)
        case .topRight: (width - 1 - x, y)
        case .bottomRight: (width - 1 - x, rows - 1 - y)
        case .bottomLeft: (x, rows - 1 - y)
        case .leftTop: (y, x)
        case .rightTop: (y, width - 1 - x)
        case .rightBottom: (rows - 1 - y, width - 1 - x)
        case .leftBottom: (rows - 1 - y, x)
        }
    }

    /// The upright page of a stored one.
    func upright(_ stored: PageBitmap) -> PageBitmap {
        guard self != .topLeft else { return stored }
        let (width, rows) = isTransposed ? (stored.rows, stored.width) : (stored.width, stored.rows)
        var page = PageBitmap(width: width, rows: rows)
        for y in 0..<rows {
            for x in 0..<width {
                let place = self.stored(x: x, y: y, width: width, rows: rows)
                if stored[place.x, place.y] { page[x, y] = true }
            }
        }
        return page
    }
}
