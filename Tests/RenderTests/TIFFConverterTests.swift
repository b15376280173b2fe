import FaxModel
import TIFF
import Testing

@testable import render

@Suite struct TIFFConverterTests {
    private let converter = TIFFConverter(paper: .a4)

    private func pages(_ file: [UInt8], _ resolution: Resolution = .fine, limit: Int = 100) throws -> [PageBitmap] {
        var pages: [PageBitmap] = []
        try converter.draw(file, resolution: resolution, pageLimit: limit) { pages.append($0) }
        return pages
    }

    @Test func faxPagesKeepEveryPel() throws {
        let fax = [TestRendering.pattern(), TestRendering.pattern(rows: 1143), TestRendering.pattern(rows: 2700)]
        #expect(try pages(TestRendering.tiff(fax)) == fax)
        let standard = [TestRendering.pattern(rows: 1143)]
        #expect(try pages(TestRendering.tiff(standard, .standard), .standard) == standard)
    }

    @Test func nearlyTheSameDensityIsTheSame() throws {
        let page = TestRendering.pattern()
        for density in [
            TIFFResolution(x: 203, y: 196), TIFFResolution(x: 200, y: 200), TIFFResolution(x: 204.1, y: 195.58),
        ] {
            #expect(try pages(TestRendering.tiff([page], density)) == [page])
        }
    }

    @Test func aFinePageIsHalvedForStandardResolutionAndAStandardPageDoubledForFine() throws {
        let fine = TestRendering.pattern()
        #expect(
            try pages(TestRendering.tiff([fine]), .standard) == [
                fine.reduced(width: fine.width, rows: (fine.rows + 1) / 2)
            ])
        let standard = TestRendering.pattern(rows: 1146)
        let doubled = try pages(TestRendering.tiff([standard], .standard))[0]
        #expect(
            doubled.rows == 2292 && doubled.ink == 2 * standard.ink
                && doubled.reduced(width: 1728, rows: 1146) == standard)
    }

    @Test(arguments: [(2480, 3508, 300.0), (1654, 2339, 200.0), (4960, 7016, 600.0)])
    func scannedPagesGetTheSizeOfTheirPaper(width: Int, rows: Int, density: Double) throws {
        var page = PageBitmap(width: width, rows: rows)
        for row in rows / 4..<rows / 2 { for column in width / 4..<width / 2 { page[column, row] = true } }
        let fax = try pages(TestRendering.tiff([page], TIFFResolution(x: density, y: density)))[0]
        #expect(abs(fax.width - 1687) <= 34 && abs(fax.rows - 2292) <= 50)
        #expect(abs(Double(fax.columnsOfInk.lowerBound) / Double(fax.width) - 0.25) < 0.01)
        #expect(abs(Double(fax.rowsOfInk.upperBound) / Double(fax.rows) - 0.5) < 0.01)
    }

    @Test func thinLinesOfAFineScanLast() throws {
        var page = PageBitmap(width: 2480, rows: 3508)
        for row in 0..<3508 { for column in 1000..<1002 { page[column, row] = true } }
        for column in 0..<2480 { for row in 2000..<2002 { page[column, row] = true } }
        let fax = try pages(TestRendering.tiff([page], TIFFResolution(x: 300, y: 300)))[0]
        #expect(fax.columnsOfInk == 0..<fax.width && fax.rowsOfInk == 0..<fax.rows)
    }

    @Test func aWiderFaxIsMadeSmaller() throws {
        let page = TestRendering.pattern(width: 2432, rows: 3300)
        let fax = try pages(TestRendering.tiff([page]))[0]
        #expect(fax.width == 1728 && abs(fax.rows - 3300 * 1728 / 2432) <= 2 && fax.ink > 0)
    }

    @Test("A page whose black and white are mixed up is set right, and one that is meant so is not")
    func negatives() throws {
        var page = PageBitmap(width: 1728, rows: 2292)
        for row in stride(from: 300, to: 1900, by: 50) {
            for column in 200..<1500 where column % 12 < 4 { for y in 0..<20 { page[column, row + y] = true } }
        }
        #expect(try pages(TestRendering.tiff([page.inverted()])) == [page])
        #expect(try pages(TestRendering.tiff([page])) == [page])
        let black = PageBitmap(width: 1728, rows: 2292).inverted()
        #expect(try pages(TestRendering.tiff([black])) == [black], "an empty page is not told from a black one")
        var framed = page.inverted()
        for row in 0..<2292 { for column in 0..<200 { framed[column, row] = false } }
        #expect(try pages(TestRendering.tiff([framed])) == [framed], "its ground is white up to an edge")
        var dots = PageBitmap(width: 1728, rows: 2292).inverted()
        for row in 0..<2292 { for column in 0..<1728 where (column + 2 * row) % 5 == 0 { dots[column, row] = false } }
        #expect(!dots.isNegative, "a picture has dots")
    }

    @Test("A picture of no size is as large as on a screen, a scan fills the page, and neither becomes two pages")
    func withoutSize() throws {
        func file(_ width: Int, _ rows: Int, depth: Int) throws -> [UInt8] {
            let program = """
                import io, sys
                from PIL import Image
                file = io.BytesIO()
                Image.new("\(depth == 1 ? "1" : "L")", (\(width), \(rows)), 90).save(file, "tiff")
                sys.stdout.buffer.write(file.getvalue())
                """
            return try TestTool.run("/usr/bin/python3", ["-c", program], input: [])
        }
        let small = try pages(file(480, 240, depth: 8))
        #expect(small.count == 1 && abs(small[0].width - 480 * 204 / 96) <= 2)
        let large = try pages(file(2000, 1000, depth: 8))
        #expect(large.count == 1 && large[0].rows <= 2296 && large[0].width < 1728 * 3 / 4)
        let scan = try pages(file(1000, 1400, depth: 1))
        #expect(scan.count == 1 && abs(scan[0].rows - 2292) < 30)
    }

    @Test func tooManyPagesAreRefused() throws {
        let file = try TestRendering.tiff([PageBitmap](repeating: TestRendering.pattern(rows: 50), count: 4))
        #expect(throws: ConversionError.self) { try pages(file, limit: 3) }
    }

    @Test func whatIsBrokenIsRefusedWithAReason() throws {
        let file = try TestRendering.tiff([TestRendering.pattern()])
        for broken in [
            Array(file.prefix(7)), Array(file.prefix(file.count / 2)), [0x49, 0x49, 0x2A, 0, 0xFF, 0xFF, 0xFF, 0xFF],
        ] {
            let error = #expect(throws: ConversionError.self) { try pages(broken) }
            #expect(error?.reason.hasPrefix("It is no readable TIFF") == true)
        }
    }
}
