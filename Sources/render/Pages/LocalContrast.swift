/// What of a page is print, pel by pel, and from what level on a pel of it is black.
///
/// Print is told by its content: light and dark that meet within two pels; colours that meet there, though they are equally light; lines
/// and strokes that are thin, though they are pale.
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
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 2 * width) { space in
            let light = UnsafeMutableBufferPointer(rebasing: space[..<width])
            let dark = UnsafeMutableBufferPointer(rebasing: space[width...])
            range.find(light, dark, row: row)
            page.pels.withUnsafeBufferPointer { pels in
                Self.repeat(screen, row: row, in: thresholds)
                let rows = Rows(
                    line: pels.baseAddress! + row * width, above: pels.baseAddress! + max(0, row - 1) * width,
                    below: pels.baseAddress! + min(page.rows - 1, row + 1) * width, light: light.baseAddress!,
                    dark: dark.baseAddress!)
                var column = 0
                while column < width {
                    // Sixteen pels at once, but at the page's edges.
                    guard column >= SoftStroke.reach, column + 16 + SoftStroke.reach <= width else {
                        halve(thresholds, pels, rows, row, column)
                        column += 1
                        continue
                    }
                    rows.halve(thresholds.baseAddress!, column) { halve(thresholds, pels, rows, row, $0) }
                    column += 16
                }
            }
            colours?.override(thresholds, row: row, light: light, dark: dark, edge: Self.edge)
        }
    }

    /// Puts a threshold in a column: half way between light and dark where they are two things.
    private func halve(
        _ thresholds: UnsafeMutableBufferPointer<UInt8>, _ pels: UnsafeBufferPointer<UInt8>, _ rows: Rows, _ row: Int,
        _ column: Int
    ) {
        let (light, dark, pel) = (rows.light[column], rows.dark[column], rows.line[column])
        let spread = light &- dark
        guard spread >= Self.paleEdge else { return }
        if spread >= Self.edge
            || (pel == light || pel == dark) && isThinLine(pels, row, column, light, dark)
        {
            thresholds[column] = dark &+ spread / 2 &+ 1
        } else if rows.mayHaveGround(column, page.width),
            let level = SoftStroke(pels, width: page.width, rows: page.rows).level(row: row, column: column)
        {
            thresholds[column] = level
        }
    }

    /// Puts the row of an 8 × 8 screen in all columns.
    private static func `repeat`(_ screen: [UInt8], row: Int, in thresholds: UnsafeMutableBufferPointer<UInt8>) {
        screen.withUnsafeBytes { screen in
            let cell = screen.loadUnaligned(fromByteOffset: row % 8 * 8, as: UInt64.self)
            let space = UnsafeMutableRawBufferPointer(thresholds)
            for column in stride(from: 0, to: space.count - 7, by: 8) {
                space.storeBytes(of: cell, toByteOffset: column, as: UInt64.self)
            }
            for column in space.count / 8 * 8..<space.count { space[column] = screen[row % 8 * 8 + column % 8] }
        }
    }

    /// A row of pels with what is around each of them.
    private struct Rows {
        var line: UnsafePointer<UInt8>
        /// The rows above and below; at the page's edges, the row itself.
        var above: UnsafePointer<UInt8>
        var below: UnsafePointer<UInt8>
        /// The most and the least within two pels.
        var light: UnsafePointer<UInt8>
        var dark: UnsafePointer<UInt8>

        private typealias Pels = SIMD16<UInt8>

        /// Whether there is the same light or dark on both sides of a pel, and the pel has another tone, as it has where it is of a soft
        /// stroke; `true` near the page's edges.
        func mayHaveGround(_ column: Int, _ width: Int) -> Bool {
            let (before, behind) = (column - SoftStroke.reach, column + SoftStroke.reach)
            guard before >= 0, behind < width else { return true }
            return light[before] == light[behind] && line[column] != light[before]
                || dark[before] == dark[behind] && line[column] != dark[before]
        }

        /// Puts the thresholds of sixteen pels where light and dark are two things, and gives those to `isPale` that may be of a thin line or a
        /// soft stroke. What is beside a pel of a thin line is as light or as dark as anything around it; of what has tones, little is.
        @inline(__always)
        func halve(_ thresholds: UnsafeMutablePointer<UInt8>, _ column: Int, isPale: (_ column: Int) -> Void) {
            let (light, dark, pel) = (Self.pels(light, column), Self.pels(dark, column), Self.pels(line, column))
            let spread = light &- dark
            // Both differences are powers of two: bits tell what is below them. (Other comparisons, and to choose by a mask, the
            // compiler makes pel by pel.)
            let isOne = Self.equal(spread & Self.ofEdge, .zero)
            let isPlain = Self.equal(spread & Self.ofPaleEdge, .zero)
            let place = UnsafeMutableRawPointer(thresholds + column)
            let half = dark &+ (spread &>> 1) &+ 1
            place.storeBytes(of: place.loadUnaligned(as: Pels.self) & isOne | half & ~isOne, as: Pels.self)
            var marks = isOne & ~isPlain
            let soft = marks & (grounds(self.light, pel, column) | grounds(self.dark, pel, column))
            @inline(__always) func keep(_ near: Pels) { marks &= Self.equal(near, light) | Self.equal(near, dark) }
            keep(pel)
            keep(Self.pels(line, column - 1))
            keep(Self.pels(line, column + 1))
            keep(Self.pels(above, column))
            keep(Self.pels(below, column))
            let words = unsafeBitCast(marks | soft, to: SIMD2<UInt64>.self)
            for half in 0..<2 {
                // The first pel's octet is the lowest.
                var left = UInt64(littleEndian: words[half])
                while left != 0 {
                    let octet = left.trailingZeroBitCount / 8
                    isPale(column + 8 * half + octet)
                    left &= ~(0xFF << (8 * UInt64(octet)))
                }
            }
        }

        /// All ones where what lies on both sides of a pel is the same, and another tone than the pel's.
        @inline(__always)
        private func grounds(_ tones: UnsafePointer<UInt8>, _ pel: Pels, _ column: Int) -> Pels {
            let before = Self.pels(tones, column - SoftStroke.reach)
            return Self.equal(before, Self.pels(tones, column + SoftStroke.reach)) & ~Self.equal(before, pel)
        }

        private static var ofEdge: Pels { Pels(repeating: ~(LocalContrast.edge &- 1)) }
        private static var ofPaleEdge: Pels { Pels(repeating: ~(LocalContrast.paleEdge &- 1)) }

        /// All ones where two are equal.
        @inline(__always)
        private static func equal(_ one: Pels, _ other: Pels) -> Pels {
            unsafeBitCast(one .== other, to: Pels.self)
        }

        @inline(__always)
        private static func pels(_ row: UnsafePointer<UInt8>, _ column: Int) -> Pels {
            UnsafeRawPointer(row + column).loadUnaligned(as: Pels.self)
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
