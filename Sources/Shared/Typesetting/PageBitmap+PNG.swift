internal import CPangoCairo
public import FaxModel

extension PageBitmap {
    /// The page as a PNG file (ISO/IEC 15948) of one bit a pel.
    public var png: [UInt8] {
        PNGFile(CAIRO_FORMAT_A1, width: width, rows: rows) { data, stride in
            for row in 0..<rows {
                for octet in 0..<rowBytes {
                    // Cairo's first pel is the lowest bit where the machine's first octet is, and its 1 becomes white.
                    let pels = ~bytes[row * rowBytes + octet]
                    data[row * stride + octet] = 1.littleEndian == 1 ? pels.bitsReversed : pels
                }
            }
        }.octets
    }
}

extension UInt8 {
    fileprivate var bitsReversed: UInt8 {
        var byte = self
        byte = byte >> 4 | byte << 4
        byte = (byte & 0xCC) >> 2 | (byte & 0x33) << 2
        return (byte & 0xAA) >> 1 | (byte & 0x55) << 1
    }
}
