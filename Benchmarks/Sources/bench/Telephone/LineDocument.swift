import FaxModel
import Foundation
import TIFF

/// A document that both parties send while their line seconds are measured.
struct LineDocument {
    /// What the figure's name ends with.
    var name: String
    /// What the ratio of the seconds is to be.
    var goal: Double
    var pageCount: Int
    /// Its pages as our `faxout` gets them: a TIFF file.
    var ours: URL
    /// What HylaFAX is handed.
    var theirs: URL
    /// The pages that HylaFAX is to send, but for their header lines.
    var theirPages: [PageBitmap]

    /// The same pels for both: a letter that is a TIFF file already.
    static func pels(pageCount: Int, goal: Double, in folder: URL) throws -> LineDocument {
        let pages = Letter.pages(pageCount)
        let file = folder.appending(path: "pels-\(pageCount).tif")
        try Data(Letter.file(pages)).write(to: file)
        return LineDocument(
            name: "pels-\(pageCount)", goal: goal, pageCount: pageCount, ours: file, theirs: file, theirPages: pages)
    }

    /// The same PDF of print for both, which each makes pels of as it does for every fax in fine resolution: ours by `render`, HylaFAX's by its
    /// `pdf2fax`, which its scheduler starts.
    ///
    /// - Throws: `BenchmarkError` when one of them makes other pages of it than A4 in fine resolution.
    static func print(pageCount: Int, goal: Double, in folder: URL, _ conversion: PDFConversion) throws -> LineDocument
    {
        let file = folder.appending(path: "print-\(pageCount).pdf")
        try SampleDocument(kind: .text, pageCount: pageCount).bytes.write(to: file)
        let ours = folder.appending(path: "print-\(pageCount).tif")
        try conversion.ours(file, to: ours)
        let theirs = folder.appending(path: "print-\(pageCount)-theirs.tif")
        try conversion.hylaFAX(file, to: theirs)
        let pages = try [ours, theirs].map { try Letter.pages(of: Array(Data(contentsOf: $0))) }
        for pages in pages {
            guard pages.count == pageCount, pages.allSatisfy({ $0.width == 1728 && (2200...2400).contains($0.rows) })
            else {
                throw BenchmarkError("THE PAGES ARE NOT A4 IN FINE: \(pages.map { "\($0.width) × \($0.rows)" })")
            }
        }
        return LineDocument(
            name: "\(pageCount)", goal: goal, pageCount: pageCount, ours: ours, theirs: file, theirPages: pages[1])
    }
}
