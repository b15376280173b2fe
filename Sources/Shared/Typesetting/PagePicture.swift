internal import CPangoCairo
public import FaxModel

/// A picture of a fax page for a screen: in shades of grey, with square pels, as PNG.
public struct PagePicture: Sendable {
    /// Pels across.
    public let width: Int
    /// Pels down.
    public let height: Int
    /// A PNG file (ISO/IEC 15948) of 8-bit grey.
    public let png: [UInt8]

    /// The picture of `page`, whose pels have this size, in so many pels across and no more than four times as many down:
    /// what is longer is cut off.
    ///
    /// - Parameters:
    ///   - horizontal: dots an inch across the page.
    ///   - vertical: rows an inch down the page.
    ///   - isTurned: whether it is shown turned by half a turn.
    public init(of page: PageBitmap, horizontal: Double, vertical: Double, width: Int, isTurned: Bool = false) {
        precondition(width > 0 && horizontal > 0 && vertical > 0 && page.rows > 0, "a picture shows something")
        let width = min(width, page.width)
        let natural = Double(page.rows) / vertical * horizontal / Double(page.width) * Double(width)
        let whole = max(1, Int(min(natural, 1e6).rounded()))
        let height = min(whole, 4 * width)
        // The top of what is shown: of a turned page, the end of its rows.
        let rows = max(1, page.rows * height / whole)
        var greys = PagePicture.greys(
            page, rows: isTurned ? page.rows - rows..<page.rows : 0..<rows, width: width, height: height)
        if isTurned { greys.reverse() }
        self.width = width
        self.height = height
        // Cairo writes a surface of one channel (A8) as grey PNG.
        png =
            PNGFile(CAIRO_FORMAT_A8, width: width, rows: height) { data, stride in
                for row in 0..<height {
                    for column in 0..<width { data[row * stride + column] = greys[row * width + column] }
                }
            }.octets
    }

    /// The darkness of each pel of the picture, 255 = white: the mean of the pels that it stands for.
    private static func greys(_ page: PageBitmap, rows: Range<Int>, width: Int, height: Int) -> [UInt8] {
        let targets = (0..<page.width).map { $0 * width / page.width }
        var columns = [Int](repeating: 0, count: width)
        for target in targets { columns[target] += 1 }
        var greys = [UInt8](repeating: 255, count: width * height)
        var black = [Int](repeating: 0, count: width)
        for line in 0..<height {
            let first = rows.lowerBound + line * rows.count / height
            let last = max(first + 1, rows.lowerBound + (line + 1) * rows.count / height)
            for row in first..<last {
                for octet in 0..<page.rowBytes {
                    var pels = page.bytes[row * page.rowBytes + octet]
                    while pels != 0 {
                        let bit = pels.leadingZeroBitCount
                        black[targets[octet * 8 + bit]] += 1
                        pels &= ~(0x80 >> bit)
                    }
                }
            }
            for column in 0..<width where black[column] > 0 {
                greys[line * width + column] = UInt8(255 - 255 * black[column] / (columns[column] * (last - first)))
                black[column] = 0
            }
        }
        return greys
    }
}
