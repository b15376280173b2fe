/// The paper of a page that was scanned or photographed, or is tinted all over: how light it is, place by place.
///
/// On the line, grey paper is dots without end, and under a shadow they drown the letters. So what is paper becomes white, and what stands
/// on it is as much darker than white as it is darker than the paper around it.
///
/// Paper is what most of a page is, changes slowly, has writing on it and nothing lighter: photographs and slides with white letters
/// stay as they are, and so does what is shaded on paper.
struct PaperGround {
    private let blocks: BlockGrid<Block>

    /// What is known of a block of pels.
    private struct Block {
        /// The luminance that most of its pels have, about; of what is no paper, that of the paper around.
        var level: UInt8
        /// Whether it is paper, maybe with writing on it.
        var isPaper = false
        /// Whether half of its pels have one luminance, about.
        var isPlain: Bool
        /// Whether there are strokes on it that are much darker.
        var hasWriting: Bool
        /// Whether some of its pels are lighter.
        var hasLighter: Bool
    }

    /// The paper of a page; `nil` where it is none, or white.
    init?(_ page: GreyPage) {
        guard page.width >= 4 * BlockGrid<Block>.side, page.rows >= 4 * BlockGrid<Block>.side else { return nil }
        var blocks = BlockGrid(width: page.width, rows: page.rows) { Self.block(of: page, $0, $1) }
        guard let main = Self.mainLevel(blocks), (Self.darkest..<Self.white).contains(main) else { return nil }
        Self.grow(&blocks, from: main)
        let paper = blocks.all.filter(\.isPaper)
        guard paper.count * 10 >= blocks.all.count * 4, paper.count(where: \.hasWriting) * 25 >= paper.count,
            paper.count(where: \.hasLighter) * 30 <= paper.count
        else { return nil }
        Self.spread(&blocks)
        self.blocks = blocks
    }

    /// The page on white paper.
    func whitened(_ page: GreyPage) -> GreyPage {
        let side = BlockGrid<Block>.side
        let pels = [UInt8](unsafeUninitializedCapacity: page.pels.count) { white, count in
            count = page.pels.count
            page.pels.withUnsafeBufferPointer { pels in
                for row in 0..<page.rows {
                    let lines = blocks.rows(around: row)
                    let here = row / side * blocks.across
                    for half in 0..<(page.width + side / 2 - 1) / (side / 2) {
                        let first = half * side / 2
                        let columns = blocks.columns(around: first)
                        let (left, right) = (factor(lines, columns.left), factor(lines, columns.right))
                        let step = (right - left) / Int32(side)
                        Self.whiten(
                            pels, into: white, row * page.width + first, count: min(side / 2, page.width - first),
                            factor: left + Int32(columns.offset) * step, step: step,
                            isPaper: blocks.all[here + first / side].isPaper)
                    }
                }
            }
        }
        return GreyPage(width: page.width, rows: page.rows, pels: pels)
    }

    /// The luminance below which a page is no paper.
    private static let darkest: UInt8 = 128
    /// The least of paper in a shadow.
    private static let darkestShadow: UInt8 = 96
    /// The least of paper in a shadow, in parts of ten of what most of it has.
    private static let shadow = 6
    /// The luminance from which on paper is white anyway. What is dark on a white page is no shadow.
    private static let white: UInt8 = 246
    /// How much paper may change from one block to the next. Photographs change more.
    private static let slope = 4
    /// The luminances that are one, about: grain and noise are no more.
    private static let grain = 29
    /// How much darker than paper strokes are.
    private static let ink = 40
    /// What is less dark than this against its paper is paper.
    private static let dust: UInt8 = 12

    /// What a fourth of a block's pels tell.
    private static func block(of page: GreyPage, _ columns: Range<Int>, _ rows: Range<Int>) -> Block {
        withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 256 + grain) { counts in
            counts.initialize(repeating: 0)
            var total = 0
            page.pels.withUnsafeBufferPointer { pels in
                for row in stride(from: rows.lowerBound, to: rows.upperBound, by: 2) {
                    for column in stride(from: columns.lowerBound, to: columns.upperBound, by: 2) {
                        counts[Int(pels[row &* page.width &+ column])] &+= 1
                        total &+= 1
                    }
                }
            }
            var (best, most, within) = (0, 0, 0)
            for level in 0..<256 {
                within += Int(counts[level]) - (level >= grain ? Int(counts[level - grain]) : 0)
                if within > most { (best, most) = (level, within) }
            }
            var sum = 0
            for level in max(0, best - grain + 1)...best { sum += level * Int(counts[level]) }
            let level = sum / max(1, most)
            let light = (min(256, level + 33)..<256).reduce(0) { $0 + Int(counts[$1]) }
            return Block(
                level: UInt8(level), isPlain: most * 9 >= total * 4 && level >= Int(darkestShadow),
                hasWriting: strokes(of: page, columns, rows, darkerThan: max(0, level - ink)) >= 3,
                hasLighter: light * 16 > total)
        }
    }

    /// How often dark comes between light, in every second row of a block: at least three times where there is writing, and never where there is
    /// the edge of something large.
    private static func strokes(of page: GreyPage, _ columns: Range<Int>, _ rows: Range<Int>, darkerThan limit: Int)
        -> Int
    {
        page.pels.withUnsafeBufferPointer { pels in
            var strokes = 0
            for row in stride(from: rows.lowerBound, to: rows.upperBound, by: 2) {
                var changes = 0
                var wasDark = false
                for column in columns {
                    let isDark = Int(pels[row &* page.width &+ column]) < limit
                    // What is dark from the block's edge on may be of anything.
                    if isDark != wasDark { changes += column == columns.lowerBound ? -1 : 1 }
                    wasDark = isDark
                }
                strokes += max(0, changes) / 2
            }
            return strokes
        }
    }

    /// The luminance that more blocks have than any other, about.
    private static func mainLevel(_ blocks: BlockGrid<Block>) -> UInt8? {
        var counts = [Int](repeating: 0, count: 256)
        for block in blocks.all where block.isPlain { counts[Int(block.level)] += 1 }
        let reach = grain / 2
        let sums = counts.indices.map { level in
            counts[max(0, level - reach)...min(255, level + reach)].reduce(0, +)
        }
        guard let most = sums.max(), most > 0, let level = sums.firstIndex(of: most) else { return nil }
        let alike = max(0, level - reach)...min(255, level + reach)
        return UInt8(alike.reduce(0) { $0 + counts[$1] * $1 } / most)
    }

    /// Marks the paper: the blocks of the main level, and from one to the next what is little lighter or darker.
    private static func grow(_ blocks: inout BlockGrid<Block>, from main: UInt8) {
        var edge = blocks.all.indices.filter { index in
            blocks.all[index].isPlain && abs(Int(blocks.all[index].level) - Int(main)) <= grain / 2
        }
        for index in edge { blocks.all[index].isPaper = true }
        while let index = edge.popLast() {
            for other in blocks.neighbours(of: index)
            where blocks.all[other].isPlain && !blocks.all[other].isPaper
                && Int(blocks.all[other].level) * 10 >= Int(main) * shadow
                && abs(Int(blocks.all[other].level) - Int(blocks.all[index].level)) <= slope
            {
                blocks.all[other].isPaper = true
                edge.append(other)
            }
        }
    }

    /// Gives what is no paper the level of the paper that is nearest.
    private static func spread(_ blocks: inout BlockGrid<Block>) {
        var isKnown = blocks.all.map(\.isPaper)
        var edge = blocks.all.indices.filter { isKnown[$0] }
        while !edge.isEmpty {
            var next: [Int] = []
            for index in edge {
                for other in blocks.neighbours(of: index) where !isKnown[other] {
                    blocks.all[other].level = blocks.all[index].level
                    isKnown[other] = true
                    next.append(other)
                }
            }
            edge = next
        }
    }

    /// What makes paper white between two blocks that lie over each other, in 65 536ths.
    private func factor(_ lines: (upper: Int, lower: Int, offset: Int), _ column: Int) -> Int32 {
        let side = BlockGrid<Block>.side
        let upper = Int(blocks.all[lines.upper + column].level)
        let lower = Int(blocks.all[lines.lower + column].level)
        let level = upper * (side - lines.offset) + lower * lines.offset - Int(Self.dust) * side
        return Int32(255 * 65_536 * side / level)
    }

    /// Whitens some pels of a row.
    ///
    /// - Parameters:
    ///   - isPaper: whether what is there is writing, which is made darker.
    @inline(__always)
    private static func whiten(
        _ pels: UnsafeBufferPointer<UInt8>, into white: UnsafeMutableBufferPointer<UInt8>, _ first: Int, count: Int,
        factor: Int32, step: Int32, isPaper: Bool
    ) {
        let slope: Int32 = isPaper ? 3 : 1
        let shift: Int32 = isPaper ? 40 : 0
        for index in 0..<count {
            let pel = min(
                255, (Int32(pels[first &+ index]) &* (factor &+ step &* Int32(truncatingIfNeeded: index))) &>> 16)
            let dark = 255 &- pel
            let darker = min(255, max(dark, slope &* dark &- shift))
            // What is white can be made black.
            white[first &+ index] = UInt8(truncatingIfNeeded: min(254, 255 &- darker))
        }
    }
}
