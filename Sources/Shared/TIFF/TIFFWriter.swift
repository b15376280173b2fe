internal import CTIFF
public import FaxModel

/// Collects fax pages and writes them as a TIFF-F file, profile F of RFC 3949 (RFC 2306): T.6 coding, one strip a page,
/// FillOrder 1, 0 is white. The same pages give the same bytes, because a document's name is its digest.
public struct TIFFWriter: Sendable {
    private struct Page {
        var strip: T6Strip
        var resolution: TIFFResolution
    }

    private let software: String
    private var pages: [Page] = []

    /// An empty file that names its maker.
    public init(software: String = "Faxpost") {
        self.software = software
    }

    /// Pages so far.
    public var pageCount: Int { pages.count }

    /// Adds a page, coded in T.6 by libtiff.
    ///
    /// - Throws: `unwritable` when the page has no rows.
    public mutating func append(_ page: PageBitmap, resolution: TIFFResolution) throws(TIFFError) {
        append(try T6Strip(compressing: page), resolution: resolution)
    }

    /// Adds a page that is in T.6 coding already; its code is not looked at.
    public mutating func append(_ strip: T6Strip, resolution: TIFFResolution) {
        pages.append(Page(strip: strip, resolution: resolution))
    }

    /// The file of all pages, at least one.
    ///
    /// - Throws: `unwritable` when there is no page or more than 65 535, or the file would exceed 4 GiB.
    public func finish() throws(TIFFError) -> [UInt8] {
        guard let count = UInt16(exactly: pages.count), count > 0 else {
            throw TIFFError(.unwritable, "A TIFF-F file has 1 to 65535 pages, not \(pages.count).")
        }
        let memory = TIFFFile.Memory()
        // Tags of a page take less.
        memory.bytes.reserveCapacity(pages.reduce(0) { $0 + $1.strip.bytes.count + 512 })
        do {
            let file = try TIFFFile(writing: memory)
            for (index, page) in pages.enumerated() {
                try file.write(page.strip, page.resolution, number: UInt16(index), of: count, software: software)
            }
        }
        return memory.bytes
    }
}

extension TIFFFile {
    /// Writes a whole page; `number` counts from 0 (TIFF 6.0 §12, PageNumber).
    fileprivate func write(
        _ strip: T6Strip, _ resolution: TIFFResolution, number: UInt16, of count: UInt16, software: String
    ) throws(TIFFError) {
        try setPage(width: strip.width, rows: strip.rows)
        let done = [
            ctiff_set_uint32(handle, UInt32(TIFFTAG_SUBFILETYPE), UInt32(FILETYPE_PAGE)),
            ctiff_set_uint16_pair(handle, UInt32(TIFFTAG_PAGENUMBER), number, count),
            ctiff_set_uint16(handle, UInt32(TIFFTAG_RESOLUTIONUNIT), UInt16(RESUNIT_INCH)),
            ctiff_set_double(handle, UInt32(TIFFTAG_XRESOLUTION), resolution.x),
            ctiff_set_double(handle, UInt32(TIFFTAG_YRESOLUTION), resolution.y),
            ctiff_set_string(handle, UInt32(TIFFTAG_SOFTWARE), software),
        ]
        var code = strip.bytes
        let written = code.withUnsafeMutableBytes { code in
            TIFFWriteRawStrip(handle, 0, code.baseAddress, tmsize_t(code.count))
        }
        guard done.allSatisfy({ $0 == 1 }), written == code.count, TIFFWriteDirectory(handle) == 1 else {
            throw error(.unwritable, "Page \(number + 1) can't be written.")
        }
    }
}
