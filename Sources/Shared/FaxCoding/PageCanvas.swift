internal import FaxModel

/// Where decoded rows are painted.
///
/// A row is painted as its changing elements are found: each turns the pel's bit, and when the row is complete, every
/// bit takes the colour of the bits turned so far.
struct PageCanvas: ~Copyable {
    /// The row that is decoded now: a bit for each change, the leftmost pel in the most significant bit of word 0.
    let changes: UnsafeMutablePointer<UInt64>
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
        changes = .allocate(capacity: words)
        changes.initialize(repeating: 0, count: words)
        last = .allocate(capacity: words)
        last.initialize(repeating: 0, count: words)
        bytes.reserveCapacity(min(maximumRows, Self.expectedRows) * rowBytes)
    }

    /// Rows of A4 at fine resolution, and some.
    private static let expectedRows = 2400

    deinit {
        changes.deallocate()
        last.deallocate()
    }

    /// Turns the colour from pel `x`, 0…width, on.
    @inline(__always)
    func change(at x: Int32) {
        changes[Int(x &>> 6)] ^= 0x8000_0000_0000_0000 &>> UInt64(truncatingIfNeeded: x & 63)
    }

    /// Adds the row whose changes were made, and begins the next.
    mutating func finishRow() {
        var colour: UInt64 = 0
        for index in 0..<words {
            var word = changes[index]
            changes[index] = 0
            if word != 0 {
                word ^= word >> 1
                word ^= word >> 2
                word ^= word >> 4
                word ^= word >> 8
                word ^= word >> 16
                word ^= word >> 32
            }
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
        changes.update(repeating: 0, count: words)
    }

    /// The page.
    consuming func finish() -> PageBitmap {
        PageBitmap(width: width, rows: rows, bytes: bytes)!
    }
}
