import FaxCoding
import FaxModel
import Testing

@Suite struct RoundTripTests {
    static let codings: [PageCoding] = [.mh, .mr(k: 1), .mr(k: 2), .mr(k: 4), .mr(k: 1000), .mmr]

    @Test(arguments: codings)
    func everyPageComesBackAsItWas(coding: PageCoding) {
        for page in SamplePages.all {
            for bitOrder in [BitOrder.mostSignificantFirst, .leastSignificantFirst] {
                let code = PageEncoder(coding, bitOrder: bitOrder).encode(page)
                let decoder = PageDecoder(coding, width: page.width, bitOrder: bitOrder, maximumRows: page.rows)
                let decoded = decoder.decode(code)
                #expect(decoded.bitmap == page)
                #expect(decoded.ending == .marked)
                #expect(decoded.quality.rows == page.rows)
                #expect(decoded.quality.badRows == 0)
            }
        }
    }

    @Test(arguments: [PageCoding.mh, .mr(k: 4)], [1, 96, 144, 288, 576])
    func rowsTakeTheMinimumTimeAndComeBackAsTheyWere(coding: PageCoding, bits: Int) {
        let page = SamplePages.wandering(width: 1728, rows: 100, seed: 12)
        let encoder = PageEncoder(coding, bitOrder: .leastSignificantFirst, minimumLineBits: bits)
        let code = encoder.encode(page)
        #expect(code.count * 8 >= page.rows * bits)
        let unfilled = PageEncoder(coding, bitOrder: .leastSignificantFirst).encode(page)
        #expect(code.count <= unfilled.count + page.rows * bits / 8 + 1)
        let decoder = PageDecoder(coding, width: 1728, bitOrder: .leastSignificantFirst, maximumRows: 100)
        #expect(decoder.decode(code) == decoder.decode(unfilled))
        #expect(decoder.decode(code).bitmap == page)
    }

    @Test func filledRowsAreExactlyAsLongAsAsked() {
        // A white row takes 17 bits and its EOL 12.
        let page = PageBitmap(width: 1728, rows: 10)
        let code = PageEncoder(.mh, bitOrder: .mostSignificantFirst, minimumLineBits: 96).encode(page)
        #expect(code.count == (12 + 10 * 96 + 5 * 12 + 7) / 8)
    }
}
