/// The next bits of coded data, a word at a time; after the last octet it gives 0 bits, which begin no code word.
///
/// The caller keeps the memory alive.
struct BitReader {
    /// The next bits from the top. At least `count` of them are right.
    private(set) var bits: UInt64 = 0
    /// Bits that can be looked at before the next `refill`.
    private(set) var count = 0
    private var next: UnsafeRawPointer
    private let end: UnsafeRawPointer
    /// How many of `count` bits are not of the data.
    private var beyondEnd = 0

    /// Reads from the first bit of `bytes`.
    init(_ bytes: UnsafeRawBufferPointer) {
        next = bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 8)!
        end = next + bytes.count
    }

    /// Bits that are there after a `refill`.
    static let refilled = 56

    /// Makes sure of 56 bits.
    @inline(__always)
    mutating func refill() {
        if end - next >= 8 {
            let word = UInt64(bigEndian: next.loadUnaligned(as: UInt64.self))
            bits |= word &>> UInt64(truncatingIfNeeded: count)
            let octets = (63 &- count) &>> 3
            next += octets
            count &+= octets &* 8
        } else {
            // By value, so that a reader can live in registers.
            self = refilledAtEnd()
        }
    }

    @inline(never)
    private func refilledAtEnd() -> BitReader {
        var reader = self
        // Forget what the fast path saw beyond `count`: it is read again here.
        reader.bits &= ~(UInt64.max >> UInt64(count))
        while reader.count < Self.refilled {
            if reader.next < end {
                reader.bits |= UInt64(reader.next.load(as: UInt8.self)) << UInt64(56 - reader.count)
                reader.next += 1
            } else {
                reader.beyondEnd += 8
            }
            reader.count += 8
        }
        return reader
    }

    /// Whether no bit of the data is left, or bits were taken that were not there.
    var isAtEnd: Bool { next == end && count <= beyondEnd }

    /// Whether nothing but 0 bits is left of the data.
    var isAtFill: Bool { next == end && bits == 0 }

    /// Whether bits were taken that were not there.
    var isBeyondEnd: Bool { count < beyondEnd }

    /// Bits from where `other` is to where this one is, in the same data.
    @inline(__always)
    func distance(from other: BitReader) -> Int {
        (next - other.next) &* 8 &+ (beyondEnd &- other.beyondEnd) &- (count &- other.count)
    }

    /// Takes `length` bits, at most `count`.
    @inline(__always)
    mutating func take(_ length: Int) {
        bits = bits &<< UInt64(truncatingIfNeeded: length)
        count &-= length
    }

    /// Takes `length` bits, at most `count`. The lowest 6 bits of `shift` say the same, the others do not matter.
    @inline(__always)
    mutating func take(_ shift: UInt64, length: Int) {
        bits = bits &<< shift
        count &-= length
    }

    /// The next `length` bits as a number, 1…32 and at most `count`.
    @inline(__always)
    func next(_ length: Int) -> Int {
        Int(truncatingIfNeeded: bits &>> UInt64(truncatingIfNeeded: 64 &- length))
    }

    /// How many bits of 1 are next, of those that can be looked at.
    var leadingOnes: Int { min((~bits).leadingZeroBitCount, count) }

    /// Takes one bit.
    @inline(__always)
    mutating func takeBit() -> Bool {
        refill()
        let bit = bits >> 63 == 1
        take(1)
        return bit
    }

    /// Whether 11 bits of 0 are next, with which an EOL and the fill before it begin (T.4 §4.1.2, §4.1.3).
    @inline(__always)
    mutating func isAtEndOfLine() -> Bool {
        refill()
        return bits >> 53 == 0
    }

    /// Takes an EOL and the fill before it, if that is what is next and all of it can be looked at.
    @inline(__always)
    mutating func takeEndOfLine() -> Bool {
        refill()
        let zeros = bits.leadingZeroBitCount
        guard zeros >= 11, zeros < count else { return false }
        take(zeros &+ 1)
        return true
    }

    /// Moves behind the next EOL, whatever is before it.
    ///
    /// - Returns: `false` when there is none until the end of the data; then all data is taken.
    mutating func skipEndOfLine() -> Bool {
        while true {
            refill()
            let zeros = ~bits
            let two = zeros & zeros << 1
            let four = two & two << 2
            let eight = four & four << 4
            let eleven = eight & four << 7
            let start = eleven.leadingZeroBitCount
            if start + 11 <= count {
                take(start)
                break
            }
            guard !isAtEnd else { return false }
            take(count - 10)
        }
        while true {
            refill()
            let zeros = bits.leadingZeroBitCount
            if zeros < count {
                take(zeros + 1)
                return !isBeyondEnd
            }
            guard !isAtEnd else { return false }
            take(count)
        }
    }
}
