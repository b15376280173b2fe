import FaxModel
import TestSupport
import Testing

@testable import render

@Suite("Paper that is not white") struct PaperGroundTests {
    private static let size = (width: 864, rows: 1100)

    /// A page whose ground has a luminance of its own everywhere, with grain, and strokes of letters of a tone on it.
    ///
    /// - Parameters:
    ///   - ink: how dark strokes are, of 256ths of the ground.
    private func page(grain: Int = 3, ink: Int = 60, _ ground: (_ column: Int, _ row: Int) -> Int) -> GreyPage {
        var generator = SeededGenerator(seed: 7)
        var pels: [UInt8] = []
        for row in 0..<Self.size.rows {
            for column in 0..<Self.size.width {
                let paper = ground(column, row)
                let tone = Self.isStroke(column, row) ? paper * ink / 256 : paper
                pels.append(UInt8(min(254, max(0, tone + Int.random(in: -grain...grain, using: &generator)))))
            }
        }
        return GreyPage(width: Self.size.width, rows: Self.size.rows, pels: pels)
    }

    /// Words of upright strokes, three pels wide.
    private static func isStroke(_ column: Int, _ row: Int) -> Bool {
        (80..<780).contains(column) && (100..<900).contains(row) && row % 40 < 20 && column % 9 < 3 && column % 90 < 72
    }

    /// The share of black pels among strokes that are well within the page, and among the ground.
    private func black(_ page: PageBitmap) -> (strokes: Double, ground: Double) {
        var (strokes, inked, ground, dirty) = (0, 0, 0, 0)
        for row in 0..<Self.size.rows {
            for column in 0..<Self.size.width {
                if Self.isStroke(column, row) {
                    strokes += 1
                    inked += page[column, row] ? 1 : 0
                } else {
                    ground += 1
                    dirty += page[column, row] ? 1 : 0
                }
            }
        }
        return (Double(inked) / Double(strokes), Double(dirty) / Double(ground))
    }

    @Test("Letters on grey paper stand on white", arguments: [150, 200, 225, 240])
    func greyPaper(ground: Int) {
        let seen = black(page { _, _ in ground }.bilevel())
        #expect(seen.strokes > 0.99 && seen.ground < 0.001, "\(seen)")
    }

    @Test func underAShadowTooTheyStandOnWhite() {
        let seen = black(page { column, row in 235 - column / 12 - row / 24 }.bilevel())
        #expect(seen.strokes > 0.99 && seen.ground < 0.001, "\(seen)")
    }

    @Test func onGrainyPaperTheyStandOnWhite() {
        let seen = black(page(grain: 14) { _, _ in 222 }.bilevel())
        #expect(seen.strokes > 0.99 && seen.ground < 0.005, "\(seen)")
    }

    @Test func whatAPencilWroteOnGreyPaperIsSharp() {
        let seen = black(page(ink: 205) { _, _ in 226 }.bilevel())
        #expect(seen.strokes > 0.9 && seen.ground < 0.01, "\(seen)")
    }

    @Test func whatIsShadedOnGreyPaperKeepsItsTone() {
        let seen = page { column, row in
            (200..<500).contains(column) && (920..<1060).contains(row) ? 140 : 225
        }.bilevel()
        let inked = (240..<460).reduce(0) { sum, column in sum + (960..<1020).count { seen[column, $0] } }
        // 140 of 213 are two thirds of white.
        #expect((0.25...0.45).contains(Double(inked) / Double(220 * 60)), "\(inked)")
    }

    @Test("A photograph on white paper keeps its tones, though its edge is as light as the paper")
    func photographs() {
        let tones = { (column: Int, row: Int) -> Int in
            (200..<700).contains(column) && (500..<1000).contains(row)
                ? 250 - (column - 200) / 5 - (row - 500) / 10 : 253
        }
        #expect(PaperGround(page(grain: 0, tones)) == nil)
    }

    @Test("White paper, dark ground, tones without writing and white letters are no grey paper")
    func others() {
        #expect(PaperGround(page { _, _ in 251 }) == nil)
        #expect(PaperGround(page { _, _ in 100 }) == nil)
        #expect(PaperGround(page(ink: 256) { _, _ in 200 }) == nil)
        #expect(PaperGround(page(ink: 400) { _, _ in 160 }) == nil)
    }

    @Test(arguments: [(128, 128), (129, 161), (700, 131)]) func pagesOfAnySizeAreWhitened(width: Int, rows: Int) throws
    {
        var pels = [UInt8](repeating: 210, count: width * rows)
        for row in stride(from: 4, to: rows - 4, by: 6) {
            for column in stride(from: 4, to: width - 4, by: 9) { pels[row * width + column] = 30 }
        }
        let page = GreyPage(width: width, rows: rows, pels: pels)
        let white = try #require(PaperGround(page)).whitened(page)
        #expect(zip(white.pels, pels).allSatisfy { $1 == 210 ? $0 == 254 : $0 < 40 })
    }
}
