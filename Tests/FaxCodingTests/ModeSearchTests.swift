import FaxModel
import Testing

@testable import FaxCoding

@Suite("The shortest code of a page") struct ModeSearchTests {
    static let codings: [PageCoding] = [.mr(k: 2), .mr(k: 4), .mmr]

    /// We and libtiff read it, and it is no longer than the one that the procedure makes.
    static func check(
        _ page: PageBitmap, _ coding: PageCoding, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let procedure = PageEncoder(coding, bitOrder: .mostSignificantFirst).encode(page)
        let code = PageEncoder(coding, bitOrder: .mostSignificantFirst, isShortest: true).encode(page)
        #expect(code.count <= procedure.count, sourceLocation: sourceLocation)
        let decoder = PageDecoder(coding, width: page.width, bitOrder: .mostSignificantFirst, maximumRows: page.rows)
        let decoded = decoder.decode(code)
        #expect(decoded.bitmap == page, sourceLocation: sourceLocation)
        #expect(decoded.quality.badRows == 0, sourceLocation: sourceLocation)
        #expect(decoded.ending == .marked, sourceLocation: sourceLocation)
        guard page.rows > 0 else { return }
        #expect(try LibtiffCoder.decode(code, coding, sizeOf: page) == page, sourceLocation: sourceLocation)
    }

    @Test(arguments: codings)
    func samplePages(coding: PageCoding) throws {
        for page in SamplePages.all { try Self.check(page, coding) }
    }

    @Test(arguments: codings, LibtiffAgreementTests.widths)
    func randomPages(coding: PageCoding, width: Int) throws {
        for seed in 0..<2 {
            let seed = UInt64(width * 10 + seed)
            try Self.check(SamplePages.wandering(width: width, rows: 24, seed: seed), coding)
            try Self.check(SamplePages.runs(width: width, rows: 24, seed: seed), coding)
            try Self.check(SamplePages.noise(width: width, rows: 6, sparsity: 2 + Int(seed % 30), seed: seed), coding)
        }
    }

    @Test("Two short runs go in horizontal mode, though vertical mode would do")
    func horizontalInsteadOfVertical() {
        // Three to the right and three to the left take 7 bits each.
        var page = PageBitmap(width: 64, rows: 2)
        page.blacken(4..<12, row: 0)
        page.blacken(7..<9, row: 1)
        let code = PageEncoder(.mmr, bitOrder: .mostSignificantFirst, isShortest: true).encode(page)
        let rows = "001 1011 000101 1" + "001 1111 11 1"
        #expect(code == BitString.octets(rows + BitString.eol + BitString.eol))
    }

    @Test("There is no shorter one, in rows of 9 pels: all pairs of some, every way to code each")
    func nothingIsShorter() {
        let width = 9
        var random = SamplePages.Seeded(state: 4)
        for _ in 0..<3000 {
            let rows = (0..<2).map { _ in UInt16.random(in: 0..<512, using: &random) << 7 }
            let page = PageBitmap(width: width, rows: 2, bytes: rows.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })!
            let code = PageEncoder(.mmr, bitOrder: .mostSignificantFirst, isShortest: true).encode(page)
            let changes = rows.map { row in
                (0..<width).filter { row >> (15 - $0) & 1 != ($0 == 0 ? 0 : row >> (16 - $0) & 1) }
            }
            let fewest =
                Exhaustive(width: width, reference: [], row: changes[0]).fewestBits()
                + Exhaustive(width: width, reference: changes[0], row: changes[1]).fewestBits()
            #expect(code.count == (fewest + 24 + 7) / 8)
        }
    }

    /// All ways to code a row in the modes of T.6, one after the other.
    private struct Exhaustive {
        let width: Int
        let reference: [Int]
        let row: [Int]

        func fewestBits() -> Int { fewestBits(from: -1, isBlack: false) }

        private func fewestBits(from a0: Int, isBlack: Bool) -> Int {
            guard a0 < width else { return 0 }
            let next = row.filter { $0 > a0 }
            let a1 = next.first ?? width
            let a2 = next.dropFirst().first ?? width
            let opposite = reference.enumerated().filter { $0.element > a0 && ($0.offset % 2 == 1) == isBlack }
            let b1 = opposite.first?.element ?? width
            let b2 = opposite.first.map { $0.offset + 1 < reference.count ? reference[$0.offset + 1] : width } ?? width
            let (first, second) = isBlack ? (RunCodes.black, RunCodes.white) : (RunCodes.white, RunCodes.black)
            let runs = first.word(run: a1 - max(a0, 0)).length + second.word(run: a2 - a1).length
            var ways = [3 + runs + fewestBits(from: a2, isBlack: isBlack)]
            if b2 < a1 {
                ways.append(4 + fewestBits(from: b2, isBlack: isBlack))
            } else if abs(a1 - b1) <= 3 {
                ways.append(CodeWord.vertical[a1 - b1 + 3].length + fewestBits(from: a1, isBlack: !isBlack))
            }
            return ways.min() ?? 0
        }
    }
}
