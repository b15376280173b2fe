/// Reads single rows, whatever their bits are.
///
/// Why no bound is checked where elements are found: each is larger than the one before it, because a run of no pels takes
/// the one before back and adds none. While a row goes on, all of them are smaller than the width, so they are `width` at
/// most; what is written behind them, four at once and not all of them counted, is within the room that `ChangingElements`
/// has. Of the row above, b1 is then element `count + 1` at most, and what is looked at ends five behind it, at the guards.
struct RowDecoder {
    /// `DecodingTables`, whose memory the caller keeps alive.
    private let white: UnsafePointer<UInt16>
    private let black: UnsafePointer<UInt16>
    /// `RunPairTable`, likewise.
    private let pairs: UnsafePointer<RunPairTable.Entry>
    /// `ModeTable`, likewise.
    private let modes: UnsafePointer<ModeTable.Entry>
    /// Pels in a row.
    let width: Int32
    /// The code of a white row, from the top, and its length: 0 where it has more than two words.
    let whiteRow: (bits: UInt64, length: Int)

    private init(
        white: UnsafePointer<UInt16>, black: UnsafePointer<UInt16>, pairs: UnsafePointer<RunPairTable.Entry>,
        modes: UnsafePointer<ModeTable.Entry>, width: Int
    ) {
        self.white = white
        self.black = black
        self.pairs = pairs
        self.modes = modes
        self.width = Int32(width)
        if width <= RunCodes.longestRun {
            let word = RunCodes.white.word(run: width)
            whiteRow = (UInt64(word.bits), word.length)
        } else {
            whiteRow = (0, 0)
        }
    }

    /// Calls `body` with a decoder of rows of `width` pels.
    static func with<Result>(width: Int, _ body: (RowDecoder) -> Result) -> Result {
        DecodingTables.white.withUnsafeBufferPointer { white in
            DecodingTables.black.withUnsafeBufferPointer { black in
                RunPairTable.entries.withUnsafeBufferPointer { pairs in
                    ModeTable.entries.withUnsafeBufferPointer { modes in
                        body(
                            RowDecoder(
                                white: white.baseAddress!, black: black.baseAddress!, pairs: pairs.baseAddress!,
                                modes: modes.baseAddress!, width: width))
                    }
                }
            }
        }
    }

    /// Takes the code of a white row, if that is what is next.
    @inline(__always)
    func takeWhiteRow(from reader: inout BitReader) -> Bool {
        reader.refill()
        guard whiteRow.length > 0, reader.next(whiteRow.length) == whiteRow.bits else { return false }
        reader.take(whiteRow.length)
        return true
    }

    /// Up to two runs, of which the first is white where `colour` is 0, and black where it is `RunPairTable.black`.
    @inline(__always)
    func pair(_ colour: Int, _ reader: BitReader) -> RunPairTable.Entry {
        pairs[colour | reader.next(RunPairTable.indexBits)]
    }

    /// Up to four vertical modes and what ends them.
    @inline(__always)
    func modes(_ reader: BitReader) -> ModeTable.Entry {
        modes[reader.next(ModeTable.indexBits)]
    }

    /// Takes the code of a run, as far as it means something and is not too long.
    ///
    /// - Returns: Its pels; -1 when the bits mean nothing, or it has more than `most` pels.
    func takeRun(black isBlack: Bool, atMost most: Int32, from reader: inout BitReader) -> Int32 {
        var run: Int32 = 0
        while true {
            reader.refill()
            let entry =
                isBlack
                ? black[reader.next(DecodingTables.blackBits)]
                : white[reader.next(DecodingTables.whiteBits)]
            let pels = Int32(truncatingIfNeeded: entry &>> 4)
            guard entry != 0, run &+ pels <= most else { return -1 }
            reader.take(Int(truncatingIfNeeded: entry & 15))
            run &+= pels
            if pels < 64 { return run }
        }
    }

    /// Adds a change, or takes back the one before where no pel is between them.
    @inline(__always)
    static func append(_ change: Int32, to changes: UnsafeMutablePointer<Int32>, _ found: inout Int) {
        if found > 0, changes[found &- 1] == change {
            found &-= 1
        } else {
            changes[found] = change
            found &+= 1
        }
    }
}
