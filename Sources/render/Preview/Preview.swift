import Configuration
import FaxModel
import Foundation
import PDF
import Pipeline
import TIFF
import Typesetting

/// The pages of a fax that is not sent.
struct Preview: Sendable {
    /// The pages, as they would be sent.
    let pages: [T6Strip]
    let resolution: Resolution
    /// Whether the first page is a cover page.
    let hasCover: Bool
    let omitted: [OmittedPart]
    /// What is wrong with the cover template, so that another cover page stands in for it.
    let coverTroubles: [String]

    /// The preview of a document.
    ///
    /// - Throws: `PreviewError` with the reason that the sender would be told where it is no fax; `SandboxUnavailable`.
    init(of document: PreviewDocument, by renderer: OrderRenderer) async throws {
        let rendering = try await renderer.rendering(of: document.order, mail: document.mail)
        let completion = rendering.completion
        let payload = completion.successors.first.map { Data($0.payload) } ?? Data()
        guard let task = try? JSONDecoder().decode(FaxTask.self, from: payload), !task.pages.isEmpty else {
            let report = try? JSONDecoder().decode(JobReport.self, from: payload)
            guard case .failed(let failure) = report?.result else { throw PreviewError("It gave no pages.") }
            throw PreviewError(failure.sentence)
        }
        var pages: [T6Strip] = []
        for page in task.pages {
            guard let found = completion.documents.first(where: { $0.digest == page.document.digest }) else { continue }
            var reader = try TIFFReader(found.bytes)
            for index in reader.pages.indices {
                if let strip = try reader.t6Strip(index) { pages.append(strip) }
            }
        }
        self.pages = pages
        resolution = document.order.options.resolution
        hasCover = completion.updates.first?.documents?["cover"] != nil
        omitted = task.omitted
        coverTroubles = rendering.coverTroubles
    }

    /// Seconds that the call takes, from the last digit to the end, with a fax machine of today that answers at the first ring: at 14,400 bit/s,
    /// with MMR in frames of error correction. A worse line, or a machine without MMR, takes longer. `PreviewSecondsTests` holds
    /// them against the clock of a line: they are right to a tenth.
    var seconds: Int {
        let bits = pages.reduce(0) { $0 + Double($1.bytes.count * 8) * Self.framing }
        return Int((Self.negotiation + bits / 14_400 + Double(pages.count) * Self.betweenPages).rounded(.up))
    }

    /// Frames of 256 octets with address, control, number, check and flags, and stuffed bits (T.30 annex A).
    private static let framing = 266.0 / 256 * 1.02
    /// Tones, identification, DIS, DCS, training, and the goodbye.
    private static let negotiation = 14.0
    /// The turns of V.21 after each page.
    private static let betweenPages = 3.5

    /// What was made, for people.
    var sentence: String {
        let bytes = pages.reduce(0) { $0 + $1.bytes.count }
        return
            "\(pages.count.counting("page"))\(hasCover ? ", the first is the cover page" : ""); \(bytes) octets in MMR; "
            + "about \(seconds.counting("second")) on the line at 14400 bit/s."
    }

    /// The same for programs.
    struct Summary: Encodable {
        var files: [String]
        var pages: Int
        var cover: Bool
        var octets: Int
        var seconds: Int
        var omitted: [OmittedPart]
        var troubles: [String]
    }

    /// What was made, for programs.
    func summary(_ files: [String]) -> Summary {
        Summary(
            files: files, pages: pages.count, cover: hasCover, octets: pages.reduce(0) { $0 + $1.bytes.count },
            seconds: seconds, omitted: omitted, troubles: coverTroubles)
    }

    /// Writes the pages.
    ///
    /// - Parameter path: a file; of PNG, page 1 of `a.png` is `a-1.png`.
    /// - Returns: the files' names.
    /// - Throws: `PreviewError` where one can't be written.
    func write(to path: String, _ format: PreviewFormat) throws -> [String] {
        var writer = TIFFWriter()
        for page in pages { writer.append(page, resolution: TIFFResolution(resolution)) }
        switch format {
        case .tiff:
            try Self.write(writer.finish(), to: path)
            return [path]
        case .pdf:
            var document = FaxPDF(title: URL(filePath: path).lastPathComponent, created: Date())
            for page in pages {
                document.append(
                    FaxPDFPage(
                        width: page.width, rows: page.rows, code: page.bytes,
                        horizontalDensity: Double(resolution.horizontal), verticalDensity: Double(resolution.vertical)))
            }
            try Self.write(document.octets(), to: path)
            return [path]
        case .png:
            var reader = try TIFFReader(try writer.finish())
            let stem = path.hasSuffix(".png") ? String(path.dropLast(4)) : path
            return try reader.pages.indices.map { index in
                let file = "\(stem)-\(index + 1).png"
                let page = try reader.bitmap(index).withSquarePels(resolution)
                try Self.write(page.png, to: file)
                return file
            }
        }
    }

    private static func write(_ octets: [UInt8], to path: String) throws {
        do {
            try Data(octets).write(to: URL(filePath: path))
        } catch {
            throw PreviewError("'\(path)' can't be written: \(FileTrouble(error))")
        }
    }
}

extension PageBitmap {
    /// The page for a screen, whose pels are square: rows, or pels in them, twice where they are twice as large.
    fileprivate func withSquarePels(_ resolution: Resolution) -> PageBitmap {
        switch resolution {
        case .standard: doublingRows()
        case .superfine: turnedRight().doublingRows().turnedRight().turnedRight().turnedRight()
        case .fine, .inch300, .inch400: self
        }
    }
}
