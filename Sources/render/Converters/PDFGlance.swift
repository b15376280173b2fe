import Foundation

/// What a PDF's bytes tell at a glance: a guess, which costs time where it is wrong and no more.
///
/// Dictionaries of pictures stand in the file as they are, whatever else is compressed (ISO 32000-1 §7.5.7: a stream is in no object
/// stream); those of pages often do.
struct PDFGlance: Sendable {
    /// How many pictures with shades there are, about.
    private(set) var pictures = 0
    /// How many pages can be seen.
    private(set) var pages = 0
    /// The size of the first page that says one, in points; `nil` where none is seen.
    private(set) var size: (width: Double, height: Double)?

    /// Looks at a file.
    init(_ pdf: [UInt8]) {
        pdf.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            var position = 0
            while position < bytes.count,
                let found = memchr(start + position, Int32(UInt8(ascii: "/")), bytes.count - position)
            {
                let place = found - UnsafeMutableRawPointer(mutating: start)
                position = place + 1
                note(bytes[place...])
            }
        }
    }

    /// Whether the pages are likely to be pictures rather than print; `nil` where nothing is known of it.
    var hasPictures: Bool? {
        if pictures == 0 { return false }
        return pages > 0 ? hasPictures(pageCount: pages) : nil
    }

    /// The same, where the number of pages is known.
    func hasPictures(pageCount: Int) -> Bool { pictures * 2 > pageCount }

    /// Takes what stands at a slash.
    private mutating func note(_ bytes: Slice<UnsafeRawBufferPointer>) {
        if let value = Self.value(of: Self.bits, bytes), value.first == UInt8(ascii: "8") {
            pictures += 1
        } else if let value = Self.value(of: Self.type, bytes), value.starts(with: Self.page) {
            let next = value.dropFirst(Self.page.count).first
            if next.map({ !Self.isLetter($0) }) ?? true { pages += 1 }
        } else if size == nil, let value = Self.value(of: Self.box, bytes) {
            size = Self.size(value.prefix(100))
        }
    }

    private static let bits = Array("/BitsPerComponent".utf8)
    private static let type = Array("/Type".utf8)
    private static let page = Array("/Page".utf8)
    private static let box = Array("/MediaBox".utf8)

    /// What stands after a key.
    private static func value(
        of key: [UInt8], _ bytes: Slice<UnsafeRawBufferPointer>
    ) -> Slice<UnsafeRawBufferPointer>? {
        guard bytes.starts(with: key) else { return nil }
        return bytes.dropFirst(key.count).drop { $0 == UInt8(ascii: " ") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
    }

    /// The size of a rectangle: `[0 0 595 842]` (ISO 32000-1 §7.9.5).
    private static func size(_ text: Slice<UnsafeRawBufferPointer>) -> (width: Double, height: Double)? {
        guard text.first == UInt8(ascii: "["), let end = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
        let numbers = text[..<end].dropFirst().split { $0 <= UInt8(ascii: " ") }.map {
            Double(String(decoding: $0, as: UTF8.self))
        }
        guard numbers.count == 4, let left = numbers[0], let bottom = numbers[1], let right = numbers[2],
            let top = numbers[3]
        else { return nil }
        return (abs(right - left), abs(top - bottom))
    }
}
