import CTIFF
import FaxCoding
import FaxModel
import Foundation

/// A page as the one strip of a TIFF file in memory, coded and decoded by libtiff.
///
/// The file is open for writing once and for reading once, and what libtiff makes at its first strip is made before anything is
/// measured. Reading finds the code where it is, by a mapping, and does not copy it.
final class LibtiffStrip {
    private let written = File()
    private let read = File()
    private let writer: OpaquePointer
    private let reader: OpaquePointer
    private let pels: UnsafeMutableRawBufferPointer
    private let decoded: UnsafeMutableRawBufferPointer

    /// A strip of this page in this coding.
    init(_ page: PageBitmap, _ coding: PageCoding) throws {
        pels = .allocate(byteCount: page.bytes.count, alignment: 16)
        pels.copyBytes(from: page.bytes)
        decoded = .allocate(byteCount: page.bytes.count, alignment: 16)
        let file = try Self.begin(read, page, coding)
        let count = TIFFWriteEncodedStrip(file, 0, pels.baseAddress, tmsize_t(pels.count))
        TIFFClose(file)
        guard count == pels.count, let reader = read.open("r") else { throw BenchmarkError("libtiff refuses a page") }
        self.reader = reader
        writer = try Self.begin(written, page, coding)
        try encode()
    }

    deinit {
        TIFFClose(writer)
        TIFFClose(reader)
        pels.deallocate()
        decoded.deallocate()
    }

    /// Codes the page, over what was there.
    func encode() throws {
        guard TIFFWriteEncodedStrip(writer, 0, pels.baseAddress, tmsize_t(pels.count)) == pels.count else {
            throw BenchmarkError("libtiff codes no page")
        }
    }

    /// Decodes the page.
    func decode() throws {
        guard TIFFReadEncodedStrip(reader, 0, decoded.baseAddress, tmsize_t(decoded.count)) == decoded.count else {
            throw BenchmarkError("libtiff decodes no page")
        }
    }

    /// Decodes the page, and gives its packed rows.
    func decodedPels() throws -> [UInt8] {
        try decode()
        return Array(decoded)
    }

    private static func begin(_ file: File, _ page: PageBitmap, _ coding: PageCoding) throws -> OpaquePointer {
        guard let tiff = file.open("w") else { throw BenchmarkError("libtiff opens no file") }
        let compression = coding == .mmr ? COMPRESSION_CCITTFAX4 : COMPRESSION_CCITTFAX3
        for (tag, value) in [
            (TIFFTAG_IMAGEWIDTH, page.width), (TIFFTAG_IMAGELENGTH, page.rows), (TIFFTAG_ROWSPERSTRIP, page.rows),
            (TIFFTAG_COMPRESSION, Int(compression)), (TIFFTAG_BITSPERSAMPLE, 1), (TIFFTAG_SAMPLESPERPIXEL, 1),
            (TIFFTAG_PHOTOMETRIC, Int(PHOTOMETRIC_MINISWHITE)), (TIFFTAG_FILLORDER, Int(FILLORDER_MSB2LSB)),
            (TIFFTAG_RESOLUTIONUNIT, Int(RESUNIT_INCH)),
        ] {
            ctiff_set_uint32(tiff, UInt32(tag), UInt32(value))
        }
        if coding != .mh, coding != .mmr {
            ctiff_set_uint32(tiff, UInt32(TIFFTAG_GROUP3OPTIONS), UInt32(GROUP3OPT_2DENCODING))
        }
        // At this resolution libtiff takes every fourth row by itself.
        ctiff_set_double(tiff, UInt32(TIFFTAG_YRESOLUTION), 196)
        return tiff
    }

    /// A file in memory.
    private final class File {
        private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 22, alignment: 16)
        private var size = 0
        private var position = 0

        deinit { memory.deallocate() }

        private static func of(_ client: thandle_t?) -> File {
            Unmanaged<File>.fromOpaque(client!).takeUnretainedValue()
        }

        func open(_ mode: String) -> OpaquePointer? {
            position = 0
            return TIFFClientOpen(
                "page", mode, Unmanaged.passUnretained(self).toOpaque(),
                { client, buffer, count in
                    let file = File.of(client)
                    let count = min(Int(count), file.size - file.position)
                    memcpy(buffer!, file.memory.baseAddress! + file.position, count)
                    file.position += count
                    return tmsize_t(count)
                },
                { client, buffer, count in
                    let file = File.of(client)
                    guard file.position + Int(count) <= file.memory.count else { return 0 }
                    memcpy(file.memory.baseAddress! + file.position, buffer!, Int(count))
                    file.position += Int(count)
                    file.size = max(file.size, file.position)
                    return count
                },
                { client, offset, origin in
                    let file = File.of(client)
                    let base = origin == SEEK_CUR ? file.position : origin == SEEK_END ? file.size : 0
                    file.position = base + Int(offset)
                    return UInt64(file.position)
                },
                { _ in 0 },
                { client in UInt64(File.of(client).size) },
                { client, base, size in
                    base!.pointee = File.of(client).memory.baseAddress
                    size!.pointee = UInt64(File.of(client).size)
                    return 1
                },
                { _, _, _ in })
        }
    }
}
