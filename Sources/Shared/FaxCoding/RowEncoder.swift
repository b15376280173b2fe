/// Writes single rows by their changing elements.
struct RowEncoder {
    /// Entries of `EncodingTables`, whose memory the caller keeps alive.
    private let white: UnsafePointer<UInt32>
    private let black: UnsafePointer<UInt32>
    private let vertical: UnsafePointer<UInt32>
    private let width: Int32
    private let pass = EncodingTables.packed(.pass)
    private let horizontal = EncodingTables.packed(.horizontal)
    private let longestMakeUp = EncodingTables.packed(RunCodes.white.makeUp[2560 / 64 - 1])

    /// Octets that the code of a row cannot exceed: no word takes more than 8 bits for each pel that it stands for,
    /// but those of the empty runs that a row may begin and end with.
    static func mostBytes(width: Int) -> Int { width + 8 }

    /// Calls `body` with an encoder of rows of `width` pels.
    static func with<Result>(width: Int, _ body: (RowEncoder) -> Result) -> Result {
        EncodingTables.white.withUnsafeBufferPointer { white in
            EncodingTables.black.withUnsafeBufferPointer { black in
                EncodingTables.vertical.withUnsafeBufferPointer { vertical in
                    body(
                        RowEncoder(
                            white: white.baseAddress!, black: black.baseAddress!, vertical: vertical.baseAddress!,
                            width: Int32(width)))
                }
            }
        }
    }

    /// Writes a row for itself (T.4 §4.1.1).
    func encode(_ row: borrowing ChangingElements, to writer: inout BitWriter) {
        let changes = row.elements
        var start: Int32 = 0
        var index = 0
        // Behind the last change there is the end of the row: a white run is always there, a black one may be of no pels.
        while index < row.count {
            writePair(changes[index] &- start, changes[index &+ 1] &- changes[index], black: false, to: &writer)
            start = changes[index &+ 1]
            index &+= 2
        }
        if start < width { writeRun(width &- start, black: false, to: &writer) }
    }

    /// Writes a row by what differs from the row above (T.4 §4.2.1.3, T.6 §2.2).
    func encode(
        _ row: borrowing ChangingElements, below reference: borrowing ChangingElements, to writer: inout BitWriter
    ) {
        let a = row.elements
        let b = reference.elements
        // a[ai] is a1 and b[bi] is b1; both are even where a0 is white.
        var a0: Int32 = -1
        var ai = 0
        var bi = 0
        while a0 < width {
            let a1 = a[ai]
            if b[bi &+ 1] < a1 {
                writer.write(packed: pass)
                a0 = b[bi &+ 1]
                bi &+= 2
                continue
            }
            let offset = a1 &- b[bi]
            if UInt32(bitPattern: offset &+ 3) <= 6 {
                writer.write(packed: vertical[Int(offset &+ 3)])
                a0 = a1
                ai &+= 1
                // The next b1 has the other colour: mostly the next element, the one before if it is still right of a0.
                bi &+= b[bi &- 1] > a0 ? -1 : 1
            } else {
                writer.write(packed: horizontal)
                let a2 = a[ai &+ 1]
                let start = max(a0, 0)
                writePair(a1 &- start, a2 &- a1, black: ai & 1 == 1, to: &writer)
                a0 = a2
                ai &+= 2
            }
            while b[bi] <= a0, a0 < width { bi &+= 2 }
        }
    }

    /// Writes a row by what differs from the row above, with the modes that take the fewest bits.
    func encode(
        _ row: borrowing ChangingElements, below reference: borrowing ChangingElements,
        searching search: inout ModeSearch, to writer: inout BitWriter
    ) {
        search.find(row, below: reference, by: self)
        let a = row.elements
        var ai = 0
        while ai <= row.count {
            let step = search.step(at: ai)
            for _ in 0..<step.passes { writer.write(packed: pass) }
            if step.offset == ModeSearch.Step.horizontal {
                writer.write(packed: horizontal)
                writePair(a[ai] &- step.start, a[ai &+ 1] &- a[ai], black: ai & 1 == 1, to: &writer)
                ai &+= 2
            } else {
                writer.write(packed: vertical[Int(step.offset &+ 3)])
                ai &+= 1
            }
        }
    }

    /// The bits of pass mode.
    static let passLength = Int32(CodeWord.pass.length)
    /// The bits of horizontal mode, without its runs.
    static let horizontalLength = Int32(CodeWord.horizontal.length)

    /// The bits of the vertical mode for this offset, -3 to 3.
    @inline(__always)
    func verticalLength(_ offset: Int32) -> Int32 { Int32(vertical[Int(offset &+ 3)] & 31) }

    /// The bits of a run.
    @inline(__always)
    func length(_ run: Int32, black isBlack: Bool) -> Int32 {
        let table = isBlack ? black : white
        guard run > RunCodes.longestRun else { return Int32(table[Int(run)] & 31) }
        let makeUps = (run &- Int32(RunCodes.longestRun) &+ 2559) / 2560
        return makeUps &* Int32(longestMakeUp & 31) &+ Int32(table[Int(run &- makeUps &* 2560)] & 31)
    }

    /// Writes two runs, of which the first is black or not.
    @inline(__always)
    private func writePair(_ first: Int32, _ second: Int32, black isBlack: Bool, to writer: inout BitWriter) {
        guard max(first, second) <= RunCodes.longestRun else {
            writeRun(first, black: isBlack, to: &writer)
            writeRun(second, black: !isBlack, to: &writer)
            return
        }
        let code = (isBlack ? black : white)[Int(first)]
        let next = (isBlack ? white : black)[Int(second)]
        // Both have 25 bits at most.
        let bits = UInt64(code &>> 5) &<< UInt64(next & 31) | UInt64(next &>> 5)
        writer.write(bits, length: Int(code & 31 &+ next & 31))
    }

    private func writeRun(_ run: Int32, black isBlack: Bool, to writer: inout BitWriter) {
        let table = isBlack ? black : white
        var left = Int(run)
        while left > RunCodes.longestRun {
            writer.write(packed: longestMakeUp)
            left -= 2560
        }
        writer.write(packed: table[left])
    }
}
