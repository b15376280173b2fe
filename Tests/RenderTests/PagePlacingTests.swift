import FaxModel
import Testing

@testable import render

@Suite struct PagePlacingTests {
    @Test func aFaxPageWithWhiteOnTopStaysAsItIs() {
        let page = TestRendering.pattern()
        #expect(page.placed(resolution: .fine, width: 1728, longest: 2292) == [page])
    }

    @Test func aNarrowPageIsCentred() throws {
        let page = TestRendering.pattern(width: 1687)
        let placed = try #require(page.placed(resolution: .fine, width: 1728, longest: 2292).first)
        #expect(placed.width == 1728 && placed.ink == page.ink)
        let left = placed.columnsOfInk.lowerBound - page.columnsOfInk.lowerBound
        #expect(abs(left - 20) <= 8)
    }

    @Test func inkInTheHeaderRowsMovesDownIntoTheWhiteOfTheBottom() throws {
        var page = PageBitmap(width: 1728, rows: 2292)
        page[100, 3] = true
        page[100, 2200] = true
        let placed = page.placed(resolution: .fine, width: 1728, longest: 2292)[0]
        #expect(placed.rows == 2292 && placed.ink == 2)
        #expect(placed[100, 32] && placed[100, 2229])
    }

    @Test func aFullPageGetsLongerRatherThanLoseARow() {
        let page = TestRendering.pattern(firstRow: 0)
        var full = page
        full[5, 2291] = true
        let placed = full.placed(resolution: .fine, width: 1728, longest: 2292)[0]
        #expect(placed.rows == 2292 + 32 && placed.ink == full.ink)
        #expect(placed.rowsOfInk.lowerBound >= 32)
    }

    @Test("A legal page stays whole, to its last line") func aLegalPageStaysWhole() {
        var page = PageBitmap(width: 1728, rows: 2744)
        for row in [40, 2291, 2292, 2743] { for column in [0, 864, 1727] { page[column, row] = true } }
        #expect(page.placed(resolution: .fine, width: 1728, longest: 2292) == [page])
    }

    @Test func aLongReceiptIsDividedInWhiteRows() {
        var page = PageBitmap(width: 640, rows: 9000)
        for row in 0..<9000 where row % 40 < 30 { page[200, row] = true }
        let placed = page.placed(resolution: .fine, width: 1728, longest: 2292)
        #expect(placed.reduce(0) { $0 + $1.ink } == page.ink)
        #expect(placed.allSatisfy { $0.rows <= 2292 + 32 })
        for piece in placed {
            let rows = piece.rowsOfInk
            var run = 0
            for row in rows { run = piece.bytes[row * 216..<row * 216 + 216].contains { $0 != 0 } ? run + 1 : 0 }
            #expect(run == 30, "no line of print is cut in two")
        }
    }

    @Test("What is white at the end of a long page needs no pages", arguments: [2000, 2400, 4000])
    func whiteEnds(end: Int) {
        var page = PageBitmap(width: 1728, rows: 9000)
        for row in stride(from: 40, to: end, by: 40) { page[200, row] = true }
        let placed = page.placed(resolution: .fine, width: 1728, longest: 2292)
        #expect(placed.count == (end == 4000 ? 2 : 1) && placed.reduce(0) { $0 + $1.ink } == page.ink)
    }

    @Test func aLongPageWithoutWhiteIsDividedAnyhow() {
        let page = PageBitmap(width: 8, rows: 9000, bytes: [UInt8](repeating: 0x80, count: 9000))
        #expect(page?.placed(resolution: .fine, width: 1728, longest: 2292).reduce(0) { $0 + $1.ink } == 9000)
    }

    @Test func aQuarterTurnPutsTheLeftAtTheTop() {
        var page = PageBitmap(width: 19, rows: 5)
        page[0, 4] = true
        page[18, 0] = true
        let turned = page.turnedRight()
        #expect(turned.width == 5 && turned.rows == 19)
        #expect(turned[0, 0] && turned[4, 18] && turned.ink == 2)
        let pattern = TestRendering.pattern(width: 101, rows: 67, firstRow: 0)
        #expect(pattern.turnedRight().turnedRight().turnedRight().turnedRight() == pattern)
    }
}
