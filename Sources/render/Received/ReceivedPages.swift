import FaxModel
import PDF
import TIFF
import Typesetting

/// The pages of a received fax, as its mail brings them: each with its T.6 code as it is, and how it is to be shown.
struct ReceivedPages {
    /// One page.
    struct Page {
        var strip: T6Strip
        var resolution: TIFFResolution
        /// Whether it is shown turned by half a turn.
        var isTurned: Bool
    }

    /// The pages that are shown, at least one.
    private(set) var pages: [Page] = []
    /// Blank pages at the end that are not.
    private(set) var dropped = 0
    /// The first page's pels.
    private let first: PageBitmap

    /// The pages of a TIFF file.
    ///
    /// - Parameters:
    ///   - turnsPages: whether pages that stand on their heads are turned.
    ///   - dropsBlankPages: whether blank pages at the end are left out; the first page never is.
    /// - Throws: what is wrong with the file.
    init(_ file: [UInt8], turnsPages: Bool, dropsBlankPages: Bool) throws(TIFFError) {
        var reader = try TIFFReader(file)
        var first: PageBitmap?
        for index in reader.pages.indices {
            let bitmap = try reader.bitmap(index)
            let resolution = reader.pages[index].resolution ?? .fine
            // What is not one strip of T.6 is coded so: what enrich writes is.
            let stored = try reader.t6Strip(index)
            let strip: T6Strip
            if let stored { strip = stored } else { strip = try T6Strip(compressing: bitmap) }
            first = first ?? bitmap
            let isBlank = index > 0 && bitmap.isBlank(horizontal: resolution.x, vertical: resolution.y)
            dropped = dropsBlankPages && isBlank ? dropped + 1 : 0
            let direction = { ReadingDirection(of: bitmap, horizontal: resolution.x, vertical: resolution.y) }
            pages.append(
                Page(strip: strip, resolution: resolution, isTurned: turnsPages && !isBlank && direction().isUpsideDown)
            )
        }
        pages.removeLast(dropped)
        guard let first else { preconditionFailure("a TIFF file that was read has a page") }
        self.first = first
    }

    /// The pages that are turned, counted from 1.
    var turned: [Int] { pages.indices.filter { pages[$0].isTurned }.map { $0 + 1 } }

    /// All as one PDF document.
    func document(_ document: FaxPDF) -> [UInt8] {
        var document = document
        for page in pages {
            document.append(
                FaxPDFPage(
                    width: page.strip.width, rows: page.strip.rows, code: page.strip.bytes,
                    horizontalDensity: page.resolution.x, verticalDensity: page.resolution.y, isTurned: page.isTurned))
        }
        return document.octets()
    }

    /// All as one TIFF file. None is turned: a TIFF file is the fax as it came.
    func file() throws(TIFFError) -> [UInt8] {
        var writer = TIFFWriter()
        for page in pages { writer.append(page.strip, resolution: page.resolution) }
        return try writer.finish()
    }

    /// A picture of the first page.
    func preview() -> [UInt8] {
        PagePicture(
            of: first, horizontal: pages[0].resolution.x, vertical: pages[0].resolution.y, width: Self.previewWidth,
            isTurned: pages[0].isTurned
        ).png
    }

    /// Pels across: large enough to read a letter's head, small enough for every mail.
    private static let previewWidth = 640
}
