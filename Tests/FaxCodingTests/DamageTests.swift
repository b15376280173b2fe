import FaxCoding
import FaxModel
import Testing

@Suite struct DamageTests {
    static let white = "010011011 00110101"  // a row of 1728 pels
    static let black = "00110101 0000001100101 0000110111"
    static let eol = BitString.eol
    static let returnToControl = String(repeating: BitString.eol, count: 6)

    static func decode(_ bits: String, _ coding: PageCoding = .mh, rows: Int = 100) -> DecodedPage {
        PageDecoder(coding, width: 1728, bitOrder: .mostSignificantFirst, maximumRows: rows)
            .decode(BitString.octets(bits))
    }

    /// `W` for each white row, `B` for each black one.
    static func shades(_ page: PageBitmap) -> String {
        String((0..<page.rows).map { page[0, $0] ? "B" : "W" })
    }

    @Test(arguments: [
        "11011 00110101",  // too short
        "010011011 00110101 0000110111 000111",  // one pel too long
        "00000001 111",  // no code word
        "",  // nothing at all
        "11",  // a word that goes on into the EOL
    ])
    func aBadRowShowsTheRowAboveAndIsCounted(bad: String) {
        let page = Self.decode([Self.black, bad, Self.white].map { Self.eol + $0 }.joined() + Self.returnToControl)
        #expect(Self.shades(page.bitmap) == "BBW")
        #expect(page.quality.rows == 3)
        #expect(page.quality.badRows == 1)
        #expect(page.quality.longestBadRun == 1)
        #expect(page.ending == .marked)
    }

    @Test func theLongestRunOfBadRowsIsReported() {
        let rows = [Self.white, "11", "11", Self.black, "11", "11", "11", Self.white, "11"]
        let page = Self.decode(rows.map { Self.eol + $0 }.joined() + Self.returnToControl)
        #expect(Self.shades(page.bitmap) == "WWWBBBBWW")
        #expect(page.quality.badRows == 6)
        #expect(page.quality.longestBadRun == 3)
    }

    @Test func whatComesBeforeTheFirstEOLIsIgnored() {
        let page = Self.decode("1011 0111 0101" + Self.eol + Self.black + Self.returnToControl)
        #expect(Self.shades(page.bitmap) == "B")
        #expect(page.quality.badRows == 0)
    }

    @Test func dataWithoutEOLIsAPageWithoutRows() {
        for bits in ["", "1", "10110111", String(repeating: "0", count: 500), String(repeating: "1", count: 500)] {
            let page = Self.decode(bits)
            #expect(page.bitmap.rows == 0)
            #expect(page.ending == .endOfData)
        }
    }

    @Test func whatComesAfterRTCIsIgnored() {
        let page = Self.decode(Self.eol + Self.black + Self.returnToControl + Self.white + Self.eol + Self.white)
        #expect(Self.shades(page.bitmap) == "B")
        #expect(page.ending == .marked)
    }

    @Test func aPageWithoutRTCEndsWithItsData() {
        let page = Self.decode(Self.eol + Self.black + Self.eol + Self.white + Self.eol)
        #expect(Self.shades(page.bitmap) == "BW")
        #expect(page.quality.badRows == 0)
        #expect(page.ending == .endOfData)
    }

    @Test func aRowThatTheEndOfDataCutsIsBad() {
        let page = Self.decode(Self.eol + Self.black + Self.eol + "010011011")
        #expect(Self.shades(page.bitmap) == "BB")
        #expect(page.quality.badRows == 1)
        #expect(page.ending == .endOfData)
    }

    @Test func aDamagedRTCStillEndsThePage() {
        let page = Self.decode(
            Self.eol + Self.black + Self.eol + Self.eol + Self.eol + "1100" + Self.eol + Self.eol)
        #expect(Self.shades(page.bitmap) == "B")
        #expect(page.ending == .marked)
    }

    @Test func inMRRowsAreBadUntilTheNextThatIsCodedForItself() {
        let rows = ["1" + Self.black, "0 010", "0 1 1", "0 1 1", "1" + Self.white, "0 1"]
        let page = Self.decode(
            rows.map { Self.eol + $0 }.joined() + String(repeating: Self.eol + "1", count: 6), .mr(k: 4))
        #expect(Self.shades(page.bitmap) == "BBBBWW")
        #expect(page.quality.badRows == 3)
        #expect(page.quality.longestBadRun == 3)
        #expect(page.ending == .marked)
    }

    @Test(arguments: [
        "0000000 1",  // no mode
        "0000001 111",  // uncompressed mode, which nobody agreed on
        "010",  // a change left of the row
        "1 011",  // a change right of the row
        "001 000000011111 00110101 11",  // a run longer than the row
    ])
    func inMMRTheFirstBadBitsEndThePage(bad: String) {
        let page = Self.decode("001 00110101 0000001100101 0000110111" + "1 1" + bad + "1111111", .mmr)
        #expect(Self.shades(page.bitmap) == "BB")
        #expect(page.quality.badRows == 1)
        #expect(page.ending == .damaged)
    }

    @Test func mmrWithoutEOFBEndsWithItsData() {
        let page = Self.decode("111111 0000", .mmr)
        #expect(Self.shades(page.bitmap) == "WWWWWW")
        #expect(page.quality.badRows == 0)
        #expect(page.ending == .endOfData)
        #expect(Self.decode("", .mmr).ending == .endOfData)
    }

    @Test(arguments: [
        "011",  // a change right of the row
        "001 000000011111 00110100 10",  // a run longer than the row, and another
        "001 00110101 000000011111 0000110111",  // a second run longer than the row
        "001 000000011111 00110101",  // a long run longer than the row
    ])
    func mmrDamageBeforeTheEndOfTheDataIsNoCut(bad: String) {
        let page = Self.decode("1 1" + bad + "00", .mmr)
        #expect(Self.shades(page.bitmap) == "WW")
        #expect(page.quality.badRows == 1)
        #expect(page.ending == .damaged)
    }

    @Test(arguments: [
        "0 1",  // the end of the row is missing
        "0 0000001 111",  // uncompressed mode, which nobody agreed on
        "0 010 1",  // a change left of the row
        "0 011",  // a change right of the row
        "0 1 1 1",  // more changes than the row above
        "0",  // nothing at all
        "1 010011011",  // a run without its end
        "1 010011011 00110101 0000110111 000111",  // one pel too long
    ])
    func inMRABadRowMakesTheNextUnknown(bad: String) {
        let rows = ["1" + Self.black, bad, "0 1 1", "1" + Self.white]
        let page = Self.decode(
            rows.map { Self.eol + $0 }.joined() + String(repeating: Self.eol + "1", count: 6), .mr(k: 4))
        #expect(Self.shades(page.bitmap) == "BBBW")
        #expect(page.quality.badRows == 2)
        #expect(page.quality.longestBadRun == 2)
        #expect(page.ending == .marked)
    }

    @Test func fillMayBeAsLongAsItLikes() {
        let fill = String(repeating: "0", count: 1001)
        let page = Self.decode(
            [Self.black, Self.white, Self.black].map { fill + Self.eol + $0 }.joined() + fill + Self.returnToControl)
        #expect(Self.shades(page.bitmap) == "BWB")
        #expect(page.quality.badRows == 0)
        #expect(page.ending == .marked)
    }

    @Test func aRowWithoutItsEOLIsBadAndSoIsWhatFollowsInIt() {
        let page = Self.decode(
            Self.eol + Self.white + Self.eol + Self.black + Self.white + Self.eol + Self.black + Self.returnToControl)
        #expect(Self.shades(page.bitmap) == "WWB")
        #expect(page.quality.badRows == 1)
    }

    @Test func mmrCutInARowTellsSo() {
        let page = Self.decode("1111 001 00110101 0000", .mmr)
        #expect(Self.shades(page.bitmap) == "WWWW")
        #expect(page.quality.badRows == 1)
        #expect(page.ending == .endOfData)
    }

    @Test func moreRowsThanAllowedAreRefused() {
        let rows = String(repeating: Self.eol + Self.white, count: 5) + Self.returnToControl
        #expect(Self.decode(rows, rows: 5).ending == .marked)
        #expect(Self.decode(rows, rows: 4).ending == .rowLimit)
        #expect(Self.decode(rows, rows: 4).bitmap.rows == 4)
        #expect(Self.decode("11111" + Self.eol + Self.eol, .mmr, rows: 5).ending == .marked)
        #expect(Self.decode("11111" + Self.eol + Self.eol, .mmr, rows: 4).ending == .rowLimit)
        #expect(Self.decode("11111" + Self.eol + Self.eol, .mmr, rows: 0).bitmap.rows == 0)
    }
}
