import Configuration
import FaxModel
import Foundation
import MemoryFile

/// Draws pages of PDFs by other people's programs, in the sandbox: print by Poppler, colours by MuPDF.
struct PDFDrawing: Sendable {
    let sandbox: Sandbox
    let pdftoppm: String
    let mutool: String

    /// How pages are drawn.
    enum Mode: Hashable, Sendable {
        case blackAndWhite, colours

        /// How pages are drawn that have pictures, or print.
        init(hasPictures: Bool) { self = hasPictures ? .colours : .blackAndWhite }
    }

    /// Draws a run.
    ///
    /// - Parameters:
    ///   - pages: is appended what `make` makes of the pages, one after the other, also where the run fails later; `nil` for a page that has
    ///     colours or greys where it was to be black and white.
    ///   - canEndEarly: whether the document may have less pages than the run.
    ///   - isEnough: is asked after each page, and ends the run.
    /// - Throws: `ConversionError` when pages are missing; `SandboxUnavailable`; what `make` throws; `CancellationError`.
    func draw<Page>(
        _ pdf: MemoryFile, _ run: PageRun, _ mode: Mode, end: ContinuousClock.Instant, into pages: inout [Page?],
        canEndEarly: Bool = false, until isEnough: ([Page?]) -> Bool = { _ in false },
        make: (PageBitmap) throws -> Page
    ) async throws {
        let before = pages.count
        for way in ways(mode) {
            pages.removeLast(pages.count - before)
            let outcome = try await draw(pdf, run, way, end: end, into: &pages, until: isEnough, make: make)
            switch outcome {
            case .enough: return
            case .all where canEndEarly || pages.count - before == run.count: return
            case .all, .failed: continue
            }
        }
        throw ConversionError("Its page \(run.first + pages.count - before) can't be drawn.")
    }

    /// A program, and how it is told to draw.
    private enum Way: Hashable {
        case printByPoppler, coloursByPoppler, coloursByMuPDF
    }

    /// How an attempt ends.
    private enum Outcome {
        case all, enough, failed
    }

    /// MuPDF draws pictures quicker than Poppler does. What it can't draw, Poppler may.
    private func ways(_ mode: Mode) -> [Way] {
        switch mode {
        case .blackAndWhite: [.printByPoppler]
        case .colours:
            FileManager.default.isExecutableFile(atPath: mutool)
                ? [.coloursByMuPDF, .coloursByPoppler] : [.coloursByPoppler]
        }
    }

    /// Draws a run in one way.
    private func draw<Page>(
        _ pdf: MemoryFile, _ run: PageRun, _ way: Way, end: ContinuousClock.Instant, into pages: inout [Page?],
        until isEnough: ([Page?]) -> Bool, make: (PageBitmap) throws -> Page
    ) async throws -> Outcome {
        var needs = needs(pdf)
        // MuPDF reads nothing but files.
        guard way != .coloursByMuPDF || needs.readsFile else { return .failed }
        needs.writesMuch = true
        var parser = run.parser(way == .printByPoppler ? .bitmap : .colour)
        var isOurs = false
        var begun: ColourPage.Assembly?
        func add(_ page: () throws -> Page?) throws {
            isOurs = true
            pages.append(try page())
            if isEnough(pages) { throw Enough() }
            isOurs = false
        }
        do {
            let command = command(run, way, path(needs))
            let result = try await sandbox.run(command, input: pdf, end: end, needs: needs) { piece in
                switch way {
                case .printByPoppler:
                    try parser.append(piece) { page in
                        let drawn = try page.bitmap()
                        try add { drawn.isScreened ? nil : try make(run.fit.fitted(drawn)) }
                    }
                case .coloursByPoppler, .coloursByMuPDF:
                    try parser.append(piece) { width, rows, octets, isLast in
                        var page = begun.take() ?? ColourPage.Assembly(width: width, rows: rows)
                        page.append(octets)
                        guard isLast else { return begun = page }
                        try add { try make(run.fit.fitted(page.page())) }
                    }
                }
            }
            return result.succeeded && parser.isComplete ? .all : .failed
        } catch is Enough {
            return .enough
        } catch is ConversionError where way == .coloursByMuPDF && !isOurs {
            // It has drawn something else than it was told to.
            return .failed
        }
    }

    /// What ends a run early.
    private struct Enough: Error {}

    private func command(_ run: PageRun, _ way: Way, _ file: String) -> [String] {
        switch way {
        case .printByPoppler: [pdftoppm, "-q", "-mono"] + popplerOptions(run) + [file]
        // Letters and lines without soft edges: they are as sharp as in black and white.
        case .coloursByPoppler: [pdftoppm, "-q", "-aa", "no", "-aaVector", "no"] + popplerOptions(run) + [file]
        // Letters without soft edges. Lines have them, and become sharp with all else: without any, MuPDF would leave out rows and columns of
        // pictures that are larger than they are shown, as scans are. No line is less than a pel wide. Colours without profiles: a fax has none.
        // In quarters, which take less memory than a page, and come while the next are drawn.
        case .coloursByMuPDF:
            [
                mutool, "draw", "-q", "-N", "-A", "8/0", "-l", "1", "-c", "rgb", "-F", "ppm", "-B",
                "\((run.fit.rows + 3) / 4)", "-w", "\(run.fit.width)", "-h", "\(run.fit.rows)", "-f", "-o", "-", file,
                "\(run.first)-\(run.last)",
            ]
        }
    }

    private func popplerOptions(_ run: PageRun) -> [String] {
        [
            "-cropbox", "-rx", "\(run.fit.horizontalDensity)", "-ry", "\(run.fit.verticalDensity)", "-f",
            "\(run.first)", "-l", "\(run.last)",
        ]
    }

    /// What programs need that read `pdf`: a file where there is room for one. What comes by standard input Poppler copies, and looks up each
    /// piece of it.
    func needs(_ pdf: MemoryFile) -> SandboxNeeds {
        SandboxNeeds(readsFile: pdf.count <= sandbox.settings.disk.bytes)
    }

    /// Where they find it.
    func path(_ needs: SandboxNeeds) -> String { needs.readsFile ? Sandbox.document : "-" }
}
