extension RowDecoder {
    /// How far a row that is coded by what differs from the row above is read. A value, so that it can live in registers.
    private struct Place {
        var reader: BitReader
        /// The last change, or where a pass mode led to; before the first, an imaginary pel left of the row.
        var a0: Int32 = -1
        /// Changing elements.
        var found = 0
        /// The place of b1 in the row above; even where the pels behind a0 are white. So is `found`.
        var b1 = 0
        /// Whether the bits have meant something so far.
        var isGood = true
    }

    /// Reads a row that is coded by what differs from the row above (T.4 §4.2.1.3, T.6 §2.2).
    ///
    /// - Returns: `false` when the bits mean nothing, or a change would lie outside the row or left of one before it.
    ///   Then `row` means nothing either, and these bits are not taken.
    func decode(
        from reader: inout BitReader, below reference: borrowing ChangingElements, into row: inout ChangingElements
    ) -> Bool {
        var place = Place(reader: reader)
        let a = row.elements
        let b = reference.elements
        let last = reference.count
        while place.a0 < width, place.isGood {
            place.reader.refill()
            let entry = modes(place.reader)
            let verticals = entry.verticals
            let above = b + place.b1
            let changes = Self.four(above) &+ entry.offsets
            let isRegular = Self.areRegular(changes, after: place.a0, below: above, count: verticals)
            guard isRegular, verticals <= max(last &- place.b1, 0) else {
                // Mostly the row ends with a change right below the end of the row above.
                let count = last &- place.b1 &+ 1
                if count > 0, count <= verticals, entry.offset(count &- 1) == 0,
                    Self.areRegular(changes, after: place.a0, below: above, count: count &- 1)
                {
                    UnsafeMutableRawPointer(a + place.found).storeBytes(of: changes, as: SIMD4<Int32>.self)
                    place.found &+= count
                    place.reader.take(entry.length(verticals: count))
                    break
                }
                place = withEach(of: entry, place, a, b)
                continue
            }
            UnsafeMutableRawPointer(a + place.found).storeBytes(of: changes, as: SIMD4<Int32>.self)
            place.found &+= verticals
            place.b1 &+= verticals
            let newest = a[place.found &- 1]
            place.a0 = verticals == 0 ? place.a0 : newest
            place.reader.take(entry.shift, length: entry.length)
            if entry.next <= ModeTable.Next.pass {
                let b2 = b[place.b1 &+ 1]
                place.a0 = entry.next == ModeTable.Next.pass ? b2 : place.a0
                place.b1 &+= Int(truncatingIfNeeded: entry.next &* 2)
            } else if entry.next == ModeTable.Next.horizontal {
                let runs = pair(place.found & 1 == 0 ? 0 : RunPairTable.black, place.reader)
                let a1 = max(place.a0, 0) &+ runs.first
                let a2 = a1 &+ runs.second
                if runs.runs == 2, a2 <= width {
                    place.reader.take(runs.shift, length: runs.length)
                    a[place.found] = a1
                    a[place.found &+ 1] = a2
                    place.found &+= 2
                    place.a0 = a2
                } else {
                    place = withTwoRuns(place, a)
                }
                place.b1 = Self.next(place.b1, in: b, rightOf: place.a0, width)
            } else {
                place.isGood = false
            }
        }
        reader = place.reader
        row.end(at: place.found)
        return place.isGood
    }

    /// Follows the vertical modes of an entry one by one, up to the end of the row.
    @inline(never)
    private func withEach(
        of entry: ModeTable.Entry, _ place: Place, _ a: UnsafeMutablePointer<Int32>, _ b: UnsafePointer<Int32>
    ) -> Place {
        var place = place
        var index = 0
        repeat {
            let a1 = b[place.b1] &+ entry.offset(index)
            guard a1 > place.a0, a1 <= width else {
                place.isGood = false
                return place
            }
            index &+= 1
            a[place.found] = a1
            place.found &+= 1
            place.a0 = a1
            // The next b1 has the other colour: mostly the next element, the one before if it is still right of a0.
            place.b1 &+= b[place.b1 &- 1] > a1 ? -1 : 1
            while b[place.b1] <= a1, a1 < width { place.b1 &+= 2 }
        } while index < entry.verticals && place.a0 < width
        place.reader.take(entry.length(verticals: index))
        return place
    }

    /// Takes the two runs of horizontal mode one by one.
    @inline(never)
    private func withTwoRuns(_ place: Place, _ a: UnsafeMutablePointer<Int32>) -> Place {
        var place = place
        let isBlack = place.found & 1 == 1
        place.a0 = max(place.a0, 0)
        for isBlack in [isBlack, !isBlack] {
            let run = takeRun(black: isBlack, atMost: width &- place.a0, from: &place.reader)
            guard run >= 0 else {
                place.isGood = false
                return place
            }
            place.a0 &+= run
            Self.append(place.a0, to: a, &place.found)
        }
        return place
    }

    /// The place of the first element to the right of `a0` from `b1` on, of every other one.
    @inline(__always)
    private static func next(_ b1: Int, in b: UnsafePointer<Int32>, rightOf a0: Int32, _ width: Int32) -> Int {
        // A few are counted without asking each.
        let passed = (b[b1] <= a0 ? 2 : 0) &+ (b[b1 &+ 2] <= a0 ? 2 : 0) &+ (b[b1 &+ 4] <= a0 ? 2 : 0)
        var next = b1 &+ passed
        if passed == 6 {
            while b[next] <= a0, a0 < width { next &+= 2 }
        }
        return next
    }

    /// Four elements from this one on.
    @inline(__always)
    private static func four(_ elements: UnsafePointer<Int32>) -> SIMD4<Int32> {
        UnsafeRawPointer(elements).loadUnaligned(as: SIMD4<Int32>.self)
    }

    /// Whether the first `count` changes, 0…4, are in order, and each one's b1 is the element behind that of the one
    /// before.
    @inline(__always)
    private static func areRegular(
        _ changes: SIMD4<Int32>, after a0: Int32, below b: UnsafePointer<Int32>, count: Int
    ) -> Bool {
        let before = SIMD4(a0, changes[0], changes[1], changes[2])
        // Negative where the next element is not to the right of the change; where the change is not to the right of the
        // one before; where the element before is still to the right of the change.
        let wrong = (four(b + 1) &- 1 &- changes) | (changes &- 1 &- before) | (changes &- four(b - 1))
        let octets = unsafeBitCast(SIMD4<Int8>(truncatingIfNeeded: wrong &>> 31), to: UInt32.self)
        return UInt64(octets) & (1 &<< UInt64(truncatingIfNeeded: 8 &* count) &- 1) == 0
    }
}
