internal import CPangoCairo

/// A PNG file (ISO/IEC 15948), as Cairo writes it.
struct PNGFile {
    let octets: [UInt8]

    /// A picture of this size.
    ///
    /// - Parameter fill: writes the pels, in Cairo's order for the format, to an address with so many octets a row.
    init(_ format: cairo_format_t, width: Int, rows: Int, fill: (UnsafeMutablePointer<UInt8>, Int) -> Void) {
        let surface = cairo_image_surface_create(format, Int32(width), Int32(rows))
        defer { cairo_surface_destroy(surface) }
        guard let data = cairo_image_surface_get_data(surface) else {
            preconditionFailure("a surface of \(width) × \(rows) pels can be made")
        }
        fill(data, Int(cairo_image_surface_get_stride(surface)))
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
        guard status == CAIRO_STATUS_SUCCESS else { preconditionFailure("a picture in memory can be written") }
        octets = file
    }
}
