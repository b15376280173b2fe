/// The first picture of a WebP animation (RFC 9649 §2.7), as a WebP of its own: GraphicsMagick reads no animations.
enum WebPFrame {
    /// The first picture; `nil` where the file is no animation, or none that can be read.
    static func first(of file: [UInt8]) -> [UInt8]? {
        guard file.starts(with: "RIFF".utf8), file.dropFirst(8).starts(with: "WEBP".utf8),
            let frame = chunk("ANMF", in: file, 12..<file.count)
        else { return nil }
        // Place, size less one, duration and flags, then the picture as it stands in a file of its own.
        let content = frame.lowerBound + 16..<max(frame.lowerBound + 16, frame.upperBound)
        guard content.upperBound <= frame.upperBound else { return nil }
        if let picture = chunk("VP8L", in: file, content) { return still([header("VP8L", picture, file)]) }
        guard let picture = chunk("VP8 ", in: file, content) else { return nil }
        guard let transparency = chunk("ALPH", in: file, content) else { return still([header("VP8 ", picture, file)]) }
        let size = file[frame.lowerBound + 6..<frame.lowerBound + 12]
        let extended = Array("VP8X".utf8) + number(10) + [0x10, 0, 0, 0] + size
        return still([extended, header("ALPH", transparency, file), header("VP8 ", picture, file)])
    }

    /// Where the content of the first chunk of a name lies among chunks that follow each other.
    private static func chunk(_ name: String, in file: [UInt8], _ range: Range<Int>) -> Range<Int>? {
        var position = range.lowerBound
        while position + 8 <= range.upperBound {
            let length = file[position + 4..<position + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
            let start = position + 8
            guard length <= range.upperBound - start else { return nil }
            if file[position..<position + 4].elementsEqual(name.utf8) { return start..<start + length }
            position = start + length + length % 2
        }
        return nil
    }

    private static func header(_ name: String, _ content: Range<Int>, _ file: [UInt8]) -> [UInt8] {
        Array(name.utf8) + number(content.count) + file[content] + [UInt8](repeating: 0, count: content.count % 2)
    }

    private static func still(_ chunks: [[UInt8]]) -> [UInt8] {
        let content = Array("WEBP".utf8) + chunks.flatMap(\.self)
        return Array("RIFF".utf8) + number(content.count) + content
    }

    /// A number of four bytes, the lowest first.
    private static func number(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
}
