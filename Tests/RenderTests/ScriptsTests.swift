import FaxModel
import Foundation
import MIME
import TIFF
import Testing

@testable import render

/// Characters that no font has all look alike: as boxes, or as nothing.
@Suite("The fonts of Debian's packages show every script", .timeLimit(.minutes(20))) struct ScriptsTests {
    private static let scripts = [
        "Chinese": ("发", "票"), "traditional Chinese": ("發", "體"), "Japanese": ("の", "カ"), "Korean": ("한", "글"),
        "Arabic": ("س", "م"), "Hebrew": ("ש", "ם"), "Greek": ("Ω", "λ"), "Cyrillic": ("Ж", "щ"), "Thai": ("ท", "ย"),
        "Devanagari": ("ह", "न"), "Bengali": ("ব", "ল"), "Tamil": ("த", "ம"), "Georgian": ("ქ", "რ"),
        "Armenian": ("հ", "ե"), "Ethiopic": ("አ", "ማ"), "Khmer": ("ខ", "ម"), "emoji": ("😀", "🚚"),
    ]

    @Test("in HTML", arguments: scripts.keys.sorted())
    func html(script: String) async throws {
        let (one, other) = try #require(Self.scripts[script])
        let renderer = try TestRendering.orderRenderer().renderer
        var pages: [[T6Strip]] = []
        for text in [one, other] {
            let mail = Array("Content-Type: text/html; charset=utf-8\n\n<p style='font-size:100px'>\(text)".utf8)
            pages.append(
                try await renderer.pages(of: try Mail(parsing: mail), PageLayout(.fine, paper: .a4)).pages)
        }
        #expect(pages[0] != pages[1] && pages.allSatisfy { ($0.first?.bytes.count ?? 0) > 150 })
    }

    /// Fonts that every reader of PDFs has (ISO 32000-1 §9.7.5.2), with two characters in their encoding.
    private static let fonts = [
        ("STSong-Light", "UniGB-UCS2-H", "GB1", ["53D1", "7968"]),
        ("MSung-Light", "UniCNS-UCS2-H", "CNS1", ["767C", "9AD4"]),
        ("HeiseiMin-W3", "UniJIS-UCS2-H", "Japan1", ["306E", "30AB"]),
        ("HeiseiKakuGo-W5", "90ms-RKSJ-H", "Japan1", ["82CC", "834A"]),
        ("HYSMyeongJo-Medium", "UniKS-UCS2-H", "Korea1", ["D55C", "AE00"]),
        ("SimSun", "GBK-EUC-H", "GB1", ["B7A2", "C6B1"]),
    ]

    @Test("in PDFs that don't bring their fonts", arguments: fonts.indices)
    func pdf(index: Int) async throws {
        let (name, encoding, ordering, characters) = Self.fonts[index]
        var pages: [PageBitmap] = []
        for character in characters {
            var pdf = TestPDF(pages: [TestPDF.Page(content: "BT /F2 100 Tf 72 600 Td <\(character)> Tj ET")])
            pdf.fonts = "/F2 6 0 R"
            pdf.objects = [
                "<< /Type /Font /Subtype /Type0 /BaseFont /\(name)-\(encoding) /Encoding /\(encoding) /DescendantFonts [7 0 R] >>",
                "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /\(name) /DW 1000 /FontDescriptor 8 0 R "
                    + "/CIDSystemInfo << /Registry (Adobe) /Ordering (\(ordering)) /Supplement 2 >> >>",
                "<< /Type /FontDescriptor /FontName /\(name) /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 800 "
                    + "/Descent -200 /CapHeight 700 /StemV 80 >>",
            ]
            pages += try await TestRendering.pdfConverter().pages(of: pdf.bytes, resolution: .fine, pageLimit: 1) { $0 }
        }
        #expect(pages.count == 2 && pages[0] != pages[1] && pages.allSatisfy { $0.ink > 1000 })
    }
}
