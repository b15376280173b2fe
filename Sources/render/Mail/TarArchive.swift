/// An archive of files as `tar --format=gnu` writes it. What is no file is passed over.
struct TarArchive {
    /// A file.
    struct File: Hashable {
        /// Its path in the archive.
        var path: String
        var bytes: [UInt8]
    }

    /// The files in their order.
    private(set) var files: [File] = []

    private static let block = 512

    /// Reads an archive; `nil` when it is none, or ends within a file.
    init?(_ archive: [UInt8]) {
        var position = 0
        var longName: String?
        while position + Self.block <= archive.count {
            let header = archive[position..<position + Self.block]
            // The end: a block of nothing.
            guard header.contains(where: { $0 != 0 }) else { return }
            guard Self.field(header, 257..<262) == "ustar", let size = Int(Self.field(header, 124..<136), radix: 8),
                size >= 0, size <= archive.count - position - Self.block
            else { return nil }
            let content = archive[position + Self.block..<position + Self.block + size]
            switch header[position + 156] {
            case UInt8(ascii: "L"):
                longName = String(decoding: content.prefix { $0 != 0 }, as: UTF8.self)
            case UInt8(ascii: "0"), 0:
                files.append(File(path: longName ?? Self.field(header, 0..<100), bytes: Array(content)))
                longName = nil
            default:
                longName = nil
            }
            position += Self.block + (size + Self.block - 1) / Self.block * Self.block
        }
        return nil
    }

    /// A text field of a header: up to its first NUL or space at the end.
    private static func field(_ header: ArraySlice<UInt8>, _ range: Range<Int>) -> String {
        let field = header[header.startIndex + range.lowerBound..<header.startIndex + range.upperBound]
        let text = field.prefix { $0 != 0 }
        return String(decoding: range.lowerBound == 0 ? text : text.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self)
    }
}
