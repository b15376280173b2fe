import FaxModel

extension PageBitmap {
    /// The page without tips: single pels that stand on the edge of a letter, or lie in it, because the grid of pels cuts a curve there.
    ///
    /// A font that is drawn without regard to pels has one on many a serif and round. Nobody sees them, but each begins a new run in its
    /// row: without them a page of print is a fourteenth shorter on the line. Only a pel between two of the other colour goes, that has its
    /// own colour for two rows on its other side and is wider there: no stroke gets thinner than two rows, no part of a letter is cut off, and none are
    /// joined.
    func withoutTips() -> PageBitmap {
        // The first and the last octet of a row stay as they are.
        guard rows > 4, rowBytes > 9 else { return self }
        var pels = bytes
        let (inked, columns) = inkedRows()
        // Where a page has no ink, there are no tips: a good half of most.
        let first = max(0, columns.lowerBound - 1) / 8 * 8 + 1
        let end = min(rowBytes - 9, columns.upperBound)
        pels.withUnsafeMutableBytes { pels in
            // Black ones above and below an edge, and white ones.
            for other in [0, UInt64.max] {
                for step in [rowBytes, -rowBytes] {
                    for row in 2..<rows - 2 {
                        guard inked[other == 0 ? row : row - step.signum()] else { continue }
                        let line = pels.baseAddress! + row * rowBytes
                        for octet in stride(from: first, to: end, by: 8) {
                            Self.removeTips(line + octet, next: step, other: other)
                        }
                        // Pels that are looked at twice have no tips any more.
                        Self.removeTips(line + rowBytes - 9, next: step, other: other)
                    }
                }
            }
        }
        return PageBitmap(width: width, rows: rows, bytes: pels) ?? self
    }

    /// Which rows have ink, and from which octet on to which.
    private func inkedRows() -> (rows: [Bool], columns: Range<Int>) {
        var columns = [UInt8](repeating: 0, count: rowBytes)
        let inked = bytes.withUnsafeBufferPointer { bytes in
            columns.withUnsafeMutableBufferPointer { columns in
                (0..<rows).map { row in
                    var ink: UInt8 = 0
                    for octet in 0..<rowBytes {
                        let pels = bytes[row &* rowBytes &+ octet]
                        columns[octet] |= pels
                        ink |= pels
                    }
                    return ink != 0
                }
            }
        }
        let first = columns.firstIndex { $0 != 0 } ?? 0
        let last = columns.lastIndex { $0 != 0 } ?? -1
        return (inked, min(first, last + 1)..<last + 1)
    }

    /// Removes the tips in the 64 pels from `place` on whose bodies are in the row at `next`.
    ///
    /// - Parameter other: 0 for black tips; all ones for white ones.
    @inline(__always)
    private static func removeTips(_ place: UnsafeMutableRawPointer, next: Int, other: UInt64) {
        let here = pels(at: place) ^ other
        guard here != 0 else { return }
        let above = pels(at: place - next) ^ other
        guard above != UInt64.max else { return }
        let below = pels(at: place + next) ^ other
        let body = here & below & (pels(at: place + 2 * next) ^ other) & ~above
        guard body != 0 else { return }
        // A black one that a hairline comes to is no tip.
        let corners = (left(of: above, at: place - next, other) | right(of: above, at: place - next, other)) & ~other
        let apart = ~(left(of: here, at: place, other) | right(of: here, at: place, other) | corners)
        let wider = left(of: below, at: place + next, other) | right(of: below, at: place + next, other)
        let tips = body & apart & wider
        if tips != 0 { place.storeBytes(of: (here ^ other ^ tips).bigEndian, as: UInt64.self) }
    }

    /// 64 pels, the leftmost in the highest bit.
    @inline(__always)
    private static func pels(at place: UnsafeMutableRawPointer) -> UInt64 {
        UInt64(bigEndian: place.loadUnaligned(as: UInt64.self))
    }

    /// The pels to the left of each.
    @inline(__always)
    private static func left(of pels: UInt64, at place: UnsafeMutableRawPointer, _ other: UInt64) -> UInt64 {
        pels &>> 1 | (UInt64(place.load(fromByteOffset: -1, as: UInt8.self)) ^ other) &<< 63
    }

    /// The pels to the right of each.
    @inline(__always)
    private static func right(of pels: UInt64, at place: UnsafeMutableRawPointer, _ other: UInt64) -> UInt64 {
        pels &<< 1 | (UInt64(place.load(fromByteOffset: 8, as: UInt8.self)) ^ other) &>> 7 & 1
    }
}
