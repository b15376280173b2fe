import Configuration
import FaxModel
import Foundation

/// Makes fax pages of a PDF by Poppler, in the sandbox.
///
/// Pages are drawn in black and white first, which is quick and all that print needs. Where that shows colours or greys as scattered
/// dots, the page is drawn again in colours, which become a fax page here.
struct PDFConverter: Sendable {
    let sandbox: Sandbox
    let pdfinfo: String
    let pdftoppm: String

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
        let end = sandbox.end
        // Most documents are print on upright paper: while it is found out, their first page is drawn as if it were so.
        async let usual = usualFirstPage(of: pdf, resolution, paper, end: end)
        let info = try await info(of: pdf, pageLimit: pageLimit, end: end)
        guard !info.forbidsPrinting else { throw ConversionError("Its author does not allow that it is printed.") }
        guard info.pageCount <= pageLimit else {
            throw ConversionError("It has \(info.pageCount) pages; \(pageLimit) are left of what a fax may have.")
        }
        var fits: [PageFit] = []
        for size in info.pages {
            // pdftoppm cuts pages that have a rotation of their own, unless pels are square.
            fits.append(
                try PageFit(
                    width: size.width, height: size.height, resolution: resolution, paper: paper,
                    squarePels: size.isRotated))
        }
        // The first page tells what the others are like: print, or pictures. Where most pages have one, it need not be asked.
        let guess: Mode = PDFPictures.count(in: pdf) * 2 > fits.count ? .colours : .blackAndWhite
        let firstRun = PageRun(first: 1, count: 1, fit: fits[0])
        let first: (pages: [Page], hasColours: Bool)
        if guess == .blackAndWhite, let bitmap = await usual, firstRun.expects(bitmap) {
            first =
                bitmap.isScreened
                ? try await drawn(pdf, firstRun, .colours, end: end, make)
                : ([try make(fits[0].fitted(bitmap))], false)
        } else {
            first = try await drawn(pdf, firstRun, guess, end: end, make)
        }
        let mode: Mode = first.hasColours ? .colours : .blackAndWhite
        let runs = PageRun.runs(fits, from: 1, share: ProcessInfo.processInfo.activeProcessorCount)
        var results = [[Page]](repeating: [], count: runs.count)
        try await withThrowingTaskGroup(of: (Int, [Page]).self) { group in
            for (index, run) in runs.enumerated() {
                if index >= ProcessInfo.processInfo.activeProcessorCount, let (done, pages) = try await group.next() {
                    results[done] = pages
                }
                group.addTask { (index, try await drawn(pdf, run, mode, end: end, make).pages) }
            }
            for try await (done, pages) in group { results[done] = pages }
        }
        return first.pages + results.flatMap(\.self)
    }

    private enum Mode {
        case blackAndWhite, colours
    }

    private func info(of pdf: [UInt8], pageLimit: Int, end: ContinuousClock.Instant) async throws -> PDFInfo {
        // A line of size and one of rotation for each page; beyond that, there are too many pages anyway.
        let limit = 4096 + 256 * (pageLimit + 1)
        var output: [UInt8] = []
        let needs = needs(pdf)
        let command = [pdfinfo, "-f", "1", "-l", "\(pageLimit + 1)", path(needs)]
        let result = try await sandbox.run(command, input: pdf, end: end, needs: needs) { piece in
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

    /// The first page in black and white, where it may well be one that is drawn in its own size; `nil` where it is not.
    private func usualFirstPage(
        of pdf: [UInt8], _ resolution: Resolution, _ paper: Paper, end: ContinuousClock.Instant
    ) async -> PageBitmap? {
        guard PDFPictures.count(in: pdf) == 0,
            let fit = try? PageFit(width: paper.width, height: paper.height, resolution: resolution, paper: paper),
            !fit.isTurned
        else { return nil }
        var parser = NetpbmParser(.bitmap, pageLimit: 1, width: 1...fit.width + 8, rows: 1...2 * fit.rows)
        var drawn: PageBitmap?
        try? await draw(pdf, PageRun(first: 1, count: 1, fit: fit), "-mono", end: end) { piece in
            try parser.append(piece) { (bitmap: PageBitmap) in drawn = bitmap }
        }
        return parser.isComplete ? drawn : nil
    }

    /// The pages of a run, and whether any of them has colours or greys.
    private func drawn<Page>(
        _ pdf: [UInt8], _ run: PageRun, _ mode: Mode, end: ContinuousClock.Instant, _ make: (PageBitmap) throws -> Page
    ) async throws -> (pages: [Page], hasColours: Bool) {
        guard mode == .blackAndWhite else { return (try await colours(pdf, run, end: end, make), true) }
        var pages: [Page?] = []
        var parser = run.parser(.bitmap)
        try await draw(pdf, run, "-mono", end: end) { piece in
            try parser.append(piece) { (bitmap: PageBitmap) in
                pages.append(bitmap.isScreened ? nil : try make(run.fit.fitted(bitmap)))
            }
        }
        guard parser.isComplete, parser.pageCount == run.count else {
            throw Self.undrawable(run.first + parser.pageCount)
        }
        var whole: [Page] = []
        var next = 0
        while next < pages.count {
            if let page = pages[next] {
                whole.append(page)
                next += 1
                continue
            }
            let count = pages[next...].prefix { $0 == nil }.count
            whole += try await colours(
                pdf, PageRun(first: run.first + next, count: count, fit: run.fit), end: end, make)
            next += count
        }
        return (whole, pages.contains { $0 == nil })
    }

    private func colours<Page>(
        _ pdf: [UInt8], _ run: PageRun, end: ContinuousClock.Instant, _ make: (PageBitmap) throws -> Page
    ) async throws -> [Page] {
        var pages: [Page] = []
        var parser = run.parser(.colour)
        // Letters and lines without soft edges: they are as sharp as in black and white.
        try await draw(pdf, run, "-aa", "no", "-aaVector", "no", end: end) { piece in
            try parser.append(piece) { (page: NetpbmParser.Page) in
                let drawn = ColourPage(width: page.width, rows: page.rows, pels: page.bytes)
                pages.append(try make(run.fit.fitted(drawn)))
            }
        }
        guard parser.isComplete, parser.pageCount == run.count else {
            throw Self.undrawable(run.first + parser.pageCount)
        }
        return pages
    }

    private func draw(
        _ pdf: [UInt8], _ run: PageRun, _ options: String..., end: ContinuousClock.Instant,
        output: (borrowing RawSpan) throws -> Void
    ) async throws {
        var needs = needs(pdf)
        needs.writesMuch = true
        let command =
            [pdftoppm, "-q"] + options + [
                "-cropbox", "-rx", "\(run.fit.horizontalDensity)", "-ry", "\(run.fit.verticalDensity)",
                "-f", "\(run.first)", "-l", "\(run.first + run.count - 1)",
                path(needs),
            ]
        let result = try await sandbox.run(command, input: pdf, end: end, needs: needs, output: output)
        guard result.succeeded else { throw Self.undrawable(run.first) }
    }

    /// Poppler reads a file where there is room for one: what comes by standard input it copies, and looks up each piece of it.
    private func needs(_ pdf: [UInt8]) -> SandboxNeeds {
        SandboxNeeds(readsFile: pdf.count <= sandbox.settings.disk.bytes)
    }

    private func path(_ needs: SandboxNeeds) -> String { needs.readsFile ? Sandbox.document : "-" }

    private static let unreadable = ConversionError("It is no readable PDF.")

    private static func undrawable(_ page: Int) -> ConversionError {
        ConversionError("Its page \(page) can't be drawn.")
    }
}

/// Pages of a document that follow each other and have one size.
private struct PageRun: Sendable {
    /// The first page, from 1.
    var first: Int
    var count: Int
    var fit: PageFit

    /// The runs of all pages after the first `done`, none longer than a processor's share of them.
    static func runs(_ fits: [PageFit], from done: Int, share processors: Int) -> [PageRun] {
        let longest = max(8, (fits.count - done + processors - 1) / processors)
        var runs: [PageRun] = []
        var next = done
        while next < fits.count {
            let count = min(longest, fits[next...].prefix { $0 == fits[next] }.count)
            runs.append(PageRun(first: next + 1, count: count, fit: fits[next]))
            next += count
        }
        return runs
    }

    /// Whether a page that was drawn as usual is what the run's page would be.
    func expects(_ bitmap: PageBitmap) -> Bool {
        (fit.width - 1...fit.width + 1).contains(bitmap.width) && (fit.rows - 1...fit.rows + 1).contains(bitmap.rows)
            && !fit.isTurned
    }

    func parser(_ format: NetpbmParser.Format) -> NetpbmParser {
        NetpbmParser(
            format, pageLimit: count, width: fit.width - 1...fit.width + 1, rows: fit.rows - 1...fit.rows + 1)
    }
}
