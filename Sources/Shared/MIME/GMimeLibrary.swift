internal import CGMime

/// The library's state for the whole process.
enum GMimeLibrary {
    /// Starts the library, once; later calls cost nothing.
    static func start() {
        _ = started
    }

    private static let started: Bool = {
        g_mime_init()
        return true
    }()
}

/// How headers are read: leniently, eight-bit bytes as UTF-8 or else as windows-1252.
struct ParserOptions: ~Copyable {
    let pointer: OpaquePointer

    init() {
        GMimeLibrary.start()
        pointer = faxpost_mime_options_new()
    }

    deinit {
        g_mime_parser_options_free(pointer)
    }
}
