import FaxModel
import TestSupport
import Testing

@testable import render

@Suite("Print told by its content") struct LocalContrastTests {
    @Test("Sixteen pels at once get the thresholds that each gets by itself", arguments: 1...35)
    func thresholds(width: Int) {
        var generator = SeededGenerator(seed: UInt64(width))
        let screen = (0..<64).map { UInt8($0 + 100) }
        for _ in 0..<40 {
            let rows = Int.random(in: 1...30, using: &generator)
            let page = Self.page(width: width, rows: rows, &generator)
            let contrast = LocalContrast(page)
            for row in 0..<rows {
                var found = [UInt8](repeating: 0, count: width)
                found.withUnsafeMutableBufferPointer { contrast.fill($0, row: row, otherwise: screen) }
                let meant = (0..<width).map { column in
                    Self.threshold(page, row, column) ?? screen[row % 8 * 8 + column % 8]
                }
                #expect(found == meant, "row \(row) of \(rows) of \(page.pels)")
            }
        }
    }

    @Test func amongThesePagesAreThinLinesThatArePale() {
        var generator = SeededGenerator(seed: 35)
        var count = 0
        for _ in 0..<40 {
            let page = Self.page(width: 35, rows: 30, &generator)
            for row in 0..<page.rows {
                for column in 1..<page.width - 16 where Self.threshold(page, row, column) != nil {
                    let around = Self.around(page, row, column)
                    if let light = around.max(), let dark = around.min(), light - dark < 64 { count += 1 }
                }
            }
        }
        #expect(count > 100)
    }

    @Test("A pale stroke with soft edges is whole, whatever lies beside it", arguments: [40, 60])
    func softStrokes(contrast: Int) throws {
        // A letter of two stems and a bar, its edges half as dark.
        let glyph = ["..+##+....+##+..", "..+##+....+##+..", "..+##########+..", "..+##+....+##+.."]
        let tones: [Character: Int] = [".": 0, "+": contrast / 2, "#": contrast]
        var pels = [UInt8](repeating: 254, count: 60 * 40)
        for (row, text) in glyph.flatMap({ Array(repeating: $0, count: $0.contains("####") ? 3 : 6) }).enumerated() {
            for (column, sign) in text.enumerated() { pels[(row + 8) * 60 + column + 20] = UInt8(254 - tones[sign]!) }
        }
        let page = GreyPage(width: 60, rows: 40, pels: pels).bilevel()
        for row in 8..<8 + 12 { for column in [23, 24, 31, 32] { #expect(page[column, row], "\(column), \(row)") } }
        for column in 26..<30 { #expect((20..<23).contains { page[column, $0] }, "the bar at \(column)") }
    }

    @Test(
        "Tones are dots as before: a pale box, paper with grain, and stripes that are as wide as what is between them")
    func tonesStayDots() {
        func share(_ tone: (Int, Int) -> Int) -> Double {
            let pels = (0..<200 * 200).map { UInt8(tone($0 % 200, $0 / 200)) }
            return Double(GreyPage(width: 200, rows: 200, pels: pels).bilevel().ink) / 40_000
        }
        #expect((0.1...0.25).contains(share { _, _ in 204 }))
        var generator = SeededGenerator(seed: 1)
        #expect((0.1...0.3).contains(share { _, _ in .random(in: 180...230, using: &generator) }))
        #expect((0.02...0.15).contains(share { column, _ in column % 6 < 3 ? 204 : 254 }))
    }

    /// A page of random tones, or one of plain ground with lines of one to six pels in another tone, with or without specks or soft edges.
    private static func page(width: Int, rows: Int, _ generator: inout SeededGenerator) -> GreyPage {
        let kind = Int.random(in: 0..<4, using: &generator)
        guard kind > 0 else {
            let pels = (0..<width * rows).map { _ in UInt8.random(in: 0...255, using: &generator) }
            return GreyPage(width: width, rows: rows, pels: pels)
        }
        let ground = UInt8.random(in: 0...255, using: &generator)
        let step = UInt8.random(in: 8...80, using: &generator)
        let ink = Bool.random(using: &generator) ? ground &- step : ground &+ step
        let edges = UInt8.random(in: min(ground, ink)...max(ground, ink), using: &generator)
        var pels = [UInt8](repeating: ground, count: width * rows)
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let isAcross = Bool.random(using: &generator)
            let first = Int.random(in: 0..<(isAcross ? rows : width), using: &generator)
            let last = first + Int.random(in: 0...5, using: &generator)
            for place in pels.indices where (first...last).contains(isAcross ? place / width : place % width) {
                let line = isAcross ? place / width : place % width
                pels[place] = kind == 3 && (line == first || line == last) ? edges : ink
            }
        }
        if kind == 1 {
            for _ in 0..<3 {
                pels[Int.random(in: pels.indices, using: &generator)] = .random(in: 0...255, using: &generator)
            }
        }
        return GreyPage(width: width, rows: rows, pels: pels)
    }

    // MARK: The rule, as it is said

    /// Half way between light and dark where they are two things: where they differ by 64, or by 16 and the pel is of a thin line of one
    /// tone on a ground of another, or of a soft stroke; `nil` elsewhere.
    private static func threshold(_ page: GreyPage, _ row: Int, _ column: Int) -> UInt8? {
        let around = around(page, row, column)
        guard let light = around.max(), let dark = around.min(), light - dark >= 16 else { return nil }
        if light - dark < 64 {
            let line = (0..<page.width).map { page.pels[row * page.width + $0] }
            let down = (0..<page.rows).map { page.pels[$0 * page.width + column] }
            guard around.allSatisfy({ $0 == light || $0 == dark }), isThin(line, column) || isThin(down, row) else {
                guard hasGround(page, row, column) else { return nil }
                return softThreshold(line, column, along: down, row) ?? softThreshold(down, row, along: line, column)
            }
        }
        return dark + (light - dark) / 2 + 1
    }

    /// Whether it gets as light, or as dark, six pels before one as six pels behind it, and the pel has another tone.
    private static func hasGround(_ page: GreyPage, _ row: Int, _ column: Int) -> Bool {
        guard column >= 6, column + 6 < page.width else { return true }
        let (before, behind) = (around(page, row, column - 6), around(page, row, column + 6))
        let pel = page.pels[row * page.width + column]
        return before.max() == behind.max() && pel != before.max()
            || before.min() == behind.min() && pel != before.min()
    }

    /// Half way between a stroke and its ground, which is of exactly one tone on both sides; `nil` where a pel is of no stroke.
    private static func softThreshold(
        _ line: [UInt8], _ place: Int, along other: [UInt8], _ otherPlace: Int
    ) -> UInt8? {
        /// The first four pels of one other tone, of the pels that lead away.
        func ground(_ pels: [UInt8]) -> (distance: Int, count: Int, tone: Int)? {
            for distance in 0..<6 {
                let rest = pels.dropFirst(distance)
                guard let tone = rest.first, rest.count >= 4 else { return nil }
                let count = rest.prefix { $0 == tone }.count
                if tone != line[place], count >= 4 { return (distance, count, Int(tone)) }
            }
            return nil
        }
        guard let left = ground(line[..<place].reversed()), let right = ground(Array(line[(place + 1)...])),
            left.tone == right.tone
        else { return nil }
        let stroke = line[place - left.distance...place + right.distance].map { Int($0) - left.tone }
        guard stroke.count <= 7, stroke.allSatisfy({ $0 >= 0 }) || stroke.allSatisfy({ $0 <= 0 }),
            let spread = stroke.map(abs).max()
        else { return nil }
        let straight = (-4...4).allSatisfy {
            other.indices.contains(otherPlace + $0) && other[otherPlace + $0] == line[place]
        }
        let core = stroke.count { 2 * abs($0) > spread }
        guard spread >= (straight ? 16 : 32), core <= 5, left.count > core, right.count > core,
            left.count + right.count >= 8
        else { return nil }
        return UInt8(left.tone + min(0, stroke.min() ?? 0) + spread / 2 + 1)
    }

    /// The pels within two of one.
    private static func around(_ page: GreyPage, _ row: Int, _ column: Int) -> [UInt8] {
        (max(0, row - 2)...min(page.rows - 1, row + 2)).flatMap { row in
            (max(0, column - 2)...min(page.width - 1, column + 2)).map { page.pels[row * page.width + $0] }
        }
    }

    /// Whether a pel is of a run of at most four, with more of one ground on each side than it is wide, eight together at least.
    private static func isThin(_ pels: [UInt8], _ place: Int) -> Bool {
        let tone = pels[place]
        let before = pels[..<place].reversed().prefix { $0 == tone }.count
        let behind = pels[(place + 1)...].prefix { $0 == tone }.count
        let (first, last) = (place - before - 1, place + behind + 1)
        guard first >= 0, last < pels.count, pels[first] == pels[last] else { return false }
        let left = pels[...first].reversed().prefix { $0 == pels[first] }.count
        let right = pels[last...].prefix { $0 == pels[last] }.count
        let width = before + 1 + behind
        return width <= 4 && left > width && right > width && left + right >= 8
    }
}
