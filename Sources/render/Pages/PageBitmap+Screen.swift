import FaxModel

extension PageBitmap {
    /// Whether there are colours or greys on the page, shown as scattered dots: many pels that differ from all four beside them. Print
    /// has next to none.
    var isScreened: Bool {
        var scattered = 0
        var ink = 0
        bytes.withUnsafeBufferPointer { bytes in
            guard rows > 2 else { return }
            for row in 1..<rows - 1 {
                let line = row * rowBytes
                for octet in 1..<max(1, rowBytes - 1) {
                    let here = bytes[line + octet]
                    let above = bytes[line - rowBytes + octet]
                    let below = bytes[line + rowBytes + octet]
                    if here | above | below == 0 { continue }
                    let right = here << 1 | bytes[line + octet + 1] >> 7
                    let left = here >> 1 | bytes[line + octet - 1] << 7
                    let alone = here & ~(above | below | left | right)
                    let gap = ~here & above & below & left & right
                    scattered += (alone | gap).nonzeroBitCount
                    ink += here.nonzeroBitCount
                }
            }
        }
        return scattered > 100 + ink / 100
    }

    /// Whether there is nothing on the page: no more black pels than dust makes.
    var isBlank: Bool {
        let limit = width * rows / 50_000
        var ink = 0
        for byte in bytes where byte != 0 {
            ink += byte.nonzeroBitCount
            if ink > limit { return false }
        }
        return true
    }
}
