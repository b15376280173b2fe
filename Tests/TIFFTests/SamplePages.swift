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

    /// A page with slanted strokes, blank rows and a frame.
    static func strokes(width: Int = 1728, rows: Int = 120) -> PageBitmap {
        var page = PageBitmap(width: width, rows: rows)
        for y in 0..<rows where y % 40 < 25 {
            for x in 0..<width where (x + y / 2) % 29 < 4 || x == 0 || x == width - 1 { page[x, y] = true }
        }
        return page
    }

    /// A page of random pels.
    static func noise(width: Int, rows: Int, seed: UInt64) -> PageBitmap {
        var random = Seeded(state: seed)
        let bytes = (0..<rows * PageBitmap.rowBytes(width: width)).map { _ in UInt8.random(in: 0...255, using: &random)
        }
        return PageBitmap(width: width, rows: rows, bytes: bytes)!
    }
}
