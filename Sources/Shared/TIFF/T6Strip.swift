internal import CTIFF
public import FaxModel

/// A page in T.6 (MMR) coding, as a TIFF-F file holds it.
public struct T6Strip: Hashable, Sendable {
    /// Pels in a row.
    public let width: Int
    /// Rows.
    public let rows: Int
    /// The code words, first bit in the most significant bit of an octet (TIFF's FillOrder 1).
    public let bytes: [UInt8]

    /// A page of this geometry, coded elsewhere. Nothing is checked: a wrong code shows when it is decoded.
    public init(width: Int, rows: Int, bytes: [UInt8]) {
        self.width = width
        self.rows = rows
        self.bytes = bytes
    }

    /// Codes `page`, which has at least one row, by libtiff.
    ///
    /// - Throws: `unwritable` when libtiff refuses the page.
    public init(compressing page: PageBitmap) throws(TIFFError) {
        let file = TIFFFile.Memory()
        let tiff = try TIFFFile(writing: file)
        try tiff.setPage(width: page.width, rows: page.rows)
        var pels = page.bytes
        let written = pels.withUnsafeMutableBytes { pels in
            TIFFWriteEncodedStrip(tiff.handle, 0, pels.baseAddress, tmsize_t(pels.count))
        }
        let offset = Int(TIFFGetStrileOffset(tiff.handle, 0))
        let count = Int(TIFFGetStrileByteCount(tiff.handle, 0))
        guard written == pels.count, offset + count <= file.bytes.count else {
            throw tiff.error(.unwritable, "A page of \(page.width) × \(page.rows) pels can't be coded.")
        }
        self.init(width: page.width, rows: page.rows, bytes: Array(file.bytes[offset..<offset + count]))
    }
}
