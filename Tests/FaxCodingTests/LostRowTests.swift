import FaxModel
import Testing

@testable import FaxCoding

/// Rows of which not even the EOL came are on the page all the same, and counted.
@Suite struct LostRowTests {
    /// A page in MH, and where the code of each row begins, in bits: behind the EOL before it. The last is where RTC begins.
    private struct Sent {
        var octets: [UInt8]
        let begins: [Int]

        init(_ page: PageBitmap, _ coding: PageCoding = .mh) {
            octets = PageEncoder(coding, bitOrder: .mostSignificantFirst).encode(page)
            var begins: [Int] = []
            octets.withUnsafeBytes { bytes in
                let start = BitReader(bytes)
                var reader = start
                while begins.count <= page.rows, reader.skipEndOfLine() { begins.append(reader.distance(from: start)) }
            }
            self.begins = begins
        }

        mutating func flip(_ bit: Int) { octets[bit / 8] ^= 0x80 >> UInt8(bit % 8) }

        /// The bits of rows come as others, as a modem gives them that hears a burst.
        mutating func damage(_ rows: Range<Int>, seed: UInt64) {
            var random = SamplePages.Seeded(state: seed)
            for bit in begins[rows.lowerBound]..<begins[rows.upperBound] - 12
            where Bool.random(using: &random) { flip(bit) }
        }

        func decoded(_ coding: PageCoding = .mh) -> DecodedPage {
            PageDecoder(coding, width: 1728, bitOrder: .mostSignificantFirst, maximumRows: 10_000).decode(octets)
        }
    }

    /// A page of rows with a run of black in each, always the same but for its place.
    private static func stripes(_ rows: Int) -> PageBitmap {
        var page = PageBitmap(width: 1728, rows: rows)
        for row in 0..<rows { for x in 100 + row % 7..<140 + row % 7 { page[x, row] = true } }
        return page
    }

    @Test(arguments: [PageCoding.mh, .mr(k: 1)])
    func whereNothingButTheEOLBetweenTwoRowsIsDamagedBothAreThereAndTheFirstIsCounted(_ coding: PageCoding) {
        let original = Self.stripes(40)
        // All but its 1, which the next row may have, too.
        for bit in 0..<11 {
            var sent = Sent(original, coding)
            sent.flip(sent.begins[20] - 12 + bit)
            let page = sent.decoded(coding)
            let isWhole = page.bitmap == original
            #expect(isWhole, "bit \(bit)")
            #expect(page.quality.badRows == 1, "bit \(bit)")
            #expect(page.ending == .marked)
        }
    }

    @Test(arguments: [3, 10, 40], 1...5)
    func aBurstOverRowsOfPrintLeavesThePageAboutAsLongAsItWas(lost: Int, seed: UInt64) {
        let rows = 400
        var sent = Sent(SamplePages.wandering(width: 1728, rows: rows, seed: seed))
        sent.damage(150..<150 + lost, seed: seed)
        let quality = sent.decoded().quality
        #expect(quality.rows <= rows + lost / 4 + 1)
        #expect(quality.rows >= rows - lost)
        #expect(quality.badRows > lost / 4)
        #expect(quality.badRows <= lost + lost / 4 + 1)
    }

    @Test func aSingleDenseRowBetweenWhiteOnesThatIsDamagedIsOneRow() {
        var dotted = PageBitmap(width: 1728, rows: 60)
        for x in stride(from: 0, to: 1728, by: 9) { dotted[x, 30] = true }
        for bit in stride(from: 40, to: 1000, by: 37) {
            var sent = Sent(dotted)
            sent.flip(sent.begins[30] + bit)
            let quality = sent.decoded().quality
            #expect((60...62).contains(quality.rows), "bit \(bit)")
            #expect(quality.badRows <= 4, "bit \(bit)")
        }
    }

    @Test func aRowThatIsDamagedWithItsEOLInPlaceIsOneRow() {
        for bit in 0..<30 {
            var sent = Sent(Self.stripes(40))
            sent.flip(sent.begins[20] + bit)
            #expect((39...41).contains(sent.decoded().quality.rows), "bit \(bit)")
        }
    }

    @Test func whatIsLostIsNotMoreThanAPageMayHave() {
        var sent = Sent(Self.stripes(200))
        sent.damage(50..<150, seed: 1)
        let page = PageDecoder(.mh, width: 1728, bitOrder: .mostSignificantFirst, maximumRows: 60).decode(sent.octets)
        #expect(page.bitmap.rows == 60)
        #expect(page.ending == .rowLimit)
    }

    @Test func inMRRowsAreNotMadeUp() {
        let rows = 400
        for seed: UInt64 in 1...5 {
            var sent = Sent(SamplePages.wandering(width: 1728, rows: rows, seed: seed), .mr(k: 4))
            sent.damage(150..<170, seed: seed)
            let quality = sent.decoded(.mr(k: 4)).quality
            #expect((rows - 20...rows + 5).contains(quality.rows))
            #expect(quality.badRows >= 1)
        }
    }

    /// Damaged rows of which each ends in a code word (white 11, 01000) whose last zeros are those of the EOL, and behind the last a long
    /// stretch that has none: what is read for a row must end with its EOL, whatever it is read as.
    @Test func aRowOfWhichTheEOLIsSwallowedIsOneRow() {
        let endOfLine = "000000000001"
        let damage = "000" + "11" + "011111" + "011111" + "01"
        var bits = endOfLine
        for row in 0..<300 { bits += String(repeating: damage, count: row % 3 == 0 ? 60 : 1) + endOfLine }
        bits += String(repeating: damage, count: 1800)
        let digits = Array(bits.utf8)
        let octets = stride(from: 0, to: digits.count & ~7, by: 8).map { start in
            digits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | $1 & 1 }
        }
        let decoder = PageDecoder(.mh, width: 1728, bitOrder: .mostSignificantFirst, maximumRows: 10_000)
        #expect(decoder.decode(octets).quality.rows == 301)
    }
}
