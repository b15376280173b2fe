import FaxModel

extension PageBitmap {
    /// The page without tips: single pels that stand on the edge of a letter, or lie in it, because the grid of pels cuts a curve there.
    ///
    /// A font that is drawn without regard to pels has one on many a serif and round. Nobody sees them, but each begins a new run in its
    /// row: without them a page of print is a fourteenth shorter on the line. Only a pel between two of the other colour goes, that has its
    /// own colour for two rows on its other side and is wider there: no stroke gets thinner than two rows, no part of a letter is cut off, and none are
    /// joined.
    func withoutTips() -> PageBitmap {
        guard rows > 4, rowBytes > 2 else { return self }
        var pels = bytes
        pels.withUnsafeMutableBufferPointer { pels in
            withUnsafeTemporaryAllocation(of: UInt8.self, capacity: rowBytes) { changed in
                // Black ones above and below an edge, and white ones.
                for colour in [0x00, 0xFF] as [UInt8] {
                    for step in [rowBytes, -rowBytes] {
                        for row in 2..<rows - 2 {
                            let line = pels.baseAddress! + row * rowBytes
                            Self.removeTips(line, next: step, other: colour, width: rowBytes, into: changed)
                            for octet in 1..<rowBytes - 1 { line[octet] = changed[octet] }
                        }
                    }
                }
            }
        }
        return PageBitmap(width: width, rows: rows, bytes: pels) ?? self
    }

    /// Removes the tips of a row whose bodies are in the row at `next`. The first and the last octet stay as they are.
    ///
    /// - Parameter other: 0 for black tips; all ones for white ones.
    @inline(__always)
    private static func removeTips(
        _ line: UnsafePointer<UInt8>, next: Int, other: UInt8, width: Int,
        into changed: UnsafeMutableBufferPointer<UInt8>
    ) {
        let body = line + next
        let beyond = body + next
        let outside = line - next
        for octet in 1..<width - 1 {
            let here = line[octet] ^ other
            let left = here &>> 1 | (line[octet - 1] ^ other) &<< 7
            let right = here &<< 1 | (line[octet + 1] ^ other) &>> 7
            let below = body[octet] ^ other
            let belowLeft = below &>> 1 | (body[octet - 1] ^ other) &<< 7
            let belowRight = below &<< 1 | (body[octet + 1] ^ other) &>> 7
            let above = outside[octet] ^ other
            let aboveLeft = above &>> 1 | (outside[octet - 1] ^ other) &<< 7
            let aboveRight = above &<< 1 | (outside[octet + 1] ^ other) &>> 7
            // A black one that a hairline comes to is no tip.
            let apart = ~(left | right | above | (aboveLeft | aboveRight) & ~other)
            let tips = here & apart & below & (beyond[octet] ^ other) & (belowLeft | belowRight)
            changed[octet] = line[octet] ^ tips
        }
    }
}
