import FaxModel

extension PageBitmap {
    /// Whether it is a page whose black and white somebody has mixed up: black ground up to its edges, and some white writing on it.
    ///
    /// Files that say the wrong thing about what 0 means look like this, and no page that anybody wants to send. A picture has greys, in many
    /// dots; a page that is all black may be meant.
    var isNegative: Bool {
        guard width >= 64, rows >= 64 else { return false }
        let margin = rows / 40 * rowBytes
        let edges = [bytes.prefix(margin), bytes.suffix(margin)].joined().reduce(0) { $0 + $1.nonzeroBitCount }
        guard edges * 100 >= 2 * margin / rowBytes * width * 85 else { return false }
        var (ink, changes, sides) = (0, 0, 0)
        for row in 0..<rows {
            let line = bytes[row * rowBytes..<(row + 1) * rowBytes]
            sides += line[line.startIndex] == 0xFF ? 1 : 0
            var before: UInt8 = 1
            for octet in line {
                ink += octet.nonzeroBitCount
                changes += (octet ^ (octet >> 1 | before << 7)).nonzeroBitCount
                before = octet & 1
            }
        }
        return sides * 100 >= rows * 85 && ink * 4 >= width * rows * 3 && ink * 2000 <= width * rows * 1999
            && changes * 20 <= width * rows
    }

    /// The page with white for black, and black for white.
    func inverted() -> PageBitmap {
        // What pads a row stays white.
        PageBitmap(width: width, rows: rows, bytes: bytes.map { ~$0 }) ?? self
    }
}
