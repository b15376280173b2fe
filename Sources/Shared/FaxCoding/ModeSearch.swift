/// Finds the shortest code of a row by what differs from the row above.
///
/// The coding procedure (T.4 §4.2.1.3.2, T.6 §2.2.5) takes pass mode where it can, else vertical mode where a1 is at most 3 pels
/// from b1, else horizontal mode. Two short runs often take fewer bits in horizontal mode, so that is tried everywhere as
/// well: a decoder goes by the code words (T.4 table 4, T.6 table 1), and pass and vertical modes are used only
/// where the procedure has them. A page of text becomes 2 to 5 % shorter.
///
/// From the row's end to its beginning, the fewest bits from each changing element on are found: vertical mode leads to the
/// next one, horizontal mode to the one after that, and before both there may be as many pass modes as b2 is left of a1.
struct ModeSearch: ~Copyable {
    /// What is written from a changing element on.
    struct Step {
        /// How often pass mode comes first.
        var passes: Int32
        /// Where a0 is after them.
        var start: Int32
        /// How far a1 is to the right of b1, in vertical mode; `horizontal` for horizontal mode.
        var offset: Int32

        static let horizontal = Int32.max
    }

    /// The step from each changing element on, where that is a1.
    private let steps: UnsafeMutablePointer<Step>
    /// The bits from there to the row's end.
    private let costs: UnsafeMutablePointer<Int32>

    /// A search in rows of `width` pels.
    init(width: Int) {
        // As many changing elements as pels, the end of the row, and the two places behind it.
        steps = .allocate(capacity: width + 1)
        costs = .allocate(capacity: width + 3)
    }

    deinit {
        steps.deallocate()
        costs.deallocate()
    }

    /// The step from element `index` on, which was found last.
    @inline(__always)
    func step(at index: Int) -> Step { steps[index] }

    /// Finds the steps of a row.
    mutating func find(
        _ row: borrowing ChangingElements, below reference: borrowing ChangingElements, by encoder: borrowing RowEncoder
    ) {
        let a = row.elements
        let b = reference.elements
        costs[row.count + 1] = 0
        costs[row.count + 2] = 0
        // The first element of the row above that is right of a0, whatever its colour.
        var right = reference.count
        var index = row.count
        while index >= 0 {
            let a0 = a[index &- 1]
            let (a1, a2) = (a[index], a[index &+ 1])
            while right > 0, b[right &- 1] > a0 { right &-= 1 }
            var bi = right &+ ((right ^ index) & 1)
            let isBlack = index & 1 == 1
            let afterPair =
                encoder.length(a2 &- a1, black: !isBlack) &+ RowEncoder.horizontalLength &+ costs[index &+ 2]
            var step = Step(passes: 0, start: max(a0, 0), offset: Step.horizontal)
            var best = Int32.max
            var passed = step
            var passBits: Int32 = 0
            while true {
                let bits = passBits &+ encoder.length(a1 &- passed.start, black: isBlack) &+ afterPair
                if bits < best { (best, step) = (bits, passed) }
                let b2 = b[bi &+ 1]
                guard b2 < a1 else { break }
                passed.passes &+= 1
                passed.start = b2
                passBits &+= RowEncoder.passLength
                bi &+= 2
            }
            let offset = a1 &- b[bi]
            if UInt32(bitPattern: offset &+ 3) <= 6 {
                let bits = passBits &+ encoder.verticalLength(offset) &+ costs[index &+ 1]
                if bits <= best {
                    best = bits
                    step = Step(passes: passed.passes, start: passed.start, offset: offset)
                }
            }
            steps[index] = step
            costs[index] = best
            index &-= 1
        }
    }
}
