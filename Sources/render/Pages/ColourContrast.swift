/// Where colours meet on a page that are equally light: red letters on green ground, yellow ones on white.
///
/// Luminance tells nothing there, so what is figure and what is ground is told by hue: the figure is what there is less of around. It
/// becomes black, or white on dark ground, with a seam of the ground's colour, so that it is legible on dots of any darkness.
struct ColourContrast {
    private let width: Int
    private let hues: [GreyPage]
    private let ranges: [LocalRange]
    private let means: [[UInt8]]
    private let blocksAcross: Int

    /// Pels of a side of the blocks in which it is counted what there is less of.
    private static let block = 32
    /// The luminance between two colours below which they are dark.
    private static let dark: UInt8 = 96

    /// The contrast of a page; `nil` where it has no colours that meet.
    init?(_ page: ColourPage) {
        guard let hues = page.hues else { return nil }
        width = page.width
        self.hues = hues
        ranges = hues.map { LocalRange($0) }
        blocksAcross = (page.width + Self.block - 1) / Self.block
        means = hues.map { Self.means($0) }
    }

    /// Puts thresholds that make a pel black or white where colours meet that luminance does not tell apart.
    ///
    /// Whether it is dark there is asked of both colours together, once for figure and ground: where each was asked by itself, two that
    /// lie on either side of the limit would both become black.
    ///
    /// - Parameters:
    ///   - light: the most luminance around each pel of the row.
    ///   - dark: the least.
    ///   - edge: the difference of these from which luminance tells enough.
    func override(
        _ thresholds: UnsafeMutableBufferPointer<UInt8>, row: Int, light: UnsafeMutableBufferPointer<UInt8>,
        dark: UnsafeMutableBufferPointer<UInt8>, edge: UInt8
    ) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4 * width) { space in
            let parts = (0..<4).map { UnsafeMutableBufferPointer(rebasing: space[$0 * width..<($0 + 1) * width]) }
            for hue in 0..<2 { ranges[hue].find(parts[2 * hue], parts[2 * hue + 1], row: row) }
            let (redHigh, redLow, blueHigh, blueLow) = (parts[0], parts[1], parts[2], parts[3])
            var most: UInt8 = 0
            for column in 0..<width {
                most = max(most, max(redHigh[column] &- redLow[column], blueHigh[column] &- blueLow[column]))
            }
            guard most >= ColourPage.hueEdge else { return }
            for column in 0..<width {
                let spreads = (redHigh[column] &- redLow[column], blueHigh[column] &- blueLow[column])
                let luminances = light[column] &- dark[column]
                guard max(spreads.0, spreads.1) >= ColourPage.hueEdge, luminances < edge else { continue }
                let hue = spreads.0 >= spreads.1 ? 0 : 1
                let middle = parts[2 * hue + 1][column] &+ max(spreads.0, spreads.1) / 2
                let isHigh = hues[hue].pels[row * width + column] > middle
                let groundIsHigh = means[hue][row / Self.block * blocksAcross + column / Self.block] > middle
                let isDark = dark[column] &+ luminances / 2 < Self.dark
                thresholds[column] = (isHigh != groundIsHigh) != isDark ? 255 : 0
            }
        }
    }

    /// The mean of each block, row by row.
    private static func means(_ plane: GreyPage) -> [UInt8] {
        let across = (plane.width + block - 1) / block
        var means: [UInt8] = []
        for top in stride(from: 0, to: plane.rows, by: block) {
            var sums = [Int](repeating: 0, count: across)
            let bottom = min(top + block, plane.rows)
            plane.pels.withUnsafeBufferPointer { pels in
                for row in top..<bottom {
                    for left in 0..<across {
                        let end = min(plane.width, (left + 1) * block)
                        var sum: UInt32 = 0
                        for column in left * block..<end { sum &+= UInt32(pels[row * plane.width + column]) }
                        sums[left] += Int(sum)
                    }
                }
            }
            for left in 0..<across {
                let columns = min(plane.width, (left + 1) * block) - left * block
                means.append(UInt8(sums[left] / (columns * (bottom - top))))
            }
        }
        return means
    }
}
