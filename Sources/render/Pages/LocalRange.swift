/// How light and how dark it gets within two pels of each pel of a plane.
struct LocalRange {
    private let width: Int
    private let rows: Int
    private let pels: [UInt8]

    /// Pels to each side that are looked at.
    static let reach = 2

    /// The ranges of a plane.
    init(_ plane: GreyPage) {
        width = plane.width
        rows = plane.rows
        pels = plane.pels
    }

    /// Puts the most and the least of the 5 × 5 pels around each pel of a row into `light` and `dark`, which have room for a row.
    func find(_ light: UnsafeMutableBufferPointer<UInt8>, _ dark: UnsafeMutableBufferPointer<UInt8>, row: Int) {
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
            for column in 0..<width {
                light[column] = max(
                    max(max(lightest[column], lightest[column + 1]), max(lightest[column + 3], lightest[column + 4])),
                    lightest[column + 2])
                dark[column] = min(
                    min(min(darkest[column], darkest[column + 1]), min(darkest[column + 3], darkest[column + 4])),
                    darkest[column + 2])
            }
        }
    }
}
