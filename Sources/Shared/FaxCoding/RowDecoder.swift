/// Reads single rows, and paints them on a canvas as it goes.
struct RowDecoder {
    /// `DecodingTables`, whose memory the caller keeps alive.
    private let white: UnsafePointer<UInt16>
    private let black: UnsafePointer<UInt16>
    private let modes: UnsafePointer<Int32>
    private let width: Int32

    /// Calls `body` with a decoder of rows of `width` pels.
    static func with<Result>(width: Int, _ body: (RowDecoder) -> Result) -> Result {
        DecodingTables.white.withUnsafeBufferPointer { white in
            DecodingTables.black.withUnsafeBufferPointer { black in
                DecodingTables.modes.withUnsafeBufferPointer { modes in
                    body(
                        RowDecoder(
                            white: white.baseAddress!, black: black.baseAddress!, modes: modes.baseAddress!,
                            width: Int32(width)))
                }
            }
        }
    }

    /// Reads a row that is coded for itself (T.4 §4.1.1).
    ///
    /// - Returns: `false` when the bits mean nothing, or the row is longer than the page is wide. Then `row` and the
    ///   painting mean nothing either.
    func decode(
        from bits: inout BitReader, into row: inout ChangingElements, paintingOn changes: PageCanvas.Changes
    ) -> Bool {
        var reader = bits
        defer { bits = reader }
        let a = row.elements
        var found = 0
        var a0: Int32 = 0
        var isBlack = false
        while a0 < width {
            let run = takeRun(black: isBlack, from: &reader)
            guard run >= 0, run <= width &- a0 else { return false }
            a0 &+= run
            isBlack.toggle()
            append(a0, to: a, &found)
            changes.turn(at: a0)
        }
        row.end(at: found)
        return true
    }

    /// Reads a row that is coded by what differs from the row above (T.4 §4.2.1.3, T.6 §2.2).
    ///
    /// - Returns: `false` when the bits mean nothing, or a change would lie outside the row or left of one before it.
    ///   Then `row` and the painting mean nothing either.
    func decode(
        from bits: inout BitReader, below reference: borrowing ChangingElements, into row: inout ChangingElements,
        paintingOn changes: PageCanvas.Changes
    ) -> Bool {
        var reader = bits
        defer { bits = reader }
        let a = row.elements
        let b = reference.elements
        // b[bi] is b1, even where a0 is white; so is `found`.
        var found = 0
        var bi = 0
        var a0: Int32 = -1
        while a0 < width {
            if reader.count < DecodingTables.modeBits { reader.refill() }
            let entry = modes[Int(truncatingIfNeeded: reader.bits &>> UInt64(64 - DecodingTables.modeBits))]
            let length = Int(truncatingIfNeeded: entry & 15)
            switch entry >> 4 & 15 {
            case DecodingTables.Mode.vertical:
                reader.take(length)
                let a1 = b[bi] &+ (entry >> 8)
                guard a1 > a0, a1 <= width else { return false }
                a[found] = a1
                found &+= 1
                changes.turn(at: a1)
                a0 = a1
                // The next b1 has the other colour: mostly the next element, the one before if it is still right of a0.
                bi &+= b[bi &- 1] > a1 ? -1 : 1
            case DecodingTables.Mode.horizontal:
                reader.take(length)
                let start = max(a0, 0)
                let first = takeRun(black: found & 1 == 1, from: &reader)
                guard first >= 0, first <= width &- start else { return false }
                let a1 = start &+ first
                let second = takeRun(black: found & 1 == 0, from: &reader)
                guard second >= 0, second <= width &- a1 else { return false }
                a0 = a1 &+ second
                append(a1, to: a, &found)
                append(a0, to: a, &found)
                changes.turn(at: a1)
                changes.turn(at: a0)
            case DecodingTables.Mode.pass:
                reader.take(length)
                a0 = b[bi &+ 1]
            default:
                return false
            }
            while b[bi] <= a0, a0 < width { bi &+= 2 }
        }
        row.end(at: found)
        return true
    }

    /// Adds a change, or takes back the one before where no pel is between them.
    @inline(__always)
    private func append(_ change: Int32, to changes: UnsafeMutablePointer<Int32>, _ found: inout Int) {
        if found > 0, changes[found &- 1] == change {
            found &-= 1
        } else {
            changes[found] = change
            found &+= 1
        }
    }

    /// Takes the code of a run.
    ///
    /// - Returns: Its pels; -1 when the bits mean nothing, or it is longer than any row.
    @inline(__always)
    private func takeRun(black isBlack: Bool, from reader: inout BitReader) -> Int32 {
        if reader.count < DecodingTables.blackBits { reader.refill() }
        var pels = takeWord(black: isBlack, from: &reader)
        guard pels >= 64 else { return pels }
        var run = pels
        while pels >= 64 {
            reader.refill()
            pels = takeWord(black: isBlack, from: &reader)
            guard pels >= 0 else { return -1 }
            run &+= pels
            guard run <= width else { return -1 }
        }
        return run
    }

    /// Takes one code word of a run: its pels, or -1 when the bits begin none.
    @inline(__always)
    private func takeWord(black isBlack: Bool, from reader: inout BitReader) -> Int32 {
        let entry =
            isBlack
            ? black[Int(truncatingIfNeeded: reader.bits &>> UInt64(64 - DecodingTables.blackBits))]
            : white[Int(truncatingIfNeeded: reader.bits &>> UInt64(64 - DecodingTables.whiteBits))]
        guard entry != 0 else { return -1 }
        reader.take(Int(truncatingIfNeeded: entry & 15))
        return Int32(truncatingIfNeeded: entry &>> 4)
    }
}
