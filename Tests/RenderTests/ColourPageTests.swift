import FaxModel
import Testing

@testable import render

@Suite("Coloured letters on coloured ground, and thin lines") struct ColourPageTests {
    typealias Colour = (red: UInt8, green: UInt8, blue: UInt8)

    /// A page of one colour with bars of another, two pels wide and twelve apart, as strokes of letters.
    private func page(_ ground: Colour, _ ink: Colour, thick: Int = 2) -> ColourPage {
        let (width, rows) = (120, 96)
        var pels: [UInt8] = []
        for row in 0..<rows {
            for column in 0..<width {
                let isInk = column % 12 < thick && (8..<88).contains(row)
                let colour = isInk ? ink : ground
                pels += [colour.red, colour.green, colour.blue]
            }
        }
        return ColourPage(width: width, rows: rows, pels: pels)
    }

    /// How much more often strokes are of their colour than the pels beside them, from 0 (nobody sees them) to 1.
    private func legibility(_ page: PageBitmap, thick: Int = 2) -> Double {
        var (inside, beside, count) = (0, 0, 0)
        for row in 16..<80 {
            for bar in 1..<9 {
                count += 1
                inside += page[bar * 12, row] ? 1 : 0
                beside += page[bar * 12 - 1, row] ? 1 : 0
            }
        }
        return abs(Double(inside - beside)) / Double(count)
    }

    @Test(
        "Letters are told from a ground that is as light as they are",
        arguments: [
            ((255, 0, 0), (0, 130, 0)), ((0, 130, 0), (255, 0, 0)), ((0, 0, 255), (97, 0, 0)),
            ((255, 128, 128), (100, 190, 255)), ((0, 160, 160), (200, 80, 120)), ((255, 255, 255), (255, 255, 0)),
            ((255, 255, 0), (255, 255, 255)), ((128, 128, 128), (0, 200, 90)),
            ((128, 128, 128), (255, 0, 0)), ((255, 0, 0), (128, 128, 128)), ((255, 0, 0), (0, 170, 0)),
            ((0, 170, 0), (255, 0, 0)),
        ] as [(Colour, Colour)])
    func equalLuminance(ground: Colour, ink: Colour) {
        for thick in [1, 2, 4] {
            let seen = page(ground, ink, thick: thick).bilevel()
            #expect(legibility(seen, thick: thick) > 0.95, "\(ground) \(ink) \(thick)")
        }
    }

    @Test("Letters are black, but on dark ground; so they are all over a page")
    func polarity() {
        let light = page((255, 255, 0), (255, 255, 255)).bilevel()
        #expect((16..<80).allSatisfy { light[24, $0] && !light[23, $0] })
        let dark = page((0, 0, 255), (97, 0, 0)).bilevel()
        #expect((16..<80).allSatisfy { !dark[24, $0] && dark[23, $0] })
    }

    @Test(
        "A page that comes in pieces is that of all its pels, however they are cut", arguments: [1, 2, 3, 7, 100, 5000])
    func pieces(size: Int) throws {
        let (width, rows) = (31, 17)
        let some = (0..<3 * width * rows).map { UInt8(truncatingIfNeeded: $0 &* $0 &* 31 >> 3) }
        let pale = some.map { 200 + $0 / 8 }
        let greyAtFirst = some.map { _ in UInt8(255) }.prefix(300) + some.dropFirst(300)
        for pels in [some, pale, some.map { _ in 7 }, Array(greyAtFirst)] {
            var assembly = ColourPage.Assembly(width: width, rows: rows)
            for start in stride(from: 0, to: pels.count, by: size) {
                pels[start..<min(start + size, pels.count)].withUnsafeBytes { assembly.append($0) }
            }
            let (page, whole) = (assembly.page(), ColourPage(width: width, rows: rows, pels: pels))
            #expect(page.grey.pels == whole.grey.pels)
            #expect(page.hues?.map(\.pels) == whole.hues?.map(\.pels))
        }
    }

    @Test func whatHasNoColoursIsAsItsGreys() {
        let pels = (0..<64 * 64).map { UInt8(truncatingIfNeeded: $0 / 17) }
        let colours = ColourPage(width: 64, rows: 64, pels: pels.flatMap { [$0, $0, $0] })
        let grey = GreyPage(width: 64, rows: 64, pels: pels.map { min($0, 254) })
        #expect(colours.bilevel() == grey.bilevel())
    }

    @Test("A tone of one colour becomes dots, without seams")
    func tone() {
        let flat = page((0, 160, 160), (0, 160, 160)).bilevel()
        let grey = GreyPage(width: 120, rows: 96, pels: [UInt8](repeating: 112, count: 120 * 96)).bilevel()
        #expect(flat == grey)
    }

    @Test("Scaling and turning are those of each colour")
    func geometry() {
        let page = page((255, 0, 0), (0, 130, 0), thick: 6)
        #expect(page.turnedRight().width == page.rows && page.turnedRight().rows == page.width)
        let half = page.scaled(width: 60, rows: 48)
        #expect(half.width == 60 && half.rows == 48 && half.grey.pels.allSatisfy { (74...78).contains($0) })
    }

    @Test("Thin lines last, however pale they are", arguments: [200, 220, 235])
    func paleLines(tone: UInt8) {
        for thick in 1...3 {
            let grey = page((255, 255, 255), (tone, tone, tone), thick: thick).grey
            let seen = grey.bilevel()
            #expect((16..<80).allSatisfy { row in (0..<thick).allSatisfy { seen[24 + $0, row] } }, "\(thick)")
            #expect((16..<80).allSatisfy { !seen[23, $0] && !seen[24 + thick, $0] })
        }
    }

    /// The part of a page's pels that become black, where each pel's tone is told by its place.
    private func ink(_ tone: (_ column: Int, _ row: Int) -> UInt8) -> Double {
        let (width, rows) = (160, 160)
        let pels = (0..<width * rows).map { tone($0 % width, $0 / width) }
        let page = GreyPage(width: width, rows: rows, pels: pels).bilevel()
        let black = (0..<width * rows).count { page[$0 % width, $0 / width] }
        return Double(black) / Double(width * rows)
    }

    @Test("A pale pattern is a tone, and no lines")
    func palePatterns() {
        #expect(ink { column, row in (column + row) % 2 == 0 ? 254 : 230 } < 0.1)
        #expect(ink { column, _ in column % 4 < 2 ? 254 : 236 } < 0.1)
        #expect(ink { _, row in row % 4 < 2 ? 254 : 236 } < 0.1)
        #expect(ink { column, _ in column % 3 < 1 ? 236 : 254 } < 0.1)
        #expect(ink { column, row in column % 4 < 2 && row % 4 < 2 ? 236 : 254 } < 0.1)
    }

    @Test("Strokes of a small letter that stand near each other are lines, though they are pale")
    func paleLetters() {
        let strokes = Set([40, 41, 47, 48, 54, 55])
        let pels = (0..<96 * 96).map { strokes.contains($0 % 96) && (30..<44).contains($0 / 96) ? UInt8(225) : 254 }
        let page = GreyPage(width: 96, rows: 96, pels: pels).bilevel()
        for row in 31..<43 { #expect((38..<58).allSatisfy { page[$0, row] == strokes.contains($0) }) }
    }

    @Test("The edge of a pale ground is no line")
    func paleGround() {
        let (width, rows) = (96, 96)
        let pels = (0..<width * rows).map { $0 % width < 48 ? UInt8(235) : 255 }
        let page = GreyPage(width: width, rows: rows, pels: pels).bilevel()
        let ink = (0..<rows).reduce(0) { $0 + (page[47, $1] ? 1 : 0) }
        #expect(ink < rows / 4)
    }
}
