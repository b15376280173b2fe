import FaxCoding
import FaxModel
import Testing

/// libtiff as the other party: another implementation of the same standards.
@Suite struct LibtiffAgreementTests {
    static let codings: [PageCoding] = [.mh, .mr(k: 2), .mr(k: 4), .mmr]

    /// Both write the same code, and each reads the other's.
    static func check(
        _ page: PageBitmap, _ coding: PageCoding, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let ours = PageEncoder(coding, bitOrder: .mostSignificantFirst).encode(page)
        let theirs = try LibtiffCoder.encode(page, coding)
        // The last octet of theirs may have the first bits of our RTC in it.
        #expect(ours.starts(with: coding == .mmr ? theirs[...] : theirs.dropLast()), sourceLocation: sourceLocation)
        #expect(try LibtiffCoder.decode(ours, coding, sizeOf: page) == page, sourceLocation: sourceLocation)
        let decoder = PageDecoder(
            coding, width: page.width, bitOrder: .mostSignificantFirst, maximumRows: page.rows + 1)
        let decoded = decoder.decode(theirs)
        #expect(decoded.bitmap == page, sourceLocation: sourceLocation)
        #expect(decoded.quality.badRows == 0, sourceLocation: sourceLocation)
        #expect(decoded.ending == (coding == .mmr ? .marked : .endOfData), sourceLocation: sourceLocation)
    }

    @Test(arguments: codings)
    func samplePages(coding: PageCoding) throws {
        for page in SamplePages.all where page.rows > 0 { try Self.check(page, coding) }
    }

    @Test(arguments: codings)
    func everyRunLength(coding: PageCoding) throws {
        // Beyond 2623 pels, a run takes two make-up words.
        let longest = 2700
        for isBlackFirst in [false, true] {
            var page = PageBitmap(width: 2 * longest + 64, rows: longest + 1)
            for run in 0...longest {
                let black = isBlackFirst ? [0..<run, 2 * run..<page.width] : [run..<2 * run]
                for range in black { page.blacken(range, row: run) }
            }
            try Self.check(page, coding)
        }
    }

    /// The widths of T.4 table 1 at all resolutions, and others that fill octets and words or do not.
    static let widths =
        [1728, 2048, 2432, 2592, 3072, 3456, 3648, 4096, 4864] + [1, 2, 7, 8, 9, 31, 63, 64, 65, 127, 128, 129]
        + [1727, 1729, 2623, 2624, 3455, 4863, 9999]

    @Test(arguments: codings, widths)
    func randomPages(coding: PageCoding, width: Int) throws {
        for seed in 0..<4 {
            let seed = UInt64(width * 10 + seed)
            try Self.check(SamplePages.wandering(width: width, rows: 24, seed: seed), coding)
            try Self.check(SamplePages.runs(width: width, rows: 24, seed: seed), coding)
            try Self.check(SamplePages.noise(width: width, rows: 6, sparsity: 2 + Int(seed % 30), seed: seed), coding)
        }
    }

    @Test(arguments: [PageCoding.mh, .mr(k: 4)])
    func libtiffReadsRowsThatAreFilled(coding: PageCoding) throws {
        for page in SamplePages.all where page.rows > 0 {
            let code = PageEncoder(coding, bitOrder: .mostSignificantFirst, minimumLineBits: 96).encode(page)
            #expect(try LibtiffCoder.decode(code, coding, sizeOf: page) == page)
        }
    }
}
