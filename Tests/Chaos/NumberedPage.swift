import FaxModel

/// A page that says on its face whose it is: which mail, and which page of it, in black and white squares.
struct NumberedPage: Hashable, Sendable {
    /// The mail, from 0.
    var mail: Int
    /// The page of the mail, from 1.
    var page: Int

    private static let squares = 40
    private static let width = 1728
    private static let side = width / squares
    /// Rows of the page, at fine resolution.
    private static let rows = 160
    /// The rows with the squares; those of the header line are far above.
    private static let band = 64..<128

    /// 24 bits of the mail, 8 of the page, 8 that check both.
    private var bits: UInt64 {
        let number = UInt64(mail & 0xFF_FFFF) << 8 | UInt64(page & 0xFF)
        return number << 8 | Self.check(number)
    }

    private static func check(_ number: UInt64) -> UInt64 { (number &* 0x9E37_79B9_7F4A_7C15) >> 56 }

    /// The page, at fine resolution.
    var bitmap: PageBitmap {
        var bitmap = PageBitmap(width: Self.width, rows: Self.rows)
        for square in 0..<Self.squares where bits >> UInt64(square) & 1 == 1 {
            for row in Self.band {
                for x in square * Self.side..<(square + 1) * Self.side { bitmap[x, row] = true }
            }
        }
        return bitmap
    }

    /// What is on a page that came over the line at `resolution`; `nil` unless it is one of ours, and whole below its
    /// header line.
    init?(on received: PageBitmap, _ resolution: Resolution) {
        let scale = Self.scale(resolution)
        let row = (Self.band.lowerBound + Self.band.upperBound) / 2 / scale
        guard received.width == Self.width, received.rows == Self.rows / scale else { return nil }
        var bits: UInt64 = 0
        for square in 0..<Self.squares where received[square * Self.side + Self.side / 2, row] {
            bits |= 1 << UInt64(square)
        }
        let number = bits >> 8
        self.init(mail: Int(number >> 8), page: Int(number & 0xFF))
        guard bits & 0xFF == Self.check(number), isWhole(on: received, resolution) else { return nil }
    }

    /// The page with this number.
    init(mail: Int, page: Int) {
        self.mail = mail
        self.page = page
    }

    private func isWhole(on received: PageBitmap, _ resolution: Resolution) -> Bool {
        let expected = bitmap.reduced(width: Self.width, rows: Self.rows / Self.scale(resolution))
        let header = resolution.headerRows * expected.rowBytes
        return received.bytes[header...] == expected.bytes[header...]
    }

    private static func scale(_ resolution: Resolution) -> Int {
        resolution == .standard ? 2 : 1
    }
}
