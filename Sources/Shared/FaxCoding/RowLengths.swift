/// How long the rows of a page in MH or MR are: by that it is told how many rows were in damaged code.
///
/// A damaged row ends with the next EOL (T.4 §4.1.2). Where that is damaged as well, the page would lose rows of which nobody knows. But a
/// modem gives as many bits as were sent, whatever is on them. How many rows they were, two things tell: how long the rows before
/// and after are, and how many pels the bits come to, which are about ten a bit where they are noise, as in print. Each can be wrong by
/// itself: a single dense row is as long as many white ones, and noise on white rows is few pels. So the fewer rows are believed.
struct RowLengths {
    /// Eight times the mean length of the good rows so far, of which the last count most, in bits, with the EOL after each and the fill before
    /// it; 0 where there was none yet.
    private var before = 0

    /// How many rows behind damaged code are looked at.
    private static let ahead = 8

    /// Notes a good row.
    ///
    /// - Parameters:
    ///   - start: where it begins.
    ///   - end: where the EOL after it ends.
    @inline(__always)
    mutating func note(from start: BitReader, to end: BitReader) {
        let length = end.distance(from: start)
        before = before == 0 ? 8 &* length : before &+ length &- before &>> 3
    }

    /// How many rows damaged code may have been, at least one.
    ///
    /// - Parameters:
    ///   - start: where the first of them begins.
    ///   - end: where the next EOL ends.
    func rows(from start: BitReader, to end: BitReader, by decoder: RowDecoder) -> Int {
        let length = max(before / 8, Self.mean(after: end))
        guard length > 0 else { return 1 }
        let byLength = end.distance(from: start) / length
        guard byLength > 1 else { return 1 }
        return max(1, min(byLength, decoder.pels(from: start, to: end) / Int(decoder.width)))
    }

    /// The mean length of the next rows, whatever is in them; 0 where none comes.
    private static func mean(after start: BitReader) -> Int {
        var end = start
        var count = 0
        while count < ahead {
            var reader = end
            // Two EOLs with no more than a tag between them are RTC.
            guard reader.skipEndOfLine(), reader.distance(from: end) > 13 else { break }
            end = reader
            count += 1
        }
        return count == 0 ? 0 : end.distance(from: start) / count
    }
}

extension RowDecoder {
    /// The longest run that is believed, in pels: wider than any page.
    private static let longestRun: Int32 = 1 << 20

    /// The pels that the bits come to as runs of one row after the other, up to the next EOL; what means nothing is passed over. A code word
    /// may end in the EOL's own zeros, so the EOL is not always seen: no more is read than up to where it ends.
    fileprivate func pels(from start: BitReader, to end: BitReader) -> Int {
        var reader = start
        var pels = 0
        var isBlack = false
        while reader.distance(from: end) < 0, !reader.isAtEndOfLine(), !reader.isAtEnd {
            let run = takeRun(black: isBlack, atMost: Self.longestRun, from: &reader)
            if run < 0 {
                reader.refill()
                reader.take(1)
            } else {
                pels += Int(run)
                isBlack.toggle()
            }
        }
        return pels
    }
}
