internal import FaxModel

/// A page under decoding: its rows so far, the row above, and what was damaged.
struct PageAssembly: ~Copyable {
    private let maximumRows: Int
    private var canvas: PageCanvas
    /// The changing elements of the last row on the page.
    private var reference: ChangingElements
    private var current: ChangingElements
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
    /// A row counts when it is exactly as wide as the page and an EOL follows. Any other is concealed by the row above;
    /// in MR, so are the rows after it up to the next that is coded for itself, because the row above is not known.
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
                finishRow()
                continue
            }
            isReferenceKnown = isGood && !reader.isBeyondEnd && reader.isAtEndOfLine()
            if isReferenceKnown {
                finishRow()
            } else {
                concealRow()
                // No row has an EOL in it, so the next EOL after its start is true, even where a false word took some of it.
                reader = start
            }
            guard reader.skipEndOfLine() else { return .endOfData }
        }
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

    private mutating func finishRow() {
        canvas.add(current)
        swap(&reference, &current)
        badRun = 0
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
