import FaxModel
import Testing
import Typesetting

@Suite struct TypesetterTextTests {
    let typesetter = Typesetter()
    let style = TextStyle("DejaVu Sans", size: 10)
    let geometry = PageGeometry(.a4, .fine)

    @Test func pagesHaveTheGeometryOfTheFax() throws {
        let pages = try typesetter.pages(text: "Hello", style: style, geometry: geometry)
        #expect(pages.map(\.width) == [1728])
        #expect(pages.map(\.rows) == [2292])
        #expect(PageGeometry(.a4, .standard).rows == 1146)
        #expect(PageGeometry(.letter, .fine).rows == 2156)
    }

    @Test func theHeaderRowsStayWhite() throws {
        let text = String(repeating: "ÄÜgy|\n", count: 300)
        for resolution in Resolution.allCases {
            let pages = try typesetter.pages(text: text, style: style, geometry: PageGeometry(.a4, resolution))
            #expect(pages.count > 3)
            for page in pages { #expect(page.rowsOfInk.lowerBound >= resolution.headerRows) }
        }
    }

    @Test func textStaysWithinTheMargins() throws {
        let margins = Margins(left: 72, right: 72, top: 72, bottom: 72)
        let words = String(repeating: "Donaudampfschifffahrt ", count: 2000)
        let pages = try typesetter.pages(text: words, style: style, geometry: geometry, margins: margins)
        for page in pages {
            #expect(page.columnsOfInk.lowerBound >= 203 && page.columnsOfInk.upperBound <= 1728 - 203)
            #expect(page.rowsOfInk.lowerBound >= 195 && page.rowsOfInk.upperBound <= 2292 - 194)
        }
    }

    @Test func aWordLongerThanTheLineIsBrokenNotCut() throws {
        let pages = try typesetter.pages(text: String(repeating: "W", count: 400), style: style, geometry: geometry)
        let single = try typesetter.pages(text: "W", style: style, geometry: geometry)[0].ink
        #expect(pages[0].ink == 400 * single)
    }

    @Test func nothingIsLostAtPageBreaks() throws {
        let one = try typesetter.pages(text: "x", style: style, geometry: geometry)[0].ink
        for count in [1, 60, 61, 62, 1000] {
            let text = Array(repeating: "x", count: count).joined(separator: "\n")
            let ink = try typesetter.pages(text: text, style: style, geometry: geometry).reduce(0) { $0 + $1.ink }
            #expect(ink == count * one)
        }
    }

    @Test func aFormFeedBeginsANewPage() throws {
        #expect(try typesetter.pages(text: "a\u{0C}b\n\u{0C}\nc\u{0C}", style: style, geometry: geometry).count == 3)
    }

    @Test func allLineEndsAreLineEnds() throws {
        let unix = try typesetter.pages(text: "a\nb\n\nc", style: style, geometry: geometry)
        #expect(try typesetter.pages(text: "a\r\nb\r\n\r\nc\r\n\r\n", style: style, geometry: geometry) == unix)
        #expect(try typesetter.pages(text: "a\rb\r\rc", style: style, geometry: geometry) == unix)
    }

    @Test(arguments: Resolution.allCases)
    func anEmptyLineIsAsHighAsAnother(resolution: Resolution) throws {
        let geometry = PageGeometry(.a4, resolution)
        let empty = try typesetter.pages(text: "x\n\n\n\n\nx", style: style, geometry: geometry)[0]
        let full = try typesetter.pages(text: "x\nx\nx\nx\nx\nx", style: style, geometry: geometry)[0]
        #expect(empty.rowsOfInk == full.rowsOfInk)
    }

    @Test func lineSpacingStretchesThePage() throws {
        var wide = style
        wide.lineSpacing = 1.5
        let text = "x\nx\nx\nx\nx"
        let narrow = try typesetter.pages(text: text, style: style, geometry: geometry)[0].rowsOfInk
        let stretched = try typesetter.pages(text: text, style: wide, geometry: geometry)[0].rowsOfInk
        #expect(abs(stretched.count - narrow.count - 4 * 16) <= 3)
    }

    @Test func rightToLeftTextStandsAtTheRight() throws {
        let page = try typesetter.pages(text: "שלום עולם", style: style, geometry: geometry)[0]
        #expect(page.columnsOfInk.lowerBound > 864)
    }

    @Test(arguments: ["Ελληνικά", "Кириллица", "עברית", "العربية", "ไทย", "हिन्दी", "Tiếng Việt", "①②③ ← → ✓"])
    func scriptsThatAFontOfTheMachineHasAreDrawn(text: String) throws {
        #expect(try typesetter.pages(text: text, style: style, geometry: geometry)[0].ink > 50)
    }

    @Test func linesBreakTheSameAtEveryResolution() throws {
        let text = (1...400).map { "word\($0)" }.joined(separator: " ")
        let fine = try typesetter.pages(text: text, style: style, geometry: geometry)[0].rowsOfInk
        let standard = try typesetter.pages(text: text, style: style, geometry: PageGeometry(.a4, .standard))[0]
            .rowsOfInk
        #expect(abs(fine.count - 2 * standard.count) <= 4)
    }

    @Test func beyondThePageLimitIsRefused() {
        let error = #expect(throws: TypesettingError.self) {
            try typesetter.pages(
                text: String(repeating: "a\n", count: 100_000), style: style, geometry: geometry, pageLimit: 5)
        }
        #expect(error?.code == .tooManyPages)
    }

    @Test func emptyTextIsOneWhitePage() throws {
        let pages = try typesetter.pages(text: " \n\n", style: style, geometry: geometry)
        #expect(pages.count == 1 && pages[0].ink == 0)
    }

    @Test(.timeLimit(.minutes(20)), arguments: ["a", "a ", "\u{301}", "שa", "\t", "<b>&amp;", "👨‍👩‍👧‍👦"])
    func longTextWithoutLineEndsTakesLinearTime(unit: String) throws {
        let text = String(repeating: unit, count: 200_000 / unit.unicodeScalars.count)
        _ = try? typesetter.pages(text: text, style: style, geometry: geometry, pageLimit: 100)
    }
}
