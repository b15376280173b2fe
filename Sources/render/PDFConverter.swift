import Configuration
import FaxModel
import Foundation

/// Makes fax pages of a PDF by Poppler, in the sandbox.
struct PDFConverter: Sendable {
    let sandbox: Sandbox
    let pdfinfo: String
    let pdftoppm: String

    /// Draws the pages of `pdf` for the pels of `resolution`, each as large as it is, and gives them to `page`, one
    /// after the other.
    ///
    /// - Throws: `ConversionError` when it can't be printed or has more than `pageLimit` pages, maybe after some pages;
    ///   `SandboxUnavailable`; what `page` throws.
    func draw(
        _ pdf: [UInt8], resolution: Resolution, pageLimit: Int, page: (PageBitmap) throws -> Void
    ) async throws {
        // One time for all runs: the document is what must not take longer.
        let end = sandbox.end
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
                    width: size.width, height: size.height, resolution: resolution, squarePels: size.isRotated))
        }
        var next = 0
        while next < fits.count {
            let fit = fits[next]
            let count = fits[next...].prefix { $0 == fit }.count
            try await draw(pdf, from: next + 1, count: count, fit, end: end) { try page(fit.fitted($0)) }
            next += count
        }
    }

    private func info(of pdf: [UInt8], pageLimit: Int, end: ContinuousClock.Instant) async throws -> PDFInfo {
        // A line of size and one of rotation for each page; beyond that, there are too many pages anyway.
        let limit = 4096 + 256 * (pageLimit + 1)
        var output: [UInt8] = []
        let result = try await sandbox.run([pdfinfo, "-f", "1", "-l", "\(pageLimit + 1)", "-"], input: pdf, end: end) {
            piece in
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

    private func draw(
        _ pdf: [UInt8], from first: Int, count: Int, _ fit: PageFit, end: ContinuousClock.Instant,
        page: (PageBitmap) throws -> Void
    ) async throws {
        var parser = PBMParser(
            pageLimit: count, width: fit.width - 1...fit.width + 1, rows: fit.rows - 1...fit.rows + 1)
        let command = [
            pdftoppm, "-q", "-mono", "-cropbox", "-rx", "\(fit.horizontalDensity)", "-ry", "\(fit.verticalDensity)",
            "-f", "\(first)", "-l", "\(first + count - 1)", "-",
        ]
        let result = try await sandbox.run(command, input: pdf, end: end) { try parser.append($0, page: page) }
        guard result.succeeded, parser.isComplete, parser.pageCount == count else {
            throw ConversionError("Its page \(first + parser.pageCount) can't be drawn.")
        }
    }

    private static let unreadable = ConversionError("It is no readable PDF.")
}
