import FaxModel
import Testing
import Typesetting

@Suite struct TypesetterLineTests {
    let typesetter = Typesetter()

    @Test(arguments: Resolution.allCases)
    func aHeaderLineFillsTheRowsThatPagesKeepFree(resolution: Resolution) {
        let strip = typesetter.line(
            left: "2026-11-24 00:10 +0100", middle: "+49 228 12345 Jane Doe GmbH", right: "1/3", resolution: resolution)
        #expect(strip.width == resolution.pels)
        #expect(strip.rows == resolution.headerRows)
        #expect(strip.ink > 500)
        #expect(strip.rowsOfInk.lowerBound > 0, "letters are not cut at the top")
        #expect(strip.rowsOfInk.upperBound < strip.rows, "letters are not cut at the bottom")
    }

    @Test func theRightEndIsWholeHoweverLongTheRest() {
        let short = typesetter.line(left: "", right: "Page 12 of 345", resolution: .fine)
        let long = typesetter.line(
            left: String(repeating: "left ", count: 30), middle: String(repeating: "middle ", count: 30),
            right: "Page 12 of 345", resolution: .fine)
        let edge = short.columnsOfInk.lowerBound
        for row in 0..<short.rows {
            for column in edge..<1728 { #expect(short[column, row] == long[column, row]) }
        }
    }

    @Test func anEmptyLineIsWhite() {
        #expect(typesetter.line(left: "", resolution: .fine).ink == 0)
    }

    @Test func anyWidthAndHeightIsPossible() {
        let strip = typesetter.line(left: "A3", resolution: .fine, width: 2431, rows: 20)
        #expect(strip.width == 2431 && strip.rows == 20 && strip.ink > 0)
    }
}
