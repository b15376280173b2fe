import FaxCoding
import FaxModel
import Testing
import Typesetting

@testable import render

@Suite("Tips of letters") struct PageTipsTests {
    /// A page of these rows, in the middle of white; `#` is black.
    private func page(_ drawing: String) -> PageBitmap {
        var page = PageBitmap(width: 128, rows: 24)
        for (y, line) in drawing.split(separator: "\n").enumerated() {
            for (x, letter) in line.enumerated() where letter == "#" { page[20 + x, 6 + y] = true }
        }
        return page
    }

    private func inverted(_ page: PageBitmap) -> PageBitmap {
        PageBitmap(width: page.width, rows: page.rows, bytes: page.bytes.map { ~$0 }) ?? page
    }

    @Test("A pel that stands alone on an edge goes, black or white, above or below")
    func tips() {
        let body = page(
            """
            ......
            ######
            ######
            ######
            ......
            """)
        let tips = [
            """
            ..#...
            ######
            ######
            ######
            ......
            """,
            """
            ......
            ######
            ######
            ######
            .....#
            """,
        ].map { page($0) }
        for tip in tips {
            #expect(tip != body && tip.withoutTips() == body)
            #expect(inverted(tip).withoutTips() == inverted(body))
        }
    }

    @Test(
        "What is a shape of its own stays",
        arguments: [
            "#", "##\n##", ".#.\n###", "#####", "#\n#\n#\n#\n#", "#..\n.#.\n..#",
            "##..\n####\n####", "#.#.#\n#.#.#\n#.#.#", "###\n#.#\n###", "..##\n..##\n..##\n####\n####",
        ])
    func shapes(drawing: String) {
        #expect(page(drawing).withoutTips() == page(drawing))
        #expect(inverted(page(drawing)).withoutTips() == inverted(page(drawing)))
    }

    @Test("A dot keeps two rows at least")
    func dots() {
        #expect(page(".#.\n###\n###\n.#.").withoutTips() == page("...\n###\n###\n..."))
        #expect(page("..#..\n.###.\n..#..").withoutTips().ink == 4)
    }

    @Test("Nothing is parted or joined, and few pels change: random pages")
    func parts() {
        for seed in 0..<20 as Range<UInt64> {
            var generator = GeneratedDocument(seed: seed)
            let page = generator.shapes(width: 200, rows: 120)
            let clean = page.withoutTips()
            #expect(Self.parts(clean, black: true) == Self.parts(page, black: true))
            #expect(Self.parts(clean, black: false) == Self.parts(page, black: false))
        }
    }

    @Test func printTakesFewerBits() throws {
        let pages = try Typesetter().pages(
            text: String(repeating: "The quick brown fox jumps over the lazy dog, 0123456789.\n", count: 50),
            style: TextStyle("DejaVu Serif", size: 10), geometry: PageGeometry(.a4, .fine))
        let encoder = PageEncoder(.mmr, bitOrder: .mostSignificantFirst)
        let (before, after) = (encoder.encode(pages[0]).count, encoder.encode(pages[0].withoutTips()).count)
        #expect(after < before)
    }

    /// Connected parts of a colour: black ones by corners, too, white ones by sides.
    private static func parts(_ page: PageBitmap, black: Bool) -> Int {
        var seen = [Bool](repeating: false, count: page.width * page.rows)
        var count = 0
        for start in seen.indices where !seen[start] && page[start % page.width, start / page.width] == black {
            count += 1
            var open = [start]
            seen[start] = true
            while let place = open.popLast() {
                let (x, y) = (place % page.width, place / page.width)
                for dy in -1...1 {
                    for dx in -1...1 where black || dx == 0 || dy == 0 {
                        let (nx, ny) = (x + dx, y + dy)
                        guard (0..<page.width).contains(nx), (0..<page.rows).contains(ny), page[nx, ny] == black,
                            !seen[ny * page.width + nx]
                        else { continue }
                        seen[ny * page.width + nx] = true
                        open.append(ny * page.width + nx)
                    }
                }
            }
        }
        return count
    }
}
