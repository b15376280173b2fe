import FaxCoding
import FaxModel
import Foundation
import Testing

/// Code words of T.4 tables 2, 3 and 4, and of T.6, written out by hand.
@Suite struct KnownAnswerTests {
    /// A row of runs, white first.
    static func row(_ runs: [Int]) -> PageBitmap {
        var page = PageBitmap(width: runs.reduce(0, +), rows: 1)
        var x = 0
        for (index, run) in runs.enumerated() {
            if index % 2 == 1 { for column in x..<x + run { page[column, 0] = true } }
            x += run
        }
        return page
    }

    /// A page of rows drawn in `#` and `.`.
    static func drawn(_ rows: [String]) -> PageBitmap {
        var page = PageBitmap(width: rows[0].count, rows: rows.count)
        for (y, row) in rows.enumerated() {
            for (x, pel) in row.enumerated() where pel == "#" { page[x, y] = true }
        }
        return page
    }

    static func check(
        _ page: PageBitmap, _ coding: PageCoding, _ bits: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let expected = BitString.octets(bits)
        #expect(
            PageEncoder(coding, bitOrder: .mostSignificantFirst).encode(page) == expected,
            sourceLocation: sourceLocation)
        let decoder = PageDecoder(coding, width: page.width, bitOrder: .mostSignificantFirst, maximumRows: page.rows)
        let decoded = decoder.decode(expected)
        #expect(decoded.bitmap == page, sourceLocation: sourceLocation)
        #expect(decoded.ending == .marked, sourceLocation: sourceLocation)
        #expect(decoded.quality.badRows == 0, sourceLocation: sourceLocation)
    }

    @Test(arguments: [
        ([1728], "010011011 00110101"),
        ([0, 1728], "00110101 0000001100101 0000110111"),
        ([2, 3, 4], "0111 10 1011"),
        ([63, 63, 64], "00110100 000001100111 11011 00110101"),
        ([64, 64, 1], "11011 00110101 0000001111 0000110111 000111"),
        ([1791, 1792, 5], "010011011 00110100 00000001000 0000110111 1100"),
        ([2560, 2560], "000000011111 00110101 000000011111 0000110111"),
        ([2623, 1], "000000011111 00110100 010"),
        ([2624, 1], "000000011111 11011 00110101 010"),
        ([5183, 5183], "000000011111 000000011111 00110100 000000011111 000000011111 000001100111"),
    ])
    func runsAsInTables2And3(runs: [Int], bits: String) {
        let returnToControl = String(repeating: BitString.eol, count: 6)
        Self.check(Self.row(runs), .mh, BitString.eol + bits + returnToControl)
    }

    @Test func everyRunHasACodeThatNoOtherBeginsWith() {
        // The tables' arithmetic: with the EOL's eleven zeros kept free, no run's code begins another's.
        for isBlack in [false, true] {
            var codes: [String: Int] = [:]
            for run in 1...64 {
                let page = Self.row(isBlack ? [0, run] : [run])
                let code = PageEncoder(.mh, bitOrder: .mostSignificantFirst).encode(page)
                let digits = code.map { octet in
                    let bits = String(octet, radix: 2)
                    return String(repeating: "0", count: 8 - bits.count) + bits
                }
                .joined().dropFirst(isBlack ? 20 : 12)
                let end = digits.range(of: BitString.eol)!.lowerBound
                codes[String(digits[..<end])] = run
            }
            #expect(codes.count == 64)
            for code in codes.keys {
                #expect(!codes.keys.contains { $0 != code && $0.hasPrefix(code) && !code.isEmpty })
            }
        }
    }

    @Test func modesAsInTable4() {
        let above = "..####....####..####....####...."
        Self.check(
            Self.drawn([above, "..####.....###..###..####......."]), .mr(k: 2),
            BitString.eol + "1 0111 011 1011 011 0111 011 1011 011 1011"
                // V0 V0 VR1 V0 V0 VL1 VL3 VL3 V0
                + BitString.eol + "0 1 1 011 1 1 010 0000010 0000010 1"
                + String(repeating: BitString.eol + "1", count: 6))
    }

    @Test func passAndHorizontalModes() {
        Self.check(
            Self.drawn(["...##...........", "........###....."]), .mmr,
            // First row, below white: H white 3 black 2, V0 at the end.
            "001 1000 11 1"
                // Second row: P over the two pels above, H from there white 3 black 3, V0.
                + "0001 001 1000 10 1"
                + BitString.eol + BitString.eol)
    }

    @Test func whitePageInMMRIsABitARow() {
        Self.check(PageBitmap(width: 1728, rows: 11), .mmr, "11111111111" + BitString.eol + BitString.eol)
    }

    @Test func rowsThatBeginBlackUseTheImaginaryWhitePel() {
        Self.check(
            Self.drawn(["##..", "##..", ".#.."]), .mmr,
            "001 00110101 11 1" + "1 1 1" + "011 1 1" + BitString.eol + BitString.eol)
    }

    @Test func bitOrderOfTheLineIsTheOtherWayRound() {
        let page = SamplePages.wandering(width: 1728, rows: 20, seed: 11)
        let file = PageEncoder(.mmr, bitOrder: .mostSignificantFirst).encode(page)
        let line = PageEncoder(.mmr, bitOrder: .leastSignificantFirst).encode(page)
        #expect(BitOrder.reversingBits(file) == line)
        #expect(BitOrder.reversingBits(line) == file)
        #expect(
            BitOrder.reversingBits([0x01, 0x80, 0x2C, 0, 0, 0, 0, 0, 0xF0]) == [0x80, 0x01, 0x34, 0, 0, 0, 0, 0, 0x0F])
    }
}
