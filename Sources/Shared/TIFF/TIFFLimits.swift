/// What a reader accepts: files come from strangers.
public struct TIFFLimits: Hashable, Sendable {
    /// Pages in a file.
    public var pages: Int
    /// Pels on a page, width times rows.
    public var pixels: Int

    /// These limits. The defaults take 10,000 pages of A3 at 400 dots an inch: the largest fax that can be configured.
    public init(pages: Int = 10_000, pixels: Int = 4864 * 6616) {
        self.pages = pages
        self.pixels = pixels
    }
}
