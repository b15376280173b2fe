/// What a reader accepts: files come from strangers.
public struct TIFFLimits: Hashable, Sendable {
    /// Pages in a file.
    public var pages: Int
    /// Pels on a page, width times rows.
    public var pixels: Int

    /// These limits. The defaults take 1000 pages of A3 at 400 dots an inch.
    public init(pages: Int = 1000, pixels: Int = 4864 * 6616) {
        self.pages = pages
        self.pixels = pixels
    }
}
