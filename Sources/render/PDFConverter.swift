import Configuration
import FaxModel
import Foundation

/// Makes fax pages of a PDF by Poppler, in the sandbox.
struct PDFConverter: Sendable {
    let sandbox: Sandbox
    let pdfinfo: String
    let pdftoppm: String

    /// The pages of `pdf`, drawn for the pels of `resolution`, each as large as it is.
    ///
    /// - Throws: `ConversionError` when it can't be printed or has more than `pageLimit` pages; `Failure` when there is no sandbox.
    func pages(of pdf: [UInt8], resolution: Resolution, pageLimit: Int) async throws -> [PageBitmap] {
        let info = try await info(of: pdf, pageLimit: pageLimit)
        guard !info.forbidsPrinting else { throw ConversionError("Its author does not allow that it is printed.") }
        guard info.pages.count <= pageLimit else {
            throw ConversionError("It has \(info.pages.count) pages; \(pageLimit) are left of what a fax may have.")
        }
        var fits: [PageFit] = []
        for page in info.pages {
            // pdftoppm cuts pages that have a rotation of their own, unless pels are square.
            fits.append(
                try PageFit(
                    width: page.width, height: page.height, resolution: resolution, squarePels: page.isRotated))
        }
        var pages: [PageBitmap] = []
        while pages.count < fits.count {
            let fit = fits[pages.count]
            let count = fits[pages.count...].prefix { $0 == fit }.count
            pages += try await draw(pdf, from: pages.count + 1, count: count, fit)
        }
        return pages
    }

    private func info(of pdf: [UInt8], pageLimit: Int) async throws -> PDFInfo {
        // A line of size and one of rotation for each page; beyond that, there are too many pages anyway.
        let limit = 4096 + 256 * (pageLimit + 1)
        var output: [UInt8] = []
        let result = try await sandbox.run([pdfinfo, "-f", "1", "-l", "\(pageLimit + 1)", "-"], input: pdf) { piece in
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

    private func draw(_ pdf: [UInt8], from first: Int, count: Int, _ fit: PageFit) async throws -> [PageBitmap] {
        var parser = PBMParser(
            pageLimit: count, width: fit.width - 1...fit.width + 1, rows: fit.rows - 1...fit.rows + 1)
        let command = [
            pdftoppm, "-q", "-mono", "-cropbox", "-rx", "\(fit.horizontalDensity)", "-ry", "\(fit.verticalDensity)",
            "-f", "\(first)", "-l", "\(first + count - 1)", "-",
        ]
        let result = try await sandbox.run(command, input: pdf) { try parser.append($0) }
        guard result.succeeded, parser.isComplete, parser.pages.count == count else {
            throw ConversionError("Its page \(first + parser.pages.count) can't be drawn.")
        }
        return parser.pages.map(fit.fitted)
    }

    private static let unreadable = ConversionError("It is no readable PDF.")
}
