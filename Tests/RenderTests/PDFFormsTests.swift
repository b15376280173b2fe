import FaxModel
import Testing

@testable import render

@Suite("What stands on a page of a PDF without being of its content", .timeLimit(.minutes(20))) struct PDFFormsTests {
    /// A page with these annotations, each with its rectangle, and what else there is on it.
    private func drawn(_ annotations: [String], content: String = "", settings: String = "") async throws -> PageBitmap
    {
        let first = 6
        let numbers = annotations.indices.map { "\(first + $0) 0 R" }.joined(separator: " ")
        let page = TestPDF.Page(width: 400, height: 500, entries: "/Annots [\(numbers)]", content: content)
        var pdf = TestPDF(pages: [page])
        pdf.catalog =
            "/AcroForm << /NeedAppearances true /Fields [\(numbers)] /DA (/F1 12 Tf 0 g) /DR << /Font << /F1 3 0 R >> >> >>"
        pdf.objects = annotations
        return try #require(
            try await TestRendering.pdfConverter(settings).pages(of: pdf.bytes, resolution: .fine, pageLimit: 1) { $0 }
                .first)
    }

    /// Whether there is ink in a rectangle of the page (in points, from the lower left).
    private func hasInk(_ page: PageBitmap, _ x: ClosedRange<Int>, _ y: ClosedRange<Int>) -> Bool {
        (x.lowerBound * 204 / 72..<x.upperBound * 204 / 72).contains { column in
            ((500 - y.upperBound) * 196 / 72..<(500 - y.lowerBound) * 196 / 72).contains { page[column, $0] }
        }
    }

    /// Print, and a page in colours, which other programs draw.
    private static let contents = ["", "0.6 g 300 20 80 80 re f"]

    @Test("What was filled into a form is printed", arguments: contents)
    func fields(content: String) async throws {
        let text = "/Type /Annot /Subtype /Widget /FT /Tx /DA (/F1 12 Tf 0 g) /F 4"
        let page = try await drawn(
            [
                "<< \(text) /T (a) /V (Filled in) /Rect [50 400 250 420] >>",
                "<< \(text) /T (b) /V () /Rect [50 350 250 370] >>",
            ], content: content)
        #expect(hasInk(page, 50...250, 400...420))
        #expect(!hasInk(page, 50...250, 350...370), "nothing was filled in")
    }

    @Test("Notes and marks are printed, but for hidden ones", arguments: contents)
    func marks(content: String) async throws {
        let square = "/Type /Annot /Subtype /Square /C [0 0 0] /BS << /W 2 >>"
        let page = try await drawn(
            [
                "<< \(square) /Rect [50 400 150 450] /F 4 >>", "<< \(square) /Rect [50 300 150 350] /F 2 >>",
                "<< /Type /Annot /Subtype /FreeText /Contents (Note) /DA (/F1 12 Tf 0 g) /Rect [50 200 150 220] /F 4 >>",
            ], content: content)
        #expect(hasInk(page, 48...152, 398...452) && hasInk(page, 50...150, 200...220))
        #expect(!hasInk(page, 48...152, 298...352))
    }
}
