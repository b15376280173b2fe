import FaxModel

extension PageBitmap {
    /// Whether there are colours or greys on the page, shown as scattered dots: many pels that differ from all four beside them. Print
    /// has next to none.
    var isScreened: Bool {
        guard rows > 2, rowBytes > 9 else { return false }
        var scattered = 0
        var ink = 0
        bytes.withUnsafeBytes { bytes in
            for row in 1..<rows - 1 {
                let line = bytes.baseAddress! + row * rowBytes
                // 64 pels at once, without the first and the last octet; what is left over at the right is margin.
                for octet in stride(from: 1, through: rowBytes - 9, by: 8) {
                    let place = line + octet
                    let here = UInt64(bigEndian: place.loadUnaligned(as: UInt64.self))
                    let above = UInt64(bigEndian: (place - rowBytes).loadUnaligned(as: UInt64.self))
                    let below = UInt64(bigEndian: (place + rowBytes).loadUnaligned(as: UInt64.self))
                    if here | above & below == 0 { continue }
                    let right = here &<< 1 | UInt64(place.load(fromByteOffset: 8, as: UInt8.self)) &>> 7
                    let left = here &>> 1 | UInt64(place.load(fromByteOffset: -1, as: UInt8.self)) &<< 63
                    let alone = here & ~(above | below | left | right)
                    let gap = ~here & above & below & left & right
                    scattered &+= (alone | gap).nonzeroBitCount
                    ink &+= here.nonzeroBitCount
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
