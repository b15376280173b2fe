import FaxModel
import T30

extension PageBitmap {
    /// The page at the width of the paper: with white at the right where it is narrower, made smaller in both
    /// directions where it is wider. A pel of the smaller page is black when one of those that it stands for is.
    func fitted(to paper: PageWidth) -> PageBitmap {
        if width == paper.pels { return self }
        return width < paper.pels ? padded(to: paper.pels) : reduced(to: paper.pels)
    }

    private func padded(to newWidth: Int) -> PageBitmap {
        var octets: [UInt8] = []
        let newRowBytes = Self.rowBytes(width: newWidth)
        octets.reserveCapacity(rows * newRowBytes)
        for row in 0..<rows {
            octets += bytes[row * rowBytes..<(row + 1) * rowBytes]
            octets += [UInt8](repeating: 0, count: newRowBytes - rowBytes)
        }
        return PageBitmap(width: newWidth, rows: rows, bytes: octets) ?? PageBitmap(width: newWidth, rows: rows)
    }

    private func reduced(to newWidth: Int) -> PageBitmap {
        let newRows = (rows * newWidth + width - 1) / width
        let newRowBytes = Self.rowBytes(width: newWidth)
        var octets = [UInt8](repeating: 0, count: newRows * newRowBytes)
        for row in 0..<rows {
            let target = min(row * newWidth / width, newRows - 1) * newRowBytes
            for column in 0..<rowBytes {
                var pels = bytes[row * rowBytes + column]
                while pels != 0 {
                    let bit = pels.leadingZeroBitCount
                    let x = (column * 8 + bit) * newWidth / width
                    octets[target + x / 8] |= 0x80 >> (x % 8)
                    pels &= ~(0x80 >> bit)
                }
            }
        }
        return PageBitmap(width: newWidth, rows: newRows, bytes: octets) ?? PageBitmap(width: newWidth, rows: newRows)
    }
}
