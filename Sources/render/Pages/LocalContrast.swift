/// How light and how dark it gets within two pels of each pel of a page.
struct LocalContrast {
    private let width: Int
    private let rows: Int
    private let pels: [UInt8]

    /// Pels to each side that are looked at.
    private static let reach = 2
    /// The difference from which light and dark are two things, and not one that changes.
    private static let edge: UInt8 = 64

    init(_ page: GreyPage) {
        width = page.width
        rows = page.rows
        pels = page.pels
    }

    /// Puts a threshold in each column of a row: half way between light and dark where they meet, or else that of an 8 × 8
    /// `screen`.
    func fill(_ thresholds: UnsafeMutableBufferPointer<UInt8>, row: Int, otherwise screen: [UInt8]) {
        let first = max(0, row - Self.reach)
        let last = min(rows - 1, row + Self.reach)
        let padded = width + 2 * Self.reach
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * padded) { space in
            let lightest = UnsafeMutableBufferPointer(rebasing: space[..<padded])
            let darkest = UnsafeMutableBufferPointer(rebasing: space[padded...])
            pels.withUnsafeBufferPointer { pels in
                for column in 0..<width {
                    let pel = pels[first * width + column]
                    lightest[column + Self.reach] = pel
                    darkest[column + Self.reach] = pel
                }
                for other in (first...last).dropFirst() {
                    for column in 0..<width {
                        let pel = pels[other * width + column]
                        lightest[column + Self.reach] = max(lightest[column + Self.reach], pel)
                        darkest[column + Self.reach] = min(darkest[column + Self.reach], pel)
                    }
                }
            }
            for side in 0..<Self.reach {
                lightest[side] = lightest[Self.reach]
                darkest[side] = darkest[Self.reach]
                lightest[padded - 1 - side] = lightest[padded - 1 - Self.reach]
                darkest[padded - 1 - side] = darkest[padded - 1 - Self.reach]
            }
            screen.withUnsafeBufferPointer { screen in
                let line = row % 8 * 8
                for column in 0..<width {
                    let light = max(
                        max(
                            max(lightest[column], lightest[column + 1]), max(lightest[column + 3], lightest[column + 4])
                        ),
                        lightest[column + 2])
                    let dark = min(
                        min(min(darkest[column], darkest[column + 1]), min(darkest[column + 3], darkest[column + 4])),
                        darkest[column + 2])
                    let middle = dark &+ (light &- dark) / 2
                    thresholds[column] = light &- dark >= Self.edge ? middle &+ 1 : screen[line + column % 8]
                }
            }
        }
    }
}
