import FaxModel
import MemoryFile
import Synchronization

/// The first pages of a document, drawn in the size and the way in which they probably are to be drawn, before that is known.
final class EarlyRun: Sendable {
    private let run: PageRun
    private let mode: PDFDrawing.Mode
    private let state = Mutex(State())

    private struct State {
        /// How many pages there are so far.
        var drawn = 0
        /// How many pages are wanted, once that is known.
        var wanted: Int?
    }

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
        of pdf: MemoryFile, by drawing: PDFDrawing, end: ContinuousClock.Instant, _ make: (PageBitmap) throws -> Page
    ) async -> [Page?] {
        var pages: [Page?] = []
        try? await drawing.draw(
            pdf, run, mode, end: end, into: &pages, canEndEarly: true, until: { self.isEnough($0) }, make: make)
        return pages
    }

    /// How a page is to be drawn: as this run does, where it is the same but for rounding. So all pages of a size are drawn alike, whichever
    /// run they are of.
    func fit(_ fit: PageFit) -> PageFit { fit.isDrawn(as: run.fit) ? run.fit : fit }

    /// Pages that are drawn already as pages of this fit are to be drawn in this mode; `nil` where what is drawn is of no use.
    func drawn(_ fit: PageFit, _ mode: PDFDrawing.Mode) -> Int? {
        mode == self.mode && fit == run.fit ? state.withLock { $0.drawn } : nil
    }

    /// Says how many pages are wanted.
    func settle(on count: Int) { state.withLock { $0.wanted = count } }

    private func isEnough<Page>(_ pages: [Page?]) -> Bool {
        let hasAllWanted = state.withLock { state in
            state.drawn = pages.count
            return state.wanted.map { pages.count >= $0 } ?? false
        }
        // Where the first page has colours, all of them are drawn in colours.
        return hasAllWanted || pages.startsWithColours()
    }
}
