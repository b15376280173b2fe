internal import CTIFF
public import FaxModel

/// Reads the pages of a TIFF file of any kind from memory.
///
/// Reduced images (thumbnails) and masks are no pages. Pages are given the right way up. Damage to a line of a T.4 page
/// is concealed by libtiff; any other damage is an error, never a page that is shorter or whiter than it was.
public struct TIFFReader: ~Copyable {
    /// The pages, in the order of the file; at least one.
    public let pages: [TIFFPage]
    private let directories: [UInt32]
    private let file: TIFFFile
    private let limits: TIFFLimits

    /// Opens the file in `bytes`, and reads what it says of its pages.
    ///
    /// - Throws: `unreadable` when it is no TIFF file or the list of its pages is damaged; `limit` for too many pages.
    public init(_ bytes: [UInt8], limits: TIFFLimits = TIFFLimits()) throws(TIFFError) {
        let (most, overflow) = limits.pixels.multipliedReportingOverflow(by: 8)
        let file = try TIFFFile(
            reading: TIFFFile.Memory(bytes), allocation: overflow ? 0 : most + Self.allocationBeyondPixels)
        let found = try file.directories(atMost: limits.pages)
        let shown = found.contains { $0.isPage } ? found.filter { $0.isPage } : found
        self.pages = shown.map { $0.page }
        self.directories = shown.map { $0.number }
        self.file = file
        self.limits = limits
    }

    /// What libtiff may allocate at once besides pels: code tables, compressed strips.
    private static let allocationBeyondPixels = 1 << 20

    /// What libtiff said so far, damaged lines that it concealed included.
    public var diagnostics: [String] { file.messages }

    /// The pels of the bilevel page `index`, counted from 0.
    ///
    /// - Throws: `unsupported` when the page is not bilevel, `limit` when it is too large, `unreadable` when damaged.
    public mutating func bitmap(_ index: Int) throws(TIFFError) -> PageBitmap {
        let page = try select(index)
        guard page.kind == .bilevel else {
            throw TIFFError(.unsupported, "Page \(index + 1) is not black and white.")
        }
        guard page.width <= PageBitmap.maximumWidth, page.rows <= PageBitmap.maximumWidth else {
            throw TIFFError(.limit, "Page \(index + 1) is \(page.width) × \(page.rows) pels large.")
        }
        return try file.bitmap(of: page, number: index + 1)
    }

    /// The pixels of the page `index`, counted from 0, whatever its kind.
    ///
    /// - Throws: `unsupported` when libtiff can't tell its colours, `limit` when it is too large, `unreadable` when
    ///   damaged.
    public mutating func raster(_ index: Int) throws(TIFFError) -> PixelRaster {
        try file.raster(of: try select(index), number: index + 1)
    }

    /// The code of the page `index`, counted from 0, where a fax can be sent from it as it is: one strip in T.6
    /// without uncompressed mode, upright, 0 is white.
    ///
    /// The code is not looked at: whoever passes it on finds out whether it decodes.
    ///
    /// - Returns: `nil` where the page is stored otherwise.
    /// - Throws: `limit` when it is too large, `unreadable` when the file is damaged.
    public mutating func t6Strip(_ index: Int) throws(TIFFError) -> T6Strip? {
        try file.t6Strip(of: try select(index), number: index + 1)
    }

    /// Turns to a page, and checks that its pels are within the limit.
    private func select(_ index: Int) throws(TIFFError) -> TIFFPage {
        precondition(pages.indices.contains(index), "pages are counted from 0 to pages.count - 1")
        let page = pages[index]
        let (pixels, overflow) = page.width.multipliedReportingOverflow(by: page.rows)
        guard !overflow, pixels <= limits.pixels else {
            throw TIFFError(
                .limit, "Page \(index + 1) is \(page.width) × \(page.rows) pels large; \(limits.pixels) are allowed.")
        }
        let directory = directories[index]
        guard TIFFCurrentDirectory(file.handle) == directory || TIFFSetDirectory(file.handle, directory) == 1 else {
            throw file.error(.unreadable, "Page \(index + 1) can't be read.")
        }
        return page
    }
}
