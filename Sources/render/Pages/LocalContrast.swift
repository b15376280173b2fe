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
            colours?.override(thresholds, row: row) { light[$0] &- dark[$0] < Self.edge }
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
        return run(pels, row * width + column, step: 1, before: column, behind: width - 1 - column) <= Self.thin
            || run(pels, row * width + column, step: width, before: row, behind: page.rows - 1 - row) <= Self.thin
    }

    /// Pels of the same tone one after the other in a direction, this one among them; a few more than a thin line has at most.
    private func run(_ pels: UnsafeBufferPointer<UInt8>, _ place: Int, step: Int, before: Int, behind: Int) -> Int {
        let tone = pels[place]
        var count = 1
        var distance = 1
        while distance <= min(before, Self.thin), pels[place - distance * step] == tone {
            (count, distance) = (count + 1, distance + 1)
        }
        // What runs over the page's edge has no width.
        if distance > before { return .max }
        distance = 1
        while distance <= min(behind, Self.thin), pels[place + distance * step] == tone {
            (count, distance) = (count + 1, distance + 1)
        }
        return distance > behind ? .max : count
    }
}
