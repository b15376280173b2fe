import FaxModel
import Synchronization

/// The first pages of a document, drawn in the size and the way in which they probably are to be drawn, before that is known.
final class EarlyRun: Sendable {
    private let run: PageRun
    private let mode: PDFDrawing.Mode
    /// How many pages are wanted, once that is known.
    private let wanted = Mutex<Int?>(nil)

    /// The run of what is seen at a glance; `nil` where that tells too little. Pages whose size is not seen are taken for upright paper.
    init?(_ glance: PDFGlance, _ resolution: Resolution, _ paper: Paper, pageLimit: Int) {
        guard let hasPictures = glance.hasPictures,
            let fit = try? PageFit(
                width: glance.size?.width ?? paper.width, height: glance.size?.height ?? paper.height,
                resolution: resolution, paper: paper)
        else { return nil }
        run = PageRun(first: 1, count: max(1, pageLimit), fit: fit)
        mode = PDFDrawing.Mode(hasPictures: hasPictures)
    }

    /// Draws as many pages as are wanted, or as the document has. What fails is found again where the pages are drawn as they are to be.
    func pages<Page: Sendable>(
        of pdf: [UInt8], by drawing: PDFDrawing, end: ContinuousClock.Instant, _ make: (PageBitmap) throws -> Page
    ) async -> [Page?] {
        var pages: [Page?] = []
        try? await drawing.draw(
            pdf, run, mode, end: end, into: &pages, canEndEarly: true, until: { self.isEnough($0) }, make: make)
        return pages
    }

    /// Says what is wanted: the pages of `run`.
    ///
    /// - Returns: whether these are the pages that are being drawn. If not, what is drawn is of no use.
    func settle(on run: PageRun, _ mode: PDFDrawing.Mode) -> Bool {
        let fits = mode == self.mode && run.first == 1 && run.fit.isDrawn(as: self.run.fit)
        wanted.withLock { $0 = fits ? run.count : 0 }
        return fits
    }

    private func isEnough<Page>(_ pages: [Page?]) -> Bool {
        // Where the first page has colours, all of them are drawn in colours.
        pages.startsWithColours() || wanted.withLock { $0.map { pages.count >= $0 } ?? false }
    }
}
