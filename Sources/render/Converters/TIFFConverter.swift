import FaxModel
import TIFF

/// Makes fax pages of a TIFF file of any kind.
///
/// Pages of a fax keep their pels where they can; their rows are halved for half the resolution, and doubled for twice.
/// Others are scaled to the size that the file gives; where it gives none, black and white ones fill the page, as scans do, and others are
/// printed at 96 dots an inch as on a screen, at most as large as the page.
struct TIFFConverter: Sendable {
    /// The paper for pages that give no size.
    let paper: Paper

    /// Makes the pages of `file`, each at most as wide as a line of `resolution`, and gives them to `page`, one after the other.
    ///
    /// - Throws: `ConversionError` when the file can't be read, maybe after some pages, or has more than `pageLimit`
    ///   pages; what `page` throws.
    func draw(
        _ file: [UInt8], resolution: Resolution, pageLimit: Int, page: (PageBitmap) throws -> Void
    ) throws {
        do {
            var reader = try TIFFReader(file, limits: TIFFLimits(pages: 10_000, pixels: Self.maximumPels))
            guard reader.pages.count <= pageLimit else {
                throw ConversionError(
                    "It has \(reader.pages.count) pages; \(pageLimit) are left of what a fax may have.")
            }
            for index in reader.pages.indices { try page(bitmap(index, of: &reader, resolution)) }
        } catch let error as TIFFError {
            throw ConversionError("It is no readable TIFF: \(error.message)")
        }
    }

    private func bitmap(_ index: Int, of reader: inout TIFFReader, _ resolution: Resolution) throws -> PageBitmap {
        let page = reader.pages[index]
        guard page.width > 0, page.rows > 0 else { throw ConversionError("Its page \(index + 1) has no size.") }
        let density = density(of: page)
        let fit = try PageFit(
            width: Double(page.width) * 72 / density.x, height: Double(page.rows) * 72 / density.y,
            resolution: resolution, paper: paper)
        switch page.kind {
        case .bilevel:
            let bitmap = try reader.bitmap(index)
            return scale(bitmap.isNegative ? bitmap.inverted() : bitmap, to: fit, resolution)
        case .grey, .colour:
            let raster = try reader.raster(index)
            switch raster.format {
            case .grey:
                let grey = GreyPage(width: raster.width, rows: raster.rows, pels: raster.bytes)
                    .scaled(width: fit.width, rows: fit.rows)
                return (fit.isTurned ? grey.turnedRight() : grey).bilevel()
            case .rgb:
                let colours = ColourPage(width: raster.width, rows: raster.rows, pels: raster.bytes)
                    .scaled(width: fit.width, rows: fit.rows)
                return (fit.isTurned ? colours.turnedRight() : colours).bilevel()
            }
        }
    }

    private func scale(_ page: PageBitmap, to fit: PageFit, _ resolution: Resolution) -> PageBitmap {
        let keepsWidth =
            Self.isAlike(page.width, fit.width) && page.width <= resolution.pels(on: paper) && !fit.isTurned
        let upright: PageBitmap
        if keepsWidth && Self.isAlike(page.rows, fit.rows) {
            upright = page
        } else if keepsWidth && Self.isAlike(page.rows, 2 * fit.rows) {
            upright = page.reduced(width: page.width, rows: (page.rows + 1) / 2)
        } else if keepsWidth && Self.isAlike(2 * page.rows, fit.rows) {
            upright = page.doublingRows()
        } else {
            // A pel that is two fifths black becomes black, so that thin lines last.
            let bitmap = GreyPage(page).scaled(width: fit.width, rows: fit.rows).thresholded(at: 153)
            return fit.isTurned ? bitmap.turnedRight() : bitmap
        }
        return upright
    }

    /// Pixels an inch on a screen.
    private static let screen = 96.0
    /// Pels of the largest page that is read: A4 at 600 dots an inch has 35 million.
    private static let maximumPels = 64_000_000

    /// Whether two sizes are so near (3 %) that pels are better kept than scaled: fax machines and scanners write 200
    /// for 204 and 196 dots an inch, or 203 and 98.
    private static func isAlike(_ one: Int, _ other: Int) -> Bool {
        abs(one - other) * 100 <= 3 * max(one, other)
    }

    /// Dots an inch: what the file says, if that can be; or else those of a fax, when the page is as wide as one; or
    /// else such that it fills the paper, or is as large as on a screen.
    private func density(of page: TIFFPage) -> TIFFResolution {
        let given = page.resolution.flatMap { (40...2500).contains($0.x) && (40...2500).contains($0.y) ? $0 : nil }
        if page.kind == .bilevel, (1680...1760).contains(page.width), given.map({ (150...250).contains($0.x) }) ?? true
        {
            guard let y = given?.y else { return page.rows * 10 < page.width * 9 ? .standard : .fine }
            // Fax software writes 203 or 200 where 204 is meant, and 96, 100 or 200 for 98 and 196.
            let nominal = [TIFFResolution.standard.y, TIFFResolution.fine.y].first { abs($0 - y) <= $0 * 0.06 }
            return TIFFResolution(x: TIFFResolution.fine.x, y: nominal ?? y)
        }
        if let given { return given }
        let (short, long) = (Double(min(page.width, page.rows)), Double(max(page.width, page.rows)))
        // What is much longer than paper (a receipt) is divided, and not made as small as would make it fit.
        let isLong = long / short > 2.5 * paper.height / paper.width
        let filling = max(short * 72 / paper.width, isLong ? 0 : long * 72 / paper.height)
        let density = page.kind == .bilevel ? filling : max(Self.screen, filling)
        return TIFFResolution(x: density, y: density)
    }
}

extension PageBitmap {
    /// The page at twice the vertical resolution.
    func doublingRows() -> PageBitmap {
        var doubled: [UInt8] = []
        doubled.reserveCapacity(2 * bytes.count)
        for row in 0..<rows {
            let line = bytes[row * rowBytes..<(row + 1) * rowBytes]
            doubled += line
            doubled += line
        }
        return PageBitmap(width: width, rows: 2 * rows, bytes: doubled) ?? self
    }
}
