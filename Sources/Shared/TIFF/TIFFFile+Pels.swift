internal import CTIFF
internal import FaxModel

extension TIFFFile {
    /// The current directory's pels; `page` is bilevel and at most 65 535 pels wide and high.
    ///
    /// Code for fax machines that is damaged as the file says its bits are ordered (`FillOrder`), and sound the other way round, is read so:
    /// fax software is known to mix them up.
    ///
    /// - Throws: `unreadable` when a strip is damaged or missing.
    func bitmap(of page: TIFFPage, number: Int) throws(TIFFError) -> PageBitmap {
        let before = messageCount
        let asSaid: Result<PageBitmap, TIFFError> = read(page, number: number)
        let isCodeOfFaxes = [COMPRESSION_CCITTRLE, COMPRESSION_CCITTFAX3, COMPRESSION_CCITTFAX4]
            .contains(Int32(uint16(TIFFTAG_COMPRESSION) ?? 1))
        let isSound = if case .success = asSaid { messageCount == before } else { false }
        if isCodeOfFaxes, !isSound, let order = uint16(TIFFTAG_FILLORDER) {
            let other = UInt16(Int32(order) == FILLORDER_LSB2MSB ? FILLORDER_MSB2LSB : FILLORDER_LSB2MSB)
            let damage = messageCount
            if ctiff_set_uint16(handle, UInt32(TIFFTAG_FILLORDER), other) == 1 {
                if case .success(let bitmap) = read(page, number: number), messageCount == damage { return bitmap }
                _ = ctiff_set_uint16(handle, UInt32(TIFFTAG_FILLORDER), order)
            }
        }
        return try asSaid.get()
    }

    private func read(_ page: TIFFPage, number: Int) -> Result<PageBitmap, TIFFError> {
        Result { () throws(TIFFError) in try decoded(page, number: number) }
    }

    private func decoded(_ page: TIFFPage, number: Int) throws(TIFFError) -> PageBitmap {
        let (width, rows) = page.orientation.isTransposed ? (page.rows, page.width) : (page.width, page.rows)
        let rowBytes = PageBitmap.rowBytes(width: width)
        let rowsPerStrip = min(Int(uint32(TIFFTAG_ROWSPERSTRIP) ?? .max), rows)
        var bytes = [UInt8](repeating: 0, count: rows * rowBytes)
        guard rowsPerStrip > 0, TIFFScanlineSize64(handle) == UInt64(rowBytes) else {
            throw error(.unreadable, "Page \(number) contradicts itself about its size.")
        }
        // libtiff makes something up where T.6 code is damaged, and complains, but says that all is well.
        let isMessageDamage = uint16(TIFFTAG_COMPRESSION) == UInt16(COMPRESSION_CCITTFAX4)
        let before = messageCount
        for (strip, first) in stride(from: 0, to: rows, by: rowsPerStrip).enumerated() {
            let range = first * rowBytes..<min(first + rowsPerStrip, rows) * rowBytes
            let decoded = bytes.withUnsafeMutableBytes { bytes in
                TIFFReadEncodedStrip(
                    handle, UInt32(strip), bytes.baseAddress! + range.lowerBound, tmsize_t(range.count))
            }
            guard decoded == range.count, !isMessageDamage || messageCount == before else {
                throw error(.unreadable, "Page \(number) is damaged from row \(first + 1) on.")
            }
        }
        if photometric == UInt16(PHOTOMETRIC_MINISBLACK) {
            for index in bytes.indices { bytes[index] = ~bytes[index] }
        }
        guard let bitmap = PageBitmap(width: width, rows: rows, bytes: bytes) else {
            throw error(.limit, "Page \(number) is \(width) × \(rows) pels large.")
        }
        return page.orientation.upright(bitmap)
    }

    /// The current directory's pixels, on white ground.
    ///
    /// - Throws: `unsupported` when libtiff can't tell its colours, `unreadable` when it is damaged.
    func raster(of page: TIFFPage, number: Int) throws(TIFFError) -> PixelRaster {
        let reason = try rgbaObstacle()
        if let reason {
            throw TIFFError(
                .unsupported, "Page \(number) is stored in an unusual way.", diagnostics: messages + [reason])
        }
        let (width, rows) = page.orientation.isTransposed ? (page.rows, page.width) : (page.width, page.rows)
        var pixels = [UInt32](repeating: 0, count: width * rows)
        // Asked for the orientation that the file has, libtiff turns nothing.
        guard
            TIFFReadRGBAImageOriented(
                handle, UInt32(width), UInt32(rows), &pixels, CInt(page.orientation.rawValue), 1) == 1
        else { throw error(.unreadable, "Page \(number) is damaged.") }

        let format: PixelRaster.Format = page.kind == .colour ? .rgb : .grey
        var bytes: [UInt8] = []
        bytes.reserveCapacity(pixels.count * format.bytesPerPixel)
        for y in 0..<page.rows {
            for x in 0..<page.width {
                let place = page.orientation.stored(x: x, y: y, width: page.width, rows: page.rows)
                let pixel = pixels[place.y * width + place.x]
                bytes.append(Self.onWhite(pixel, shift: 0))
                if format == .rgb {
                    bytes.append(Self.onWhite(pixel, shift: 8))
                    bytes.append(Self.onWhite(pixel, shift: 16))
                }
            }
        }
        return PixelRaster(width: page.width, rows: page.rows, format: format, bytes: bytes)
    }

    /// A component of a pixel whose colours are multiplied by its opacity, over white.
    private static func onWhite(_ pixel: UInt32, shift: UInt32) -> UInt8 {
        UInt8(min(255, (pixel >> shift & 255) + 255 - (pixel >> 24)))
    }

    /// Why libtiff can't turn the current directory into pixels; `nil` when it can.
    private func rgbaObstacle() throws(TIFFError) -> String? {
        var reason = [CChar](repeating: 0, count: 1024)
        guard TIFFRGBAImageOK(handle, &reason) == 0 else { return nil }
        return String(decoding: reason.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// The current directory's code, where it is one strip of plain T.6; `nil` where it is not.
    ///
    /// - Throws: `unreadable` when the strip lies outside the file.
    func t6Strip(of page: TIFFPage, number: Int) throws(TIFFError) -> T6Strip? {
        guard page.kind == .bilevel, page.orientation == .topLeft,
            uint16(TIFFTAG_COMPRESSION) == UInt16(COMPRESSION_CCITTFAX4),
            photometric == UInt16(PHOTOMETRIC_MINISWHITE),
            uint32(TIFFTAG_GROUP4OPTIONS) ?? 0 == 0, TIFFNumberOfStrips(handle) == 1
        else { return nil }
        let count = TIFFGetStrileByteCount(handle, 0)
        guard count > 0, count <= UInt64(fileSize) else {
            throw error(.unreadable, "Page \(number) is damaged.")
        }
        var bytes = [UInt8](repeating: 0, count: Int(count))
        guard TIFFReadRawStrip(handle, 0, &bytes, tmsize_t(bytes.count)) == bytes.count else {
            throw error(.unreadable, "Page \(number) is cut short.")
        }
        if uint16(TIFFTAG_FILLORDER) == UInt16(FILLORDER_LSB2MSB) {
            TIFFReverseBits(&bytes, tmsize_t(bytes.count))
        }
        return T6Strip(width: page.width, rows: page.rows, bytes: bytes)
    }
}
