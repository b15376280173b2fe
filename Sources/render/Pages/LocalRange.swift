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
            let lightest = space.baseAddress!
            let darkest = lightest + padded
            pels.withUnsafeBufferPointer { pels in
                let pels = pels.baseAddress!
                (lightest + Self.reach).initialize(from: pels + first * width, count: width)
                (darkest + Self.reach).initialize(from: pels + first * width, count: width)
                for other in first..<last {
                    let line = pels + (other + 1) * width
                    Self.raise(lightest + Self.reach, to: line, count: width)
                    Self.lower(darkest + Self.reach, to: line, count: width)
                }
            }
            for side in 0..<Self.reach {
                lightest[side] = lightest[Self.reach]
                darkest[side] = darkest[Self.reach]
                lightest[padded - 1 - side] = lightest[padded - 1 - Self.reach]
                darkest[padded - 1 - side] = darkest[padded - 1 - Self.reach]
            }
            let (light, dark) = (light.baseAddress!, dark.baseAddress!)
            light.initialize(from: lightest, count: width)
            dark.initialize(from: darkest, count: width)
            for side in 1...2 * Self.reach {
                Self.raise(light, to: lightest + side, count: width)
                Self.lower(dark, to: darkest + side, count: width)
            }
        }
    }

    // Loops over plain pointers, each of one thing: the compiler makes them work on many pels at once.

    private static func raise(_ pels: UnsafeMutablePointer<UInt8>, to others: UnsafePointer<UInt8>, count: Int) {
        for index in 0..<count { pels[index] = max(pels[index], others[index]) }
    }

    private static func lower(_ pels: UnsafeMutablePointer<UInt8>, to others: UnsafePointer<UInt8>, count: Int) {
        for index in 0..<count { pels[index] = min(pels[index], others[index]) }
    }
}
