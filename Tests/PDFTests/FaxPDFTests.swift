import FaxModel
import Foundation
import PDF
import TIFF
import TestSupport
import Testing

@Suite("PDF documents of fax pages", .timeLimit(.minutes(5)))
struct FaxPDFTests {
    private static let time = Date(timeIntervalSince1970: 1_800_000_000)

    /// A page that is different in every corner, of a width that is no whole number of octets.
    private static func page(_ number: Int = 1, rows: Int = 300) -> PageBitmap {
        var page = PageBitmap(width: 1727, rows: rows)
        for row in 0..<40 { for column in 0..<60 + 10 * number { page[column, row] = true } }
        for row in 100..<rows { page[row % 1727, row] = true }
        return page
    }

    private static func fax(_ page: PageBitmap, down: Double = 196, isTurned: Bool = false) throws -> FaxPDFPage {
        let strip = try T6Strip(compressing: page)
        return FaxPDFPage(
            width: strip.width, rows: strip.rows, code: strip.bytes, horizontalDensity: 204, verticalDensity: down,
            isTurned: isTurned)
    }

    private static func document(
        _ pages: [FaxPDFPage], _ conformance: FaxPDF.Conformance = .plain, title: String = "Fax from +49 228 123"
    ) -> [UInt8] {
        var document = FaxPDF(title: title, created: time, conformance: conformance)
        for page in pages { document.append(page) }
        return document.octets()
    }

    private func with<Value>(_ octets: [UInt8], _ body: (TemporaryFolder) async throws -> Value) async throws -> Value {
        let folder = try TemporaryFolder()
        try Data(octets).write(to: folder.url.appending(path: "fax.pdf"))
        return try await body(folder)
    }

    @Test("The code of each page is in the file as it came, and other people's decoder gives the page pel by pel")
    func pels() async throws {
        let pages = [Self.page(1), Self.page(2, rows: 500)]
        let faxes = try pages.map { try Self.fax($0) }
        let octets = Self.document(faxes)
        for fax in faxes { #expect(Data(octets).range(of: Data(fax.code)) != nil) }
        try await with(octets) { folder in
            _ = try await ChildProcess.run("/usr/bin/pdfimages", [folder.path("fax.pdf"), folder.path("page")])
            for (index, page) in pages.enumerated() {
                #expect(try PortableBitmap.read(folder.url.appending(path: "page-00\(index).pbm")) == page)
            }
        }
    }

    @Test("Code without an end mark is decoded as well: the number of rows ends it")
    func unterminated() async throws {
        var fax = try Self.fax(Self.page())
        // EOFB (T.6 §2.4.1.1) is 24 bits, and ends the code within its last four octets.
        fax.code.removeLast(3)
        fax.code[fax.code.count - 1] = 0
        var whole = Self.page()
        try await with(Self.document([fax])) { folder in
            _ = try await ChildProcess.run("/usr/bin/pdfimages", [folder.path("fax.pdf"), folder.path("page")])
            let page = try PortableBitmap.read(folder.url.appending(path: "page-000.pbm"))
            whole.replaceRows(from: 0, with: whole)
            #expect(page.rows == whole.rows && page.width == whole.width)
        }
    }

    @Test(
        "A page is as large as its paper, whatever the shape of its pels",
        arguments: [(196.0, 300, "110.204"), (98, 150, "110.204"), (391, 300, "55.243")])
    func size(down: Double, rows: Int, height: String) async throws {
        try await with(Self.document([try Self.fax(Self.page(rows: rows), down: down)])) { folder in
            let said = try await ChildProcess.run("/usr/bin/pdfinfo", [folder.path("fax.pdf")])
            #expect(said.contains("Page size:       609.529 x \(height) pts"), "\(said)")
        }
    }

    @Test("A page that is turned is shown turned, and its code is the same")
    func turned() async throws {
        let page = Self.page()
        let fax = try Self.fax(page, isTurned: true)
        try await with(Self.document([fax])) { folder in
            let options = ["-mono", "-r", "204", "-scale-to-x", "1727", "-scale-to-y", "300"]
            _ = try await ChildProcess.run(
                "/usr/bin/pdftoppm", options + [folder.path("fax.pdf"), folder.path("shown")])
            let shown = try PortableBitmap.read(folder.url.appending(path: "shown-1.pbm"))
            // The block of ink of the top left corner is in the bottom right one.
            #expect(shown[1727 - 20, 300 - 20] && !shown[20, 20])
        }
    }

    @Test("qpdf finds nothing wrong, with one page and with many", arguments: [FaxPDF.Conformance.plain, .archival])
    func sound(conformance: FaxPDF.Conformance) async throws {
        let pages = try (1...30).map { try Self.fax(Self.page($0)) }
        for count in [1, 30] {
            let octets = Self.document(Array(pages.prefix(count)), conformance, title: "Müller & Söhne <Köln>")
            try await with(octets) { folder in
                let said = try await ChildProcess.run("/usr/bin/qpdf", ["--check", folder.path("fax.pdf")])
                #expect(said.contains("No syntax or stream encoding errors found"), "\(said)")
                let info = try await ChildProcess.run("/usr/bin/pdfinfo", [folder.path("fax.pdf")])
                #expect(info.contains("Title:           Müller & Söhne <Köln>"), "\(info)")
                #expect(info.contains("Pages:           \(count)"))
                let metadata = try await ChildProcess.run("/usr/bin/pdfinfo", ["-meta", folder.path("fax.pdf")])
                #expect(metadata.contains("<pdfaid:part>2<") == (conformance == .archival), "\(metadata)")
            }
        }
    }

    @Test(
        "ISO 19005-2: one for archives has its metadata in the clear, well-formed, and a colour profile that others read"
    )
    func archival() async throws {
        let octets = Self.document([try Self.fax(Self.page())], .archival, title: "A & <B>")
        let text = String(decoding: octets, as: UTF8.self)
        #expect(text.contains("<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"))
        #expect(text.contains("/S /GTS_PDFA1") && !text.contains("/Encrypt"))
        try await with(octets) { folder in
            let script = """
                import io, re, sys, xml.dom.minidom
                data = open(sys.argv[1], 'rb').read()
                packet = re.search(rb'<x:xmpmeta.*?</x:xmpmeta>', data, re.S).group(0)
                xml.dom.minidom.parseString(packet)
                print('well-formed')
                """
            let said = try await ChildProcess.run("/usr/bin/python3", ["-c", script, folder.path("fax.pdf")])
            #expect(said.contains("well-formed"))
        }
    }

    @Test("The same pages give the same octets; other pages another file identifier")
    func deterministic() throws {
        let one = try Self.fax(Self.page())
        #expect(Self.document([one]) == Self.document([one]))
        func id(_ octets: [UInt8]) -> Substring {
            String(decoding: octets, as: UTF8.self).split(separator: "/ID [").last ?? ""
        }
        #expect(id(Self.document([one])) != id(Self.document([try Self.fax(Self.page(2))])))
    }

    @Test("A roll of paper of more than 200 inches has larger units: no side is longer than readers take")
    func roll() async throws {
        let fax = FaxPDFPage(width: 1728, rows: 30_000, code: [0], horizontalDensity: 204, verticalDensity: 98)
        let text = String(decoding: Self.document([fax]), as: UTF8.self)
        #expect(text.contains("/UserUnit 2") && text.contains("/MediaBox [0 0 304.941 11020.408]"))
    }
}
