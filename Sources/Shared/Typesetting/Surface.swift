internal import CPangoCairo
internal import FaxModel

/// One-bit pels that are drawn on. Positions are in pels across from the left, and in units of the same length from the
/// top.
struct Surface: ~Copyable {
    let drawing: OpaquePointer
    private let surface: OpaquePointer
    private let geometry: PageGeometry

    /// A white surface.
    init(_ geometry: PageGeometry) {
        self.geometry = geometry
        surface = cairo_image_surface_create(CAIRO_FORMAT_A1, Int32(geometry.width), Int32(geometry.rows))
        drawing = cairo_create(surface)
        cairo_set_antialias(drawing, CAIRO_ANTIALIAS_NONE)
        cairo_scale(drawing, 1, geometry.verticalDensity / geometry.horizontalDensity)
    }

    /// Units in a point (1/72 inch).
    var unitsPerPoint: Double { geometry.horizontalDensity / 72 }

    /// What was drawn.
    func bitmap() -> PageBitmap {
        cairo_surface_flush(surface)
        let rowBytes = PageBitmap.rowBytes(width: geometry.width)
        let stride = Int(cairo_image_surface_get_stride(surface))
        guard let data = cairo_image_surface_get_data(surface) else {
            return PageBitmap(width: geometry.width, rows: geometry.rows)
        }
        let count = rowBytes * geometry.rows
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            for row in 0..<geometry.rows {
                for column in 0..<rowBytes {
                    buffer[row * rowBytes + column] = Self.leftmostFirst(data[row * stride + column])
                }
            }
            initialized = count
        }
        guard let bitmap = PageBitmap(width: geometry.width, rows: geometry.rows, bytes: bytes) else {
            preconditionFailure("the surface has as many bytes as its geometry says")
        }
        return bitmap
    }

    /// Cairo's A1 has the leftmost pel in the lowest bit of a word on little-endian machines, in the highest on others.
    private static func leftmostFirst(_ byte: UInt8) -> UInt8 {
        #if _endian(little)
            var bits = byte
            bits = bits >> 4 | bits << 4
            bits = (bits & 0xCC) >> 2 | (bits & 0x33) << 2
            return (bits & 0xAA) >> 1 | (bits & 0x55) << 1
        #else
            return byte
        #endif
    }

    deinit {
        cairo_destroy(drawing)
        cairo_surface_destroy(surface)
    }
}
