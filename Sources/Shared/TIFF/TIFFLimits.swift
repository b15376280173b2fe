/// What a reader accepts: files come from strangers.
public struct TIFFLimits: Hashable, Sendable {
    /// Pages in a file.
    public var pages: Int
    /// Pels on a page, width times rows.
    public var pixels: Int

    /// These limits. The defaults take 10,000 pages as large as any that a line receives: A3 at 400 dots an inch across, 20,000 rows.
    public init(pages: Int = 10_000, pixels: Int = 4864 * 20_000) {
        self.pages = pages
        self.pixels = pixels
    }
}
