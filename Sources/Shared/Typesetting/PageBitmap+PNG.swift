internal import CPangoCairo
public import FaxModel

extension PageBitmap {
    /// The page as a PNG file (ISO/IEC 15948) of one bit a pel.
    public var png: [UInt8] {
        let surface = cairo_image_surface_create(CAIRO_FORMAT_A1, Int32(width), Int32(rows))
        defer { cairo_surface_destroy(surface) }
        guard let data = cairo_image_surface_get_data(surface) else {
            preconditionFailure("a surface of \(width) × \(rows) pels can be made")
        }
        let stride = Int(cairo_image_surface_get_stride(surface))
        for row in 0..<rows {
            for octet in 0..<rowBytes {
                // Cairo's first pel is the lowest bit where the machine's first octet is, and its 1 becomes white.
                let pels = ~bytes[row * rowBytes + octet]
                data[row * stride + octet] = 1.littleEndian == 1 ? pels.bitsReversed : pels
            }
        }
        cairo_surface_mark_dirty(surface)
        var file: [UInt8] = []
        let status = withUnsafeMutablePointer(to: &file) { file in
            cairo_surface_write_to_png_stream(
                surface,
                { closure, data, count in
                    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
                    closure.assumingMemoryBound(to: [UInt8].self).pointee
                        .append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
                    return CAIRO_STATUS_SUCCESS
                }, file)
        }
        guard status == CAIRO_STATUS_SUCCESS else { preconditionFailure("a page can be written into memory") }
        return file
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
