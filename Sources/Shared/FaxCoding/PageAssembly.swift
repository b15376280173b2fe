internal import FaxModel

/// A page under decoding: its rows so far, the row above, and what was damaged.
struct PageAssembly: ~Copyable {
    private let maximumRows: Int
    private var canvas: PageCanvas
    /// The changing elements of the last row on the page.
    private var reference: ChangingElements
    private var current: ChangingElements
    private var lengths = RowLengths()
    private var quality = PageQuality()
    private var badRun = 0

    /// A page without rows, that will have about `expectedRows` rows.
    init(width: Int, maximumRows: Int, expectedRows: Int) {
        self.maximumRows = maximumRows
        canvas = PageCanvas(width: width, expectedRows: expectedRows)
        reference = ChangingElements(width: width)
        current = ChangingElements(width: width)
    }

    /// Decodes MH, or MR where each EOL has a tag.
    ///
    /// A row counts when it is exactly as wide as the page and an EOL follows. Any other is concealed by the row above, as often as
    /// `RowLengths` says that rows were lost; in MR, so are the rows after it up to the next that is coded for itself, because the row above is
    /// not known. Where nothing but the EOL between two rows is damaged, both are known.
    mutating func decodeT4(from reader: inout BitReader, by rows: RowDecoder, isTagged: Bool) -> PageEnding {
        guard reader.skipEndOfLine() else { return .endOfData }
        var isReferenceKnown = true
        var emptyRows = 0
        while true {
            let isForItself = !isTagged || reader.takeBit()
            if reader.isAtEndOfLine() {
                // RTC is six EOLs, of which some may be damaged. Fewer than three are rows of which nothing is left.
                emptyRows += 1
                guard emptyRows < 2 else { return .marked }
                guard reader.skipEndOfLine() else { return .endOfData }
                continue
            }
            for _ in 0..<emptyRows where canvas.rows > 0 && canvas.rows < maximumRows { concealRow() }
            isReferenceKnown = isReferenceKnown && emptyRows == 0
            emptyRows = 0
            guard canvas.rows < maximumRows else { return .rowLimit }
            let start = reader
            if !isForItself, isReferenceKnown, takeRepeatedRow(from: &reader) {
                if reader.takeEndOfLine() {
                    lengths.note(from: start, to: reader)
                    repeatRow()
                    continue
                }
                reader = start
            }
            var isGood = isForItself || isReferenceKnown
            if isGood {
                isGood =
                    isForItself
                    ? rows.decode(from: &reader, into: &current)
                    : rows.decode(from: &reader, below: reference, into: &current)
            }
            if isGood, reader.takeEndOfLine() {
                // As it should be.
                isReferenceKnown = true
                lengths.note(from: start, to: reader)
                finishRow()
                continue
            }
            if isGood, !reader.isBeyondEnd, reader.isAtEndOfLine() {
                isReferenceKnown = true
                finishRow()
                guard reader.skipEndOfLine() else { return .endOfData }
                lengths.note(from: start, to: reader)
                continue
            }
            if isForItself, takeTwoRows(from: start, by: rows, end: &reader) {
                isReferenceKnown = true
                continue
            }
            isReferenceKnown = false
            concealRow()
            // No row has an EOL in it, so the next EOL after its start is true, even where a false word took some of it.
            reader = start
            guard reader.skipEndOfLine() else { return .endOfData }
            let lost = lengths.rows(from: start, to: reader, by: rows)
            for _ in 1..<lost where canvas.rows < maximumRows { concealRow() }
        }
    }

    /// Bits that a damaged EOL may have with what fill and tag are left beside it. Of more zeros, eleven would be left in a row, and the EOL be
    /// found.
    private static let longestDamagedEndOfLine = 24

    /// Takes two rows, each coded for itself and exactly as wide as the page, of which nothing but the EOL between them is damaged.
    ///
    /// - Parameters:
    ///   - start: where the first row begins.
    ///   - end: moved behind the EOL after the second, if there is one.
    /// - Returns: whether that is what is there.
    private mutating func takeTwoRows(
        from start: BitReader, by rows: RowDecoder, end: inout BitReader
    ) -> Bool {
        guard canvas.rows + 1 < maximumRows else { return false }
        var first = start
        guard rows.decodeRuns(from: &first, into: &current) else { return false }
        for length in 1...Self.longestDamagedEndOfLine {
            var begin = first
            begin.refill()
            begin.take(length)
            var second = begin
            guard rows.decode(from: &second, into: &current), !second.isBeyondEnd, second.isAtEndOfLine(),
                second.skipEndOfLine()
            else { continue }
            // The first one has been written over.
            first = start
            _ = rows.decodeRuns(from: &first, into: &current)
            finishRow(isDamaged: true)
            _ = rows.decode(from: &begin, into: &current)
            finishRow()
            end = second
            return true
        }
        return false
    }

    /// Decodes MMR up to its EOFB, or the first bits that mean nothing.
    mutating func decodeT6(from reader: inout BitReader, by rows: RowDecoder) -> PageEnding {
        while true {
            if reader.isAtEndOfLine() {
                if reader.isAtFill { return .endOfData }
                // One EOL is enough: EOFB is all that may begin with it.
                return reader.bits >> 52 == 1 ? .marked : damaged()
            }
            guard canvas.rows < maximumRows else { return .rowLimit }
            if takeRepeatedRow(from: &reader) {
                repeatRow()
                continue
            }
            guard rows.decode(from: &reader, below: reference, into: &current),
                !reader.isBeyondEnd
            else {
                return reader.isAtFill ? cut() : damaged()
            }
            finishRow()
        }
    }

    /// The page and what became of it.
    consuming func finish(_ ending: PageEnding) -> DecodedPage {
        var quality = quality
        quality.rows = canvas.rows
        return DecodedPage(bitmap: canvas.finish(), quality: quality, ending: ending)
    }

    /// Takes the code of a row like the one above, if that is what is next: all its changes are right below, and so is
    /// its end.
    @inline(__always)
    private func takeRepeatedRow(from reader: inout BitReader) -> Bool {
        guard reader.leadingOnes > reference.count else { return false }
        reader.take(reference.count + 1)
        return true
    }

    private mutating func repeatRow() {
        canvas.repeatRow()
        badRun = 0
    }

    private mutating func finishRow(isDamaged: Bool = false) {
        canvas.add(current)
        swap(&reference, &current)
        if isDamaged { countBadRow() } else { badRun = 0 }
    }

    private mutating func concealRow() {
        canvas.repeatRow()
        countBadRow()
    }

    private mutating func countBadRow() {
        quality.badRows += 1
        badRun += 1
        quality.longestBadRun = max(quality.longestBadRun, badRun)
    }

    private mutating func damaged() -> PageEnding {
        countBadRow()
        return .damaged
    }

    private mutating func cut() -> PageEnding {
        countBadRow()
        return .endOfData
    }
}
