import FaxModel
import Testing

@Suite("Pages in fewer pels")
struct PageScalingTests {
    @Test func halvedPagesKeepThinLines() {
        let page = KnownAnswerTests.drawn(["#...", "....", "....", ".#..", "..##"])
        #expect(page.reduced(width: 4, rows: 3) == KnownAnswerTests.drawn(["#...", ".#..", "..##"]))
        #expect(page.reduced(width: 2, rows: 5) == KnownAnswerTests.drawn(["#.", "..", "..", "#.", ".#"]))
    }

    @Test func aPageOfTheSameSizeIsTheSame() {
        let page = KnownAnswerTests.drawn(["#..#.#..##", ".#.#.#.#.#"])
        #expect(page.reduced(width: 10, rows: 2) == page)
        #expect(page.reduced(width: 10, rows: 0) == PageBitmap(width: 10, rows: 0))
    }

    @Test(arguments: [(1728, 392), (1728, 980), (2592, 3000), (3456, 3999), (1, 1)])
    func aLineOfOnePelLasts(width: Int, rows: Int) {
        var page = PageBitmap(width: 3456, rows: 4000)
        for column in 0..<3456 { page[column, 1001] = true }
        for row in 0..<4000 { page[1001, row] = true }
        let reduced = page.reduced(width: width, rows: rows)
        let whole = (0..<rows).filter { row in (0..<width).allSatisfy { reduced[$0, row] } }
        let upright = (0..<width).filter { column in (0..<rows).allSatisfy { reduced[column, $0] } }
        // A line that is less than a fifth of a row is not to be seen.
        let share = (across: Double(width) / 3456, down: Double(rows) / 4000)
        #expect(whole.count == (share.down >= 0.2 ? 1 : 0) && upright.count == (share.across >= 0.2 ? 1 : 0))
    }

    @Test func greyGetsHardlyDarker() {
        var page = PageBitmap(width: 400, rows: 400)
        for row in 0..<400 { for column in 0..<400 where (column + 3 * row) % 10 == 0 { page[column, row] = true } }
        for (width, rows) in [(300, 300), (200, 200), (200, 100), (400, 200)] {
            let reduced = page.reduced(width: width, rows: rows)
            let black = (0..<rows).reduce(0) { sum, row in sum + (0..<width).count { reduced[$0, row] } }
            #expect(Double(black) / Double(width * rows) < 0.45)
        }
    }
}
