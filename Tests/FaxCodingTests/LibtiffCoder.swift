import CTIFF
import FaxCoding
import FaxModel
import Foundation
import TIFF

/// libtiff as coder and decoder of pages, in all three codings.
enum LibtiffCoder {
    /// The code of `page`, first bit most significant; in MH and MR without RTC, which libtiff does not put into a strip.
    static func encode(_ page: PageBitmap, _ coding: PageCoding) throws -> [UInt8] {
        if coding == .mmr { return try T6Strip(compressing: page).bytes }
        let file = MemoryFile()
        guard let tiff = file.open() else { throw TIFFError(.unwritable, "libtiff opens no file.") }
        // libtiff writes as it closes the file, so that lives until then.
        defer { withExtendedLifetime(file) { TIFFClose(tiff) } }
        for (tag, value) in [
            (TIFFTAG_IMAGEWIDTH, page.width), (TIFFTAG_IMAGELENGTH, page.rows), (TIFFTAG_ROWSPERSTRIP, page.rows),
            (TIFFTAG_COMPRESSION, Int(COMPRESSION_CCITTFAX3)), (TIFFTAG_BITSPERSAMPLE, 1), (TIFFTAG_SAMPLESPERPIXEL, 1),
            (TIFFTAG_GROUP3OPTIONS, coding == .mh ? 0 : Int(GROUP3OPT_2DENCODING)),
            (TIFFTAG_PHOTOMETRIC, Int(PHOTOMETRIC_MINISWHITE)), (TIFFTAG_RESOLUTIONUNIT, Int(RESUNIT_INCH)),
        ] {
            ctiff_set_uint32(tiff, UInt32(tag), UInt32(value))
        }
        // libtiff takes every fourth row by itself at fine resolution, every second at standard.
        ctiff_set_double(tiff, UInt32(TIFFTAG_YRESOLUTION), coding == .mr(k: 4) ? 196 : 98)
        var pels = page.bytes
        let written = pels.withUnsafeMutableBytes { pels in
            TIFFWriteEncodedStrip(tiff, 0, pels.baseAddress, tmsize_t(pels.count))
        }
        guard written == pels.count else { throw TIFFError(.unwritable, "libtiff refuses the page.") }
        let offset = Int(TIFFGetStrileOffset(tiff, 0))
        return Array(file.bytes[offset..<offset + Int(TIFFGetStrileByteCount(tiff, 0))])
    }

    /// The page of this code, which has the size of `page`.
    static func decode(_ code: [UInt8], _ coding: PageCoding, sizeOf page: PageBitmap) throws -> PageBitmap {
        let file: [UInt8]
        if coding == .mmr {
            var writer = TIFFWriter()
            writer.append(T6Strip(width: page.width, rows: page.rows, bytes: code), resolution: .fine)
            file = try writer.finish()
        } else {
            file = T4File.file(code, of: page, isTwoDimensional: coding != .mh)
        }
        var reader = try TIFFReader(file)
        let decoded = try reader.bitmap(0)
        guard reader.diagnostics.isEmpty else {
            throw TIFFError(.unreadable, "libtiff complains.", diagnostics: reader.diagnostics)
        }
        return decoded
    }

    /// A file that libtiff writes.
    private final class MemoryFile {
        var bytes: [UInt8] = []
        private var position = 0

        private static func of(_ client: thandle_t?) -> MemoryFile {
            Unmanaged<MemoryFile>.fromOpaque(client!).takeUnretainedValue()
        }

        private func write(_ octets: UnsafeRawBufferPointer) {
            if bytes.count < position + octets.count {
                bytes += [UInt8](repeating: 0, count: position + octets.count - bytes.count)
            }
            bytes.replaceSubrange(position..<position + octets.count, with: octets)
            position += octets.count
        }

        private func seek(_ offset: Int, _ origin: CInt) -> Int {
            position = offset + (origin == SEEK_CUR ? position : origin == SEEK_END ? bytes.count : 0)
            return position
        }

        func open() -> OpaquePointer? {
            TIFFClientOpen(
                "fax", "w", Unmanaged.passUnretained(self).toOpaque(),
                { _, _, _ in 0 },
                { client, buffer, count in
                    MemoryFile.of(client).write(UnsafeRawBufferPointer(start: buffer, count: Int(count)))
                    return count
                },
                { client, offset, origin in UInt64(MemoryFile.of(client).seek(Int(offset), origin)) },
                { _ in 0 },
                { client in UInt64(MemoryFile.of(client).bytes.count) },
                { _, _, _ in 0 },
                { _, _, _ in })
        }
    }
}
