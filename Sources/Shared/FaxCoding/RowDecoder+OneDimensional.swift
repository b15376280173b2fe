extension RowDecoder {
    /// How far a row that is coded for itself is read. A value, so that it can live in registers.
    private struct Place {
        var reader: BitReader
        /// The last change; before the first, the row's begin.
        var a0: Int32 = 0
        /// Changing elements.
        var found = 0
        /// The colour of the run that is next: 0 or `RunPairTable.black`.
        var colour = 0
        /// What has been found out, once the row is over.
        var isGood: Bool?
    }

    /// Reads a row that is coded for itself (T.4 §4.1.1).
    ///
    /// - Returns: `false` when the bits mean nothing, or the row is longer than the page is wide. Then `row` means
    ///   nothing either.
    func decode(from reader: inout BitReader, into row: inout ChangingElements) -> Bool {
        if takeWhiteRow(from: &reader) {
            row.end(at: 0)
            return true
        }
        var place = Place(reader: reader)
        let a = row.elements
        repeat {
            place.reader.refill()
        } while lookUp(&place, a) && lookUp(&place, a) && lookUp(&place, a) && lookUp(&place, a)
            || place.isGood == nil && goOn(&place, a)
        reader = place.reader
        row.end(at: place.found)
        return place.isGood == true
    }

    /// Reads a row that is coded for itself, run by run: up to where it is as wide as the page, whatever follows. (`decode` looks up two runs
    /// at once, and so finds a row too long that is followed by what could be another run.)
    ///
    /// - Returns: `false` when the bits mean nothing before that, or the row is longer. Then `row` means nothing either.
    func decodeRuns(from reader: inout BitReader, into row: inout ChangingElements) -> Bool {
        let a = row.elements
        var (a0, found, isBlack): (Int32, Int, Bool) = (0, 0, false)
        while a0 < width {
            let run = takeRun(black: isBlack, atMost: width &- a0, from: &reader)
            guard run >= 0 else { return false }
            a0 &+= run
            Self.append(a0, to: a, &found)
            isBlack.toggle()
        }
        row.end(at: found)
        return !reader.isBeyondEnd
    }

    /// Looks up to two runs up; takes at most `RunPairTable.indexBits` bits.
    ///
    /// - Returns: `false` when that did not do, or may have ended the row.
    @inline(__always)
    private func lookUp(_ place: inout Place, _ a: UnsafeMutablePointer<Int32>) -> Bool {
        let entry = pair(place.colour, place.reader)
        guard !entry.isSingular else { return false }
        place.reader.take(entry.shift, length: entry.length)
        place.colour ^= entry.turn
        // Both are written, and those that count are counted.
        let first = place.a0 &+ entry.first
        place.a0 = first &+ entry.second
        a[place.found] = first
        a[place.found &+ 1] = place.a0
        place.found &+= entry.runs
        return place.a0 < width
    }

    /// Finds out whether the row is over; if not, takes a run by itself.
    ///
    /// - Returns: Whether the row goes on.
    @inline(__always)
    private func goOn(_ place: inout Place, _ a: UnsafeMutablePointer<Int32>) -> Bool {
        if isOver(&place, a) { return false }
        place = withSingleRun(place, a)
        return !isOver(&place, a)
    }

    @inline(__always)
    private func isOver(_ place: inout Place, _ a: UnsafeMutablePointer<Int32>) -> Bool {
        // A make-up word has its terminating word yet to come.
        if place.a0 > width { place.isGood = false }
        if place.a0 == width, place.found > 0, a[place.found &- 1] == width { place.isGood = true }
        return place.isGood != nil
    }

    @inline(never)
    private func withSingleRun(_ place: Place, _ a: UnsafeMutablePointer<Int32>) -> Place {
        var place = place
        let run = takeRun(black: place.colour != 0, atMost: width &- place.a0, from: &place.reader)
        guard run >= 0 else {
            place.isGood = false
            return place
        }
        place.a0 &+= run
        Self.append(place.a0, to: a, &place.found)
        place.colour ^= RunPairTable.black
        return place
    }
}
