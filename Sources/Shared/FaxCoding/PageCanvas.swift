internal import FaxModel

/// Where decoded rows are painted.
///
/// A row is painted by its changing elements, in words of 64 pels. Rows are collected in a block before they are added to the
/// page.
struct PageCanvas: ~Copyable {
    private let width: Int
    private let rowBytes: Int
    /// Painted rows that are not in `bytes` yet, packed, and before them the last one that is; the first is white.
    private let block: UnsafeMutableRawPointer
    /// Octets of the block that are painted, the row before included.
    private var painted: Int
    private let blockBytes: Int
    private var bytes: [UInt8] = []
    /// Rows on the page.
    private(set) var rows = 0

    /// Octets of a block, about: a part of what the processor has at hand.
    private static let expectedBlockBytes = 8192
    /// Rows of A4 at fine resolution, and some.
    private static let mostExpectedRows = 2400

    /// An empty page; it will have about `expectedRows` rows.
    init(width: Int, expectedRows: Int) {
        self.width = width
        rowBytes = PageBitmap.rowBytes(width: width)
        blockBytes = max(Self.expectedBlockBytes / rowBytes, 2) * rowBytes
        // Rows are written by words, the last one beyond its end.
        block = .allocate(byteCount: blockBytes + 16, alignment: 16)
        block.initializeMemory(as: UInt8.self, repeating: 0, count: rowBytes)
        painted = rowBytes
        bytes.reserveCapacity(min(expectedRows, Self.mostExpectedRows) * rowBytes)
    }

    deinit {
        block.deallocate()
    }

    /// Adds the row of these elements.
    mutating func add(_ changes: borrowing ChangingElements) {
        if painted == blockBytes { flush() }
        let target = block + painted
        target.initializeMemory(as: UInt8.self, repeating: 0, count: rowBytes)
        let x = changes.elements
        // The word that is painted: right up to the last change, then white.
        var word: UInt64 = 0
        var place = 0
        var index = 0
        while index < changes.count {
            // A black run; the last may go on to the end of the row, where the guards are.
            let start = UInt64(UInt32(bitPattern: x[index]))
            let end = UInt64(UInt32(bitPattern: x[index &+ 1]))
            index &+= 2
            let first = Int(truncatingIfNeeded: start &>> 6)
            let last = Int(truncatingIfNeeded: end &>> 6)
            // A word may be written again and again; the last time, it is right.
            Self.store(word, to: target, at: place)
            word = (first == place ? word : 0) | .max &>> start
            Self.store(word, to: target, at: first)
            var between = first &+ 1
            while between < last {
                Self.store(.max, to: target, at: between)
                between &+= 1
            }
            word = (last == first ? word : .max) & ~(.max &>> end)
            place = last
        }
        Self.store(word, to: target, at: place)
        painted += rowBytes
        rows += 1
    }

    /// Stores a word of 64 pels.
    @inline(__always)
    private static func store(_ word: UInt64, to row: UnsafeMutableRawPointer, at place: Int) {
        row.storeBytes(of: word.bigEndian, toByteOffset: 8 &* place, as: UInt64.self)
    }

    /// Adds the last row again; a white one where there is none.
    mutating func repeatRow() {
        if painted == blockBytes { flush() }
        (block + painted).copyMemory(from: block + painted - rowBytes, byteCount: rowBytes)
        painted += rowBytes
        rows += 1
    }

    /// Moves the block's rows to the page.
    private mutating func flush() {
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: block + rowBytes, count: painted - rowBytes))
        block.copyMemory(from: block + painted - rowBytes, byteCount: rowBytes)
        painted = rowBytes
    }

    /// The page.
    consuming func finish() -> PageBitmap {
        flush()
        return PageBitmap(width: width, rows: rows, bytes: bytes)!
    }
}
