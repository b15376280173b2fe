import FaxCoding
import FaxModel
import Testing

/// Whatever the bits are, a page comes out, within its limits and consistent with what is said of it.
@Suite struct HostileDataTests {
    static let codings: [PageCoding] = [.mh, .mr(k: 2), .mmr]

    static func check(_ code: [UInt8], _ coding: PageCoding, width: Int, rows: Int) {
        let decoder = PageDecoder(coding, width: width, bitOrder: .mostSignificantFirst, maximumRows: rows)
        let page = decoder.decode(code)
        #expect(page.bitmap.rows <= rows)
        #expect(page.quality.rows == page.bitmap.rows)
        #expect(page.quality.longestBadRun <= page.quality.badRows)
        #expect(page.quality.badRows <= page.quality.rows + 1)
    }

    @Test(arguments: codings)
    func randomBitsNeverCrash(coding: PageCoding) {
        var random = SamplePages.Seeded(state: 4)
        for _ in 0..<2000 {
            // More zeros than ones in some, more ones in others: EOLs and rows by the thousand.
            let bias = Int.random(in: 1...9, using: &random)
            let code = (0..<Int.random(in: 0...300, using: &random)).map { _ in
                (0..<8).reduce(UInt8(0)) { octet, _ in
                    octet << 1 | (Int.random(in: 0..<10, using: &random) < bias ? 1 : 0)
                }
            }
            let width = [1, 2, 7, 8, 63, 64, 65, 1728, 65_535].randomElement(using: &random)!
            Self.check(code, coding, width: width, rows: Int.random(in: 0...40, using: &random))
        }
    }

    @Test(arguments: codings)
    func changedBitsNeverCrash(coding: PageCoding) {
        var random = SamplePages.Seeded(state: 6)
        for page in SamplePages.all where page.width < 5000 {
            let code = PageEncoder(coding, bitOrder: .mostSignificantFirst).encode(page)
            for _ in 0..<60 {
                var damaged = code
                for _ in 0..<Int.random(in: 1...5, using: &random) {
                    damaged[Int.random(in: damaged.indices, using: &random)] ^=
                        1 << UInt8.random(in: 0...7, using: &random)
                }
                damaged.removeLast(Int.random(in: 0...min(20, damaged.count), using: &random))
                Self.check(damaged, coding, width: page.width, rows: page.rows + 10)
                // Another width than the sender's.
                Self.check(damaged, coding, width: max(1, page.width - 1), rows: page.rows)
            }
        }
    }

    @Test(arguments: codings)
    func codeCutAnywhereNeverCrashes(coding: PageCoding) {
        let page = SamplePages.wandering(width: 200, rows: 40, seed: 13)
        let code = PageEncoder(coding, bitOrder: .mostSignificantFirst).encode(page)
        for count in code.indices {
            Self.check(Array(code.prefix(count)), coding, width: 200, rows: 50)
        }
    }

    @Test func damageInMHStaysInItsRows() {
        var random = SamplePages.Seeded(state: 5)
        let page = SamplePages.wandering(width: 1728, rows: 150, seed: 14)
        let code = PageEncoder(.mh, bitOrder: .mostSignificantFirst).encode(page)
        for _ in 0..<100 {
            var damaged = code
            damaged[Int.random(in: damaged.indices, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            let decoder = PageDecoder(.mh, width: 1728, bitOrder: .mostSignificantFirst, maximumRows: 200)
            let decoded = decoder.decode(damaged)
            #expect(decoded.ending == .marked)
            #expect(decoded.quality.badRows <= 2)
            #expect(abs(decoded.bitmap.rows - page.rows) <= 1)
        }
    }
}
