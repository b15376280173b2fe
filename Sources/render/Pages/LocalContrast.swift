/// What of a page is print, pel by pel, and from what level on a pel of it is black.
///
/// Print is told by its content: light and dark that meet within two pels; colours that meet there, though they are equally light; lines
/// that are thin, though they are pale.
struct LocalContrast {
    private let page: GreyPage
    private let range: LocalRange
    private let colours: ColourContrast?

    /// The difference from which light and dark are two things, and not one that changes.
    private static let edge: UInt8 = 64
    /// The difference from which a thin line is told from what is around it, where nothing else is there.
    private static let paleEdge: UInt8 = 16
    /// Pels across a thin line.
    private static let thin = 4
    /// Pels of plain ground on both sides of a thin line together, at least: so much there is between the strokes of small letters.
    private static let ground = 8

    /// The contrast of a page.
    ///
    /// - Parameter colours: that of its colours, where it has any.
    init(_ page: GreyPage, colours: ColourContrast? = nil) {
        self.page = page
        range = LocalRange(page)
        self.colours = colours
    }

    /// Puts a threshold in each column of a row: half way between light and dark where they meet, or else that of an 8 × 8
    /// `screen`.
    func fill(_ thresholds: UnsafeMutableBufferPointer<UInt8>, row: Int, otherwise screen: [UInt8]) {
        let width = page.width
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 3 * width) { space in
            let light = UnsafeMutableBufferPointer(rebasing: space[..<width])
            let dark = UnsafeMutableBufferPointer(rebasing: space[width..<2 * width])
            let isPale = UnsafeMutableBufferPointer(rebasing: space[(2 * width)...])
            range.find(light, dark, row: row)
            page.pels.withUnsafeBufferPointer { pels in
                let line = UnsafeBufferPointer(rebasing: pels[row * width..<(row + 1) * width])
                screen.withUnsafeBufferPointer { screen in
                    let cell = row % 8 * 8
                    for column in 0..<width { thresholds[column] = screen[cell | column & 7] }
                }
                var anyPale: UInt8 = 0
                for column in 0..<width {
                    let (high, low, pel) = (light[column], dark[column], line[column])
                    let spread = high &- low
                    thresholds[column] = spread >= Self.edge ? low &+ spread / 2 &+ 1 : thresholds[column]
                    let isExtreme: UInt8 = pel == high || pel == low ? 1 : 0
                    let pale: UInt8 = spread &- Self.paleEdge < Self.edge &- Self.paleEdge ? isExtreme : 0
                    isPale[column] = pale
                    anyPale |= pale
                }
                guard anyPale != 0 else { return }
                for column in 0..<width where isPale[column] != 0 {
                    let spread = light[column] &- dark[column]
                    if isThinLine(pels, row, column, light[column], dark[column]) {
                        thresholds[column] = dark[column] &+ spread / 2 &+ 1
                    }
                }
            }
            colours?.override(thresholds, row: row, light: light, dark: dark, edge: Self.edge)
        }
    }

    /// Whether a pel is of a line or letter of one tone on a ground of another, with nothing else near.
    private func isThinLine(
        _ pels: UnsafeBufferPointer<UInt8>, _ row: Int, _ column: Int, _ light: UInt8, _ dark: UInt8
    ) -> Bool {
        let width = page.width
        for y in max(0, row - LocalRange.reach)...min(page.rows - 1, row + LocalRange.reach) {
            for x in max(0, column - LocalRange.reach)...min(width - 1, column + LocalRange.reach) {
                let pel = pels[y * width + x]
                guard pel == light || pel == dark else { return false }
            }
        }
        return isAcross(pels, row * width + column, step: 1, before: column, behind: width - 1 - column)
            || isAcross(pels, row * width + column, step: width, before: row, behind: page.rows - 1 - row)
    }

    /// Whether a pel is of a thin run in a direction, with more ground on each side of it than it is wide: what comes again and again in
    /// equal parts is a pattern, which has its tone.
    ///
    /// - Parameters:
    ///   - step: from a pel to the next one.
    ///   - before: pels of the page before this one.
    ///   - behind: pels of the page behind it.
    private func isAcross(
        _ pels: UnsafeBufferPointer<UInt8>, _ place: Int, step: Int, before: Int, behind: Int
    ) -> Bool {
        let tone = pels[place]
        let left = run(pels, place, step: -step, atMost: min(before, Self.thin))
        let right = run(pels, place, step: step, atMost: min(behind, Self.thin))
        let wide = left + 1 + right
        // What runs over the page's edge has no width.
        guard wide <= Self.thin, left < before, right < behind else { return false }
        let (first, last) = (place - (left + 1) * step, place + (right + 1) * step)
        guard pels[first] == pels[last], pels[first] != tone else { return false }
        let ground = (
            before: 1 + run(pels, first, step: -step, atMost: min(before - left - 1, Self.ground)),
            behind: 1 + run(pels, last, step: step, atMost: min(behind - right - 1, Self.ground))
        )
        return ground.before > wide && ground.behind > wide && ground.before + ground.behind >= Self.ground
    }

    /// Pels of the same tone as one that come after it, `most` of them at most.
    private func run(_ pels: UnsafeBufferPointer<UInt8>, _ place: Int, step: Int, atMost most: Int) -> Int {
        let tone = pels[place]
        var count = 0
        while count < most, pels[place + (count + 1) * step] == tone { count += 1 }
        return count
    }
}
