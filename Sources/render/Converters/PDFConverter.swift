import FaxModel
import Foundation
import MemoryFile

/// Makes fax pages of a PDF.
///
/// Pages are drawn in black and white first, which is quick and all that print needs. Where that shows colours or greys as scattered
/// dots, the page is drawn again in colours, which become a fax page here.
struct PDFConverter: Sendable {
    let drawing: PDFDrawing
    let pdfinfo: String

    /// A converter whose programs are these, and run in `sandbox`.
    init(sandbox: Sandbox, pdfinfo: String, pdftoppm: String, mutool: String) {
        drawing = PDFDrawing(sandbox: sandbox, pdftoppm: pdftoppm, mutool: mutool)
        self.pdfinfo = pdfinfo
    }

    /// Draws the pages of `pdf` for the pels of `resolution`, each as large as it is, and gives what `make` makes of
    /// them, in their order. `make` is called for several pages at once, as many as there are processors.
    ///
    /// - Throws: `ConversionError` when it can't be printed or has more than `pageLimit` pages; `SandboxUnavailable`; what
    ///   `make` throws; `CancellationError`.
    func pages<Page: Sendable>(
        of pdf: [UInt8], resolution: Resolution, paper: Paper = .a4, pageLimit: Int,
        make: @escaping @Sendable (PageBitmap) throws -> Page
    ) async throws -> [Page] {
        // One time for all runs: the document is what must not take longer.
        let end = drawing.sandbox.end
        let glance = PDFGlance(pdf)
        let pdf = try Sandbox.file(pdf)
        // While it is found out what the document is, its pages are drawn as what they seem to be.
        let run = EarlyRun(glance, resolution, paper, pageLimit: pageLimit)
        let early = Task { await run?.pages(of: pdf, by: drawing, end: end, make) ?? [] }
        return try await withTaskCancellationHandler {
            do {
                let fits = try await fits(of: pdf, resolution, paper, pageLimit: pageLimit, end: end)
                    .map { run?.fit($0) ?? $0 }
                let mode = PDFDrawing.Mode(hasPictures: glance.hasPictures(pageCount: fits.count))
                let drawn = run?.drawn(fits[0], mode)
                let runs = PageRun.runs(fits, begun: drawn ?? 0, share: Self.processors)
                if drawn == nil { early.cancel() } else { run?.settle(on: runs[0].count) }
                let pages = try await pages(of: pdf, runs, mode, drawn == nil ? nil : early, end: end, make)
                _ = await early.value
                return pages
            } catch {
                early.cancel()
                _ = await early.value
                throw error
            }
        } onCancel: {
            early.cancel()
        }
    }

    private static var processors: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// How the pages are drawn, in their order.
    private func fits(
        of pdf: MemoryFile, _ resolution: Resolution, _ paper: Paper, pageLimit: Int, end: ContinuousClock.Instant
    ) async throws -> [PageFit] {
        let info = try await info(of: pdf, pageLimit: pageLimit, end: end)
        guard !info.forbidsPrinting else { throw ConversionError("Its author does not allow that it is printed.") }
        guard info.pageCount <= pageLimit else {
            throw ConversionError("It has \(info.pageCount) pages; \(pageLimit) are left of what a fax may have.")
        }
        return try info.pages.map { size in
            // pdftoppm cuts pages that have a rotation of their own, unless pels are square.
            try PageFit(
                width: size.width, height: size.height, resolution: resolution, paper: paper, squarePels: size.isRotated
            )
        }
    }

    private func info(of pdf: MemoryFile, pageLimit: Int, end: ContinuousClock.Instant) async throws -> PDFInfo {
        // A line of size and one of rotation for each page; beyond that, there are too many pages anyway.
        let limit = 4096 + 256 * (pageLimit + 1)
        var output: [UInt8] = []
        let needs = drawing.needs(pdf)
        let command = [pdfinfo, "-f", "1", "-l", "\(pageLimit + 1)", drawing.path(needs)]
        let result = try await drawing.sandbox.run(command, input: pdf, end: end, needs: needs) { piece in
            guard output.count + piece.byteCount <= limit else { throw Self.unreadable }
            piece.withUnsafeBytes { output.append(contentsOf: $0) }
        }
        let text = String(decoding: output, as: UTF8.self)
        if !result.succeeded {
            throw result.complaint.contains("Incorrect password")
                ? ConversionError("It is protected by a password.") : Self.unreadable
        }
        guard let info = PDFInfo(text, pageLimit: pageLimit) else { throw Self.unreadable }
        return info
    }

    /// The pages of all runs, of which as many are drawn at once as there are processors.
    ///
    /// - Parameter early: the first pages of the first run, as far as they come; `nil` where they can't be used.
    private func pages<Page: Sendable>(
        of pdf: MemoryFile, _ runs: [PageRun], _ mode: PDFDrawing.Mode, _ early: Task<[Page?], Never>?,
        end: ContinuousClock.Instant, _ make: @escaping @Sendable (PageBitmap) throws -> Page
    ) async throws -> [Page] {
        var results = [[Page]](repeating: [], count: runs.count)
        try await withThrowingTaskGroup(of: (Int, [Page]).self) { group in
            for (index, run) in runs.enumerated() {
                if index >= Self.processors, let (done, pages) = try await group.next() { results[done] = pages }
                group.addTask {
                    let begun =
                        await withTaskCancellationHandler {
                            index == 0 ? await early?.value : nil
                        } onCancel: {
                            early?.cancel()
                        } ?? []
                    try Task.checkCancellation()
                    return (index, try await pages(of: pdf, run, mode, begun: begun, end: end, make))
                }
            }
            for try await (done, pages) in group { results[done] = pages }
        }
        return results.flatMap(\.self)
    }

    /// The pages of a run.
    ///
    /// - Parameter begun: its first pages, as far as they have been drawn.
    private func pages<Page: Sendable>(
        of pdf: MemoryFile, _ run: PageRun, _ mode: PDFDrawing.Mode, begun: [Page?],
        end: ContinuousClock.Instant, _ make: (PageBitmap) throws -> Page
    ) async throws -> [Page] {
        var pages = Array(begun.prefix(run.count))
        if pages.count < run.count, !pages.startsWithColours() {
            try await drawing.draw(
                pdf, run.dropping(pages.count), mode, end: end, into: &pages, until: { $0.startsWithColours() },
                make: make)
        }
        // The first page tells what the others are like: print, or pictures.
        if pages.startsWithColours() { pages = Array(repeating: nil, count: run.count) }
        while let first = pages.firstIndex(where: { $0 == nil }) {
            let count = pages[first...].prefix { $0 == nil }.count
            var coloured: [Page?] = []
            try await drawing.draw(
                pdf, PageRun(first: run.first + first, count: count, fit: run.fit), .colours, end: end,
                into: &coloured, make: make)
            pages.replaceSubrange(first..<first + count, with: coloured)
        }
        return pages.compactMap(\.self)
    }

    private static let unreadable = ConversionError("It is no readable PDF.")
}

extension Array {
    /// Whether the first page was drawn in black and white and has colours.
    func startsWithColours<Page>() -> Bool where Element == Page? { first.map { $0 == nil } ?? false }
}
