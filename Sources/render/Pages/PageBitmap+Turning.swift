import FaxModel

extension PageBitmap {
    /// The page turned clockwise by a quarter: what was at the left is at the top.
    func turnedRight() -> PageBitmap {
        let newWidth = rows
        let newRows = width
        let newRowBytes = PageBitmap.rowBytes(width: newWidth)
        var turned = [UInt8](repeating: 0, count: newRows * newRowBytes)
        for row in 0..<rows {
            let column = newWidth - 1 - row
            let bit = UInt8(0x80) >> UInt8(column % 8)
            for octet in 0..<rowBytes {
                var byte = bytes[row * rowBytes + octet]
                while byte != 0 {
                    let lead = byte.leadingZeroBitCount
                    byte &= ~(0x80 >> UInt8(lead))
                    turned[(octet * 8 + lead) * newRowBytes + column / 8] |= bit
                }
            }
        }
        guard let page = PageBitmap(width: newWidth, rows: newRows, bytes: turned) else {
            preconditionFailure("a turned page has the sizes of the page swapped")
        }
        return page
    }
}
