import FaxCoding
import FaxModel
import Testing

@Suite struct PageReceptionTests {
    static let page = SamplePages.wandering(width: 1728, rows: 120, seed: 21)

    @Test(arguments: [PageCoding.mh, .mr(k: 4), .mmr])
    func piecesOfAnySizeMakeThePage(coding: PageCoding) throws {
        let code = PageEncoder(coding, bitOrder: .leastSignificantFirst).encode(Self.page)
        var random = SamplePages.Seeded(state: 22)
        for _ in 0..<10 {
            var reception = try PageReception(coding, width: 1728, bitOrder: .leastSignificantFirst)
            var rest = code[...]
            while !rest.isEmpty {
                let piece = rest.prefix(Int.random(in: 0...300, using: &random))
                try reception.receive(piece)
                rest = rest.dropFirst(piece.count)
            }
            #expect(reception.octets == code.count)
            let decoded = try reception.finish()
            #expect(decoded.bitmap == Self.page)
            #expect(decoded.ending == .marked)
            #expect(decoded.quality.badRows == 0)
        }
    }

    @Test(arguments: [PageCoding.mh, .mr(k: 4)])
    func aPageWhoseLinesAreGoodAndThatIsCutHasNoEnding(coding: PageCoding) throws {
        let code = PageEncoder(coding, bitOrder: .leastSignificantFirst).encode(Self.page)
        for length in [code.count / 3, code.count / 2, code.count - 10] {
            var reception = try PageReception(coding, width: 1728, bitOrder: .leastSignificantFirst)
            try reception.receive(code.prefix(length))
            let decoded = try reception.finish()
            #expect(decoded.quality.rows > 30 && decoded.quality.badRows <= 1)
            #expect(decoded.ending == .endOfData)
        }
    }

    @Test func aPageOfWhichNothingCameHasNoRows() throws {
        for coding in [PageCoding.mh, .mr(k: 4), .mmr] {
            let page = try PageReception(coding, width: 1728, bitOrder: .leastSignificantFirst).finish()
            #expect(page.quality.rows == 0)
            #expect(page.ending == .endOfData)
        }
    }

    @Test(arguments: [-1, 0, 4865, 65_536, Int.max])
    func pagesTooWideAreRefusedBeforeTheyCome(width: Int) {
        #expect(throws: FaxCodingError(.width, "A page is \(width) pels wide; 1 to 4864 are allowed.")) {
            try PageReception(.mh, width: width, bitOrder: .leastSignificantFirst)
        }
    }

    @Test func limitsBeyondWhatAPageCanBeDoNotMatter() throws {
        let limits = PageLimits(width: 100_000)
        #expect(throws: FaxCodingError.self) {
            try PageReception(.mh, width: 65_536, bitOrder: .leastSignificantFirst, limits: limits)
        }
        _ = try PageReception(.mh, width: 65_535, bitOrder: .leastSignificantFirst, limits: limits)
    }

    @Test func pagesOfTooManyOctetsAreRefusedAndNotKept() throws {
        var reception = try PageReception(
            .mh, width: 1728, bitOrder: .leastSignificantFirst, limits: PageLimits(octets: 1000))
        try reception.receive([UInt8](repeating: 0, count: 999))
        let refusal = FaxCodingError(.octets, "A page has more than 1000 octets of code, which is all that is allowed.")
        #expect(throws: refusal) { try reception.receive([0, 0]) }
        #expect(reception.octets == 999)
        try reception.receive([0])
        #expect(throws: refusal) { try reception.receive([0]) }
        #expect(try reception.finish().quality.rows == 0)
    }

    @Test(arguments: [PageCoding.mh, .mr(k: 4), .mmr])
    func pagesOfTooManyRowsAreRefused(coding: PageCoding) throws {
        let code = PageEncoder(coding, bitOrder: .leastSignificantFirst).encode(Self.page)
        for (rows, isRefused) in [(119, true), (120, false), (0, true)] {
            var reception = try PageReception(
                coding, width: 1728, bitOrder: .leastSignificantFirst, limits: PageLimits(rows: rows))
            try reception.receive(code)
            if isRefused {
                #expect(
                    throws: FaxCodingError(.rows, "A page has more than \(rows) rows, which is all that is allowed.")
                ) { try reception.finish() }
            } else {
                #expect(try reception.finish().quality.rows == rows)
            }
        }
    }

    @Test func aShortCodeThatSaysManyRowsStopsAtTheLimit() throws {
        // In MMR a bit is a white row.
        var reception = try PageReception(
            .mmr, width: 4864, bitOrder: .mostSignificantFirst, limits: PageLimits(rows: 500))
        try reception.receive([UInt8](repeating: 0xFF, count: 1_000_000))
        #expect(throws: FaxCodingError.self) { try reception.finish() }
    }
}
