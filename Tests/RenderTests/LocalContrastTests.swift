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

    /// A page of random tones, or one of plain ground with lines of one to six pels in another tone, with or without specks.
    private static func page(width: Int, rows: Int, _ generator: inout SeededGenerator) -> GreyPage {
        let kind = Int.random(in: 0..<4, using: &generator)
        guard kind > 0 else {
            let pels = (0..<width * rows).map { _ in UInt8.random(in: 0...255, using: &generator) }
            return GreyPage(width: width, rows: rows, pels: pels)
        }
        let ground = UInt8.random(in: 0...255, using: &generator)
        let step = UInt8.random(in: 8...80, using: &generator)
        let ink = Bool.random(using: &generator) ? ground &- step : ground &+ step
        var pels = [UInt8](repeating: ground, count: width * rows)
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let isAcross = Bool.random(using: &generator)
            let first = Int.random(in: 0..<(isAcross ? rows : width), using: &generator)
            let last = first + Int.random(in: 0...5, using: &generator)
            for place in pels.indices where (first...last).contains(isAcross ? place / width : place % width) {
                pels[place] = ink
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
    /// tone on a ground of another; `nil` elsewhere.
    private static func threshold(_ page: GreyPage, _ row: Int, _ column: Int) -> UInt8? {
        let around = around(page, row, column)
        guard let light = around.max(), let dark = around.min(), light - dark >= 16 else { return nil }
        if light - dark < 64 {
            let line = (0..<page.width).map { page.pels[row * page.width + $0] }
            let down = (0..<page.rows).map { page.pels[$0 * page.width + column] }
            guard around.allSatisfy({ $0 == light || $0 == dark }), isThin(line, column) || isThin(down, row) else {
                return nil
            }
        }
        return dark + (light - dark) / 2 + 1
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
