import Foundation

/// A PDF (ISO 32000-1) written by hand: pages of a size with content streams, in Helvetica.
struct TestPDF {
    /// A page.
    struct Page {
        var width = 595.276
        var height = 841.89
        /// Entries for the page's dictionary.
        var entries = ""
        /// The content stream; font `/F1` is Helvetica.
        var content: String
    }

    var pages: [Page]
    /// Further fonts, by name.
    var fonts = ""
    /// Entries for the catalogue.
    var catalog = ""
    /// Further objects; with n pages, the first has number 4 + 2n.
    var objects: [String] = []

    /// A page a text, each set in 24 points near the top.
    init(texts: [String]) {
        pages = texts.map { Page(content: "BT /F1 24 Tf 72 700 Td (\($0)) Tj ET") }
    }

    init(pages: [Page]) {
        self.pages = pages
    }

    /// The file.
    var bytes: [UInt8] {
        var objects = [
            "<< /Type /Catalog /Pages 2 0 R \(catalog) >>",
            "<< /Type /Pages /Count \(pages.count) /Kids [\(pages.indices.map { "\(4 + 2 * $0) 0 R" }.joined(separator: " "))] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        for (index, page) in pages.enumerated() {
            objects.append(
                """
                << /Type /Page /Parent 2 0 R /MediaBox [0 0 \(Self.number(page.width)) \(Self.number(page.height))] \(page.entries) \
                /Resources << /Font << /F1 3 0 R \(fonts) >> >> /Contents \(5 + 2 * index) 0 R >>
                """)
            objects.append("<< /Length \(page.content.utf8.count) >>\nstream\n\(page.content)\nendstream")
        }
        objects += self.objects
        var file = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (index, object) in objects.enumerated() {
            offsets.append(file.utf8.count)
            file += "\(index + 1) 0 obj\n\(object)\nendobj\n"
        }
        let table = file.utf8.count
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n"
        for offset in offsets {
            let digits = String(offset)
            file += String(repeating: "0", count: 10 - digits.count) + digits + " 00000 n \n"
        }
        file += "trailer << /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(table)\n%%EOF\n"
        return Array(file.utf8)
    }

    /// A number as PDF writes it: without exponent (ISO 32000-1 §7.3.3).
    private static func number(_ value: Double) -> String { String(format: "%.6f", value) }
}
