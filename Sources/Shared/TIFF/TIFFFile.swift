internal import CTIFF
internal import Foundation

/// libtiff's handle on a file in memory, with what libtiff said about it.
///
/// libtiff's messages reach the handlers of this one handle and nothing else: not stderr, not another file's.
final class TIFFFile {
    /// What libtiff said, within reason.
    final class Diagnostics {
        /// Errors and warnings, oldest first.
        private(set) var messages: [String] = []
        /// How many there were.
        private(set) var count = 0
        private static let most = 16

        /// Keeps a message, unless there are many already.
        func note(_ message: String) {
            count += 1
            guard messages.count < Self.most, messages.last != message else { return }
            messages.append(message)
        }
    }

    /// The handle; valid as long as the object lives.
    let handle: OpaquePointer
    private let memory: Memory
    private let diagnostics: Diagnostics

    /// Opens `memory` to be read; no single allocation of libtiff's exceeds `allocation` bytes.
    ///
    /// - Throws: `unreadable` when it is no TIFF file.
    convenience init(reading memory: Memory, allocation: Int) throws(TIFFError) {
        try self.init(memory, mode: "r", allocation: allocation)
    }

    /// Opens `memory` to be written, little-endian whatever the machine.
    convenience init(writing memory: Memory) throws(TIFFError) {
        try self.init(memory, mode: "wl", allocation: 0)
    }

    private init(_ memory: Memory, mode: String, allocation: Int) throws(TIFFError) {
        let diagnostics = Diagnostics()
        let options = TIFFOpenOptionsAlloc()
        defer { TIFFOpenOptionsFree(options) }
        let context = Unmanaged.passUnretained(diagnostics).toOpaque()
        TIFFOpenOptionsSetErrorHandlerExtR(options, Self.note, context)
        TIFFOpenOptionsSetWarningHandlerExtR(options, Self.note, context)
        TIFFOpenOptionsSetMaxSingleMemAlloc(options, tmsize_t(allocation))
        guard let handle = memory.open(mode: mode, options: options) else {
            throw TIFFError(.unreadable, "This is no TIFF file.", diagnostics: diagnostics.messages)
        }
        self.handle = handle
        self.memory = memory
        self.diagnostics = diagnostics
    }

    deinit {
        withExtendedLifetime((memory, diagnostics)) { TIFFClose(handle) }
    }

    /// The size of the file in bytes.
    var fileSize: Int { memory.bytes.count }

    /// Everything that libtiff said so far.
    var messages: [String] { diagnostics.messages }

    /// `count` bytes of the file; `nil` where it does not have them.
    func octets(at offset: Int, count: Int) -> [UInt8]? {
        guard offset >= 0, offset <= fileSize - count else { return nil }
        return Array(memory.bytes[offset..<offset + count])
    }

    /// How often libtiff said something.
    var messageCount: Int { diagnostics.count }

    /// An error with libtiff's own words.
    func error(_ code: TIFFError.Code, _ message: String) -> TIFFError {
        TIFFError(code, message, diagnostics: messages)
    }

    /// libtiff's message handler; 1 tells it that nobody else needs to hear.
    private static let note: TIFFErrorHandlerExtR = { _, context, _, format, arguments in
        guard let context, let format, let arguments else { return 1 }
        var text = [CChar](repeating: 0, count: 256)
        vsnprintf(&text, text.count, format, arguments)
        let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        Unmanaged<Diagnostics>.fromOpaque(context).takeUnretainedValue().note(String(decoding: bytes, as: UTF8.self))
        return 1
    }
}

extension TIFFFile {
    /// A field of 16 bits, or its default; `nil` where it has neither.
    func uint16(_ tag: Int32) -> UInt16? {
        var value: UInt16 = 0
        return ctiff_get_uint16(handle, UInt32(tag), &value) == 1 ? value : nil
    }

    /// A field of 32 bits, or its default; `nil` where it has neither.
    func uint32(_ tag: Int32) -> UInt32? {
        var value: UInt32 = 0
        return ctiff_get_uint32(handle, UInt32(tag), &value) == 1 ? value : nil
    }

    /// A rational field; `nil` where it is missing.
    func float(_ tag: Int32) -> Float? {
        var value: Float = 0
        return ctiff_get_float(handle, UInt32(tag), &value) == 1 ? value : nil
    }

    /// Begins a page in T.6 coding: the fields that libtiff needs to code it (RFC 3949 §4.4.2).
    ///
    /// - Throws: `unwritable` when the page has no rows, or more than a TIFF file can say.
    func setPage(width: Int, rows: Int) throws(TIFFError) {
        guard width > 0, rows > 0, let width = UInt32(exactly: width), let rows = UInt32(exactly: rows) else {
            throw error(.unwritable, "A page of \(width) × \(rows) pels does not go into a TIFF file.")
        }
        let done = [
            ctiff_set_uint32(handle, UInt32(TIFFTAG_IMAGEWIDTH), width),
            ctiff_set_uint32(handle, UInt32(TIFFTAG_IMAGELENGTH), rows),
            ctiff_set_uint16(handle, UInt32(TIFFTAG_BITSPERSAMPLE), 1),
            ctiff_set_uint16(handle, UInt32(TIFFTAG_SAMPLESPERPIXEL), 1),
            ctiff_set_uint16(handle, UInt32(TIFFTAG_COMPRESSION), UInt16(COMPRESSION_CCITTFAX4)),
            ctiff_set_uint32(handle, UInt32(TIFFTAG_GROUP4OPTIONS), 0),
            ctiff_set_uint16(handle, UInt32(TIFFTAG_PHOTOMETRIC), UInt16(PHOTOMETRIC_MINISWHITE)),
            ctiff_set_uint16(handle, UInt32(TIFFTAG_FILLORDER), UInt16(FILLORDER_MSB2LSB)),
            ctiff_set_uint16(handle, UInt32(TIFFTAG_ORIENTATION), UInt16(ORIENTATION_TOPLEFT)),
            ctiff_set_uint16(handle, UInt32(TIFFTAG_PLANARCONFIG), UInt16(PLANARCONFIG_CONTIG)),
            ctiff_set_uint32(handle, UInt32(TIFFTAG_ROWSPERSTRIP), rows),
        ]
        guard done.allSatisfy({ $0 == 1 }) else {
            throw error(.unwritable, "libtiff refuses the fields of a T.6 page.")
        }
    }
}
