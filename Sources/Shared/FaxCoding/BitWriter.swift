/// Collects code words, the first in the most significant bits, eight octets at a time.
///
/// The memory for a row is made sure of before its words are written, so that writing a word needs no check.
struct BitWriter: ~Copyable {
    private var start: UnsafeMutableRawPointer
    private var capacity: Int
    /// Whole octets written.
    private(set) var count = 0
    /// The bits of the unfinished octet, from the top; below them 0.
    private var pending: UInt64 = 0
    private var pendingBits = 0

    /// An empty one, with room for about `bytes` octets.
    init(expecting bytes: Int) {
        capacity = bytes + Self.spare
        start = .allocate(byteCount: capacity, alignment: 8)
    }

    deinit {
        start.deallocate()
    }

    /// What is written behind the last octet that counts.
    private static let spare = 16

    /// Makes sure that `bytes` octets more can be written.
    mutating func reserve(_ bytes: Int) {
        guard count + bytes + Self.spare > capacity else { return }
        capacity = 2 * capacity + bytes
        let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 8)
        larger.copyMemory(from: start, byteCount: count)
        start.deallocate()
        start = larger
    }

    /// Bits written.
    var bitCount: Int { count * 8 + pendingBits }

    /// Writes the lowest `length` bits of `bits`, 1…56; the others are 0.
    @inline(__always)
    mutating func write(_ bits: UInt64, length: Int) {
        pendingBits &+= length
        pending |= bits &<< UInt64(truncatingIfNeeded: 64 &- pendingBits)
        start.storeBytes(of: pending.bigEndian, toByteOffset: count, as: UInt64.self)
        count &+= pendingBits &>> 3
        // At most 7 bits were pending, so these are no more than 63.
        pending = pending &<< UInt64(truncatingIfNeeded: pendingBits & ~7)
        pendingBits &= 7
    }

    /// Writes an entry of `EncodingTables`.
    @inline(__always)
    mutating func write(packed entry: UInt32) {
        write(UInt64(entry >> 5), length: Int(entry & 31))
    }

    /// Writes a code word.
    mutating func write(_ word: CodeWord) {
        write(UInt64(word.bits), length: word.length)
    }

    /// Writes `length` bits that are all 1, or all 0.
    mutating func write(repeating bit: Bool, length: Int) {
        var left = length
        while left > 0 {
            let step = min(left, 56)
            write(bit ? 1 << UInt64(step) - 1 : 0, length: step)
            left -= step
        }
    }

    /// Everything written, padded with 0 bits to an octet.
    consuming func finish() -> [UInt8] {
        if pendingBits > 0 {
            write(0, length: 8 - pendingBits)
        }
        return Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}
