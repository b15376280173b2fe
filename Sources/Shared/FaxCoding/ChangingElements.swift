/// Where a row changes its colour (T.4 §4.2.1.1): the columns of the first black pel, the next white one, and so on,
/// each larger than the one before.
///
/// Guards stand around them, so that the search for b1 and b2 needs no checks of bounds: -1 before the first, and
/// `guards` times the width behind the last. Element `count`, of a row's even or odd elements, is then always there.
struct ChangingElements: ~Copyable {
    /// The first element; the one before it is -1.
    let elements: UnsafeMutablePointer<Int32>
    /// Elements without the guards.
    private(set) var count = 0
    private let width: Int32

    /// Guards behind the last element: b1 and b2, and the four elements that are looked at together.
    private static let guards = 8

    /// Those of a white row, with room for any row of `width` pels.
    init(width: Int) {
        // A row has at most one element a pel; while it is decoded, one run of no pels may follow, and all elements
        // that are found together are written, four at most.
        let room = 1 + width + 2 + 4 + Self.guards
        let memory = UnsafeMutablePointer<Int32>.allocate(capacity: room)
        memory.initialize(repeating: -1, count: room)
        elements = memory + 1
        self.width = Int32(width)
        end(at: 0)
    }

    deinit {
        (elements - 1).deallocate()
    }

    /// Says that there are `count` elements, of which those at the width are none, and puts the guards.
    @inline(__always)
    mutating func end(at count: Int) {
        var count = count
        while count > 0, elements[count - 1] >= width { count -= 1 }
        self.count = count
        for index in count..<count + Self.guards { elements[index] = width }
    }

    /// Finds the elements of a packed row, whose padding is 0.
    mutating func find(in row: UnsafeRawBufferPointer) {
        var found = 0
        // The pel before the word, in the first place.
        var before: UInt64 = 0
        var base: Int32 = 0
        var offset = 0
        while offset < row.count {
            let word = Self.word(of: row, at: offset)
            // A bit for each pel that differs from the one to its left.
            var changes = word ^ word >> 1 ^ before
            while changes != 0 {
                // Four are written, and those that are there are counted.
                let target = elements + found
                target[0] = base &+ Self.takeFirst(of: &changes)
                found &+= 1 &+ (changes == 0 ? 0 : 1)
                target[1] = base &+ Self.takeFirst(of: &changes)
                found &+= changes == 0 ? 0 : 1
                target[2] = base &+ Self.takeFirst(of: &changes)
                found &+= changes == 0 ? 0 : 1
                target[3] = base &+ Self.takeFirst(of: &changes)
            }
            before = word << 63
            base &+= 64
            offset &+= 8
        }
        end(at: found)
    }

    /// Takes the first bit of 1 away, and says how many bits are before it; 63 if there is none.
    @inline(__always)
    private static func takeFirst(of bits: inout UInt64) -> Int32 {
        let place = (bits | 1).leadingZeroBitCount
        bits &= 0x7FFF_FFFF_FFFF_FFFF &>> UInt64(truncatingIfNeeded: place)
        return Int32(truncatingIfNeeded: place)
    }

    /// The 64 pels from octet `offset` on; white where the row has ended.
    @inline(__always)
    private static func word(of row: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
        if offset + 8 <= row.count {
            return UInt64(bigEndian: row.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
        var word: UInt64 = 0
        for index in offset..<row.count { word |= UInt64(row[index]) << UInt64(56 - 8 * (index - offset)) }
        return word
    }
}
