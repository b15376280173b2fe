public import FaxModel
import TIFF

/// Pages out of TIFF files, to be compared pel by pel.
public enum Pages {
    /// All pages of a file.
    public static func bitmaps(_ file: [UInt8]) throws -> [PageBitmap] {
        var reader = try TIFFReader(file)
        return try reader.pages.indices.map { try reader.bitmap($0) }
    }

    /// The only page of a file.
    public static func bitmap(_ file: [UInt8]) throws -> PageBitmap {
        let pages = try bitmaps(file)
        guard pages.count == 1, let page = pages.first else {
            throw SupportError("the file has \(pages.count) pages, not one")
        }
        return page
    }
}
