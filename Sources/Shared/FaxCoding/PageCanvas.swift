internal import FaxModel

/// Where decoded rows are painted.
///
/// A row is painted as its changing elements are found: each turns the pels from its own to the end of a word of 64, and
/// when the row is complete, each word is turned if the one before it ends black.
struct PageCanvas: ~Copyable {
    /// A row under decoding, leftmost pel in the most significant bit of the first word; the canvas keeps it alive.
    struct Changes {
        fileprivate let words: UnsafeMutablePointer<UInt64>

        /// Turns the colour from pel `x`, 0…width, on.
        @inline(__always)
        func turn(at x: Int32) {
            words[Int(x &>> 6)] ^= .max &>> UInt64(truncatingIfNeeded: x & 63)
        }
    }

    /// The row that is decoded now.
    let changes: Changes
    /// The last row on the page, packed; white before the first.
    private let last: UnsafeMutablePointer<UInt64>
    private let words: Int
    private let width: Int
    private let rowBytes: Int
    private var bytes: [UInt8] = []
    /// Rows on the page.
    private(set) var rows = 0

    /// An empty page; it will have at most `maximumRows` rows.
    init(width: Int, maximumRows: Int) {
        self.width = width
        rowBytes = PageBitmap.rowBytes(width: width)
        // A change just behind the row does no harm.
        words = width / 64 + 1
        changes = Changes(words: .allocate(capacity: words))
        changes.words.initialize(repeating: 0, count: words)
        last = .allocate(capacity: words)
        last.initialize(repeating: 0, count: words)
        bytes.reserveCapacity(min(maximumRows, Self.expectedRows) * rowBytes)
    }

    /// Rows of A4 at fine resolution, and some.
    private static let expectedRows = 2400

    deinit {
        changes.words.deallocate()
        last.deallocate()
    }

    /// Adds the row whose changes were made, and begins the next.
    mutating func finishRow() {
        var colour: UInt64 = 0
        for index in 0..<words {
            var word = changes.words[index]
            changes.words[index] = 0
            word ^= colour
            last[index] = word.bigEndian
            colour = 0 &- (word & 1)
        }
        repeatRow()
    }

    /// Adds the last row again.
    mutating func repeatRow() {
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: last, count: rowBytes))
        rows += 1
    }

    /// Forgets the changes made, and adds the last row again.
    mutating func concealRow() {
        forgetRow()
        repeatRow()
    }

    /// Forgets the changes made.
    mutating func forgetRow() {
        changes.words.update(repeating: 0, count: words)
    }

    /// The page.
    consuming func finish() -> PageBitmap {
        PageBitmap(width: width, rows: rows, bytes: bytes)!
    }
}
