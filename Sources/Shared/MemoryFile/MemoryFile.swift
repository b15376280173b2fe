internal import CMemoryFile
import Glibc

/// A file in memory that nobody changes: what other programs are to read, however often. It is in no folder, and ends with its object.
public final class MemoryFile: Sendable {
    private let file: Int32
    /// Its size in bytes.
    public let count: Int

    /// A file of these bytes.
    ///
    /// - Throws: `MemoryFileError` where the system has no room for it.
    public init(_ bytes: [UInt8]) throws(MemoryFileError) {
        count = bytes.count
        file = cmemoryfile_new("faxpost")
        guard file >= 0 else { throw MemoryFileError(code: errno) }
        guard bytes.withUnsafeBytes({ Self.write($0, to: file) }), cmemoryfile_seal(file) == 0 else {
            let code = errno
            close(file)
            throw MemoryFileError(code: code)
        }
    }

    deinit {
        close(file)
    }

    /// Where programs of the same user open it, each to read it from its beginning, as long as this object lives.
    public var path: String { "/proc/\(getpid())/fd/\(file)" }

    private static func write(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = Glibc.write(file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            guard written > 0 || errno == EINTR else { return false }
            rest = rest.dropFirst(max(0, written))
        }
        return true
    }
}

/// Why there is no file in memory.
public struct MemoryFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The error number of the system (errno(3)).
    public let code: Int32

    public var description: String { "There is no file in memory: \(String(cString: strerror(code)))." }
}
