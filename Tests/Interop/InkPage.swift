import FaxModel
import Foundation
import TIFF

/// Pages with ink all over them, each another one, for others to send.
enum InkPage {
    /// The page of this number: slanting lines, and its number as bars at the top.
    static func page(_ number: Int, rows: Int = 1100) -> PageBitmap {
        var page = PageBitmap(width: 1728, rows: rows)
        for row in 0..<rows {
            for column in stride(from: (row * (number + 1)) % 96, to: 1728, by: 96) { page[column, row] = true }
        }
        for bar in 0..<number {
            for row in 30..<60 { for column in 0..<20 { page[100 + bar * 40 + column, row] = true } }
        }
        return page
    }

    /// A TIFF file of these pages.
    static func file(_ pages: [PageBitmap], resolution: Resolution = .fine) throws -> [UInt8] {
        var writer = TIFFWriter()
        for page in pages { try writer.append(page, resolution: resolution == .standard ? .standard : .fine) }
        return try writer.finish()
    }

    /// A page as a portable bitmap (PBM, P4).
    static func portableBitmap(_ page: PageBitmap) -> Data {
        Data("P4\n\(page.width) \(page.rows)\n".utf8) + Data(page.bytes)
    }
}
