import FaxModel

/// Pages that the tests draw themselves, the same every time.
enum SamplePages {
    /// A generator of numbers from a seed (SplitMix64).
    struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
            return value ^ value >> 31
        }
    }

    /// A page like print: runs whose edges wander from row to row, and now and then begin and end.
    static func wandering(width: Int, rows: Int, seed: UInt64) -> PageBitmap {
        var random = Seeded(state: seed)
        var edges: [Int] = []
        var page = PageBitmap(width: width, rows: rows)
        for y in 0..<rows {
            edges = edges.map { $0 + Int.random(in: -1...1, using: &random) * Int.random(in: 0...2, using: &random) }
            if Int.random(in: 0..<6, using: &random) == 0 {
                edges.append(Int.random(in: 0..<width, using: &random))
            }
            if Int.random(in: 0..<8, using: &random) == 0, !edges.isEmpty {
                edges.remove(at: Int.random(in: 0..<edges.count, using: &random))
            }
            if Int.random(in: 0..<30, using: &random) == 0 { edges = [] }
            let sorted = edges.sorted()
            for index in stride(from: 0, to: sorted.count, by: 2) {
                let end = index + 1 < sorted.count ? sorted[index + 1] : width
                for x in max(0, sorted[index])..<max(0, sorted[index], min(end, width)) where x < width {
                    page[x, y] = true
                }
            }
        }
        return page
    }

    /// A page of random pels, of which about one in `sparsity` is black.
    static func noise(width: Int, rows: Int, sparsity: Int, seed: UInt64) -> PageBitmap {
        var random = Seeded(state: seed)
        var page = PageBitmap(width: width, rows: rows)
        for y in 0..<rows {
            for x in 0..<width where Int.random(in: 0..<sparsity, using: &random) == 0 { page[x, y] = true }
        }
        return page
    }

    /// A page of runs of all lengths, short ones most often; some rows are like the one above, or nearly so.
    static func runs(width: Int, rows: Int, seed: UInt64) -> PageBitmap {
        var random = Seeded(state: seed)
        var page = PageBitmap(width: width, rows: rows)
        var runs: [Int] = []
        for y in 0..<rows {
            switch Int.random(in: 0..<4, using: &random) {
            case 0: break
            case 1:
                for index in runs.indices where Int.random(in: 0..<5, using: &random) == 0 {
                    runs[index] = max(0, runs[index] + Int.random(in: -4...4, using: &random))
                }
            default:
                let longest = [3, 20, 100, 3000].randomElement(using: &random)!
                runs = (0..<min(width, 200)).map { _ in Int.random(in: 0...longest, using: &random) }
            }
            var x = 0
            for (index, run) in runs.enumerated() where x < width {
                let end = min(x + run, width)
                if index % 2 == 1 { page.blacken(x..<end, row: y) }
                x = end
            }
        }
        return page
    }

    /// Pages of all kinds and of widths that do and do not fill octets and words.
    static let all: [PageBitmap] = [
        PageBitmap(width: 1, rows: 1), PageBitmap(width: 1728, rows: 0), PageBitmap(width: 1728, rows: 200),
        black(width: 1, rows: 3), black(width: 1728, rows: 5), black(width: 9000, rows: 3),
        wandering(width: 1728, rows: 150, seed: 1), wandering(width: 2432, rows: 60, seed: 2),
        wandering(width: 65, rows: 200, seed: 3), wandering(width: 63, rows: 200, seed: 4),
        wandering(width: 7, rows: 100, seed: 5), wandering(width: 10_001, rows: 20, seed: 6),
        noise(width: 1728, rows: 40, sparsity: 2, seed: 7), noise(width: 1729, rows: 40, sparsity: 20, seed: 8),
        noise(width: 130, rows: 80, sparsity: 3, seed: 9), noise(width: 65_535, rows: 2, sparsity: 5000, seed: 10),
    ]

    /// A page that is all black.
    static func black(width: Int, rows: Int) -> PageBitmap {
        let count = rows * PageBitmap.rowBytes(width: width)
        return PageBitmap(width: width, rows: rows, bytes: Array(repeating: 0xFF, count: count))!
    }
}

extension PageBitmap {
    /// Makes the pels of these columns black.
    mutating func blacken(_ columns: Range<Int>, row: Int) {
        for x in columns { self[x, row] = true }
    }
}
