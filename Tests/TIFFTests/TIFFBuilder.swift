/// Makes little-endian TIFF files of any kind, field by field: what other people's programs might send.
struct TIFFBuilder {
    /// A field's values.
    enum Value {
        case short([Int])
        case long([Int])
        case rational(Int, Int)
    }

    private var pages: [(fields: [Int: Value], strips: [[UInt8]])] = []

    /// Adds a page of these strips; offsets and counts are filled in.
    mutating func add(_ fields: [Int: Value], strips: [[UInt8]]) {
        pages.append((fields, strips))
    }

    /// A file of one page.
    static func file(_ fields: [Int: Value], strips: [[UInt8]]) -> [UInt8] {
        var builder = TIFFBuilder()
        builder.add(fields, strips: strips)
        return builder.file()
    }

    /// The fields of a page of uncompressed pels in one strip, with changes.
    static func plain(width: Int, rows: Int, bits: Int = 1, samples: Int = 1, _ more: [Int: Value] = [:]) -> [Int:
        Value]
    {
        let fields: [Int: Value] = [
            256: .long([width]), 257: .long([rows]), 258: .short(Array(repeating: bits, count: samples)),
            259: .short([1]), 262: .short([0]), 277: .short([samples]), 278: .long([rows]),
        ]
        return fields.merging(more) { $1 }
    }

    /// The file of all pages.
    func file() -> [UInt8] {
        var file: [UInt8] = [0x49, 0x49, 42, 0, 0, 0, 0, 0]
        var link = 4
        for page in pages {
            var fields = page.fields
            var offsets: [Int] = []
            for strip in page.strips {
                offsets.append(file.count)
                file += strip
            }
            fields[273] = .long(offsets)
            fields[279] = .long(page.strips.map { $0.count })
            var entries: [UInt8] = Self.octets(fields.count, 2)
            for (tag, value) in fields.sorted(by: { $0.key < $1.key }) {
                let (type, count, octets) = Self.coded(value)
                entries += Self.octets(tag, 2) + Self.octets(type, 2) + Self.octets(count, 4)
                if octets.count <= 4 {
                    entries += octets + Array(repeating: 0, count: 4 - octets.count)
                } else {
                    entries += Self.octets(file.count, 4)
                    file += octets
                }
            }
            file.replaceSubrange(link..<link + 4, with: Self.octets(file.count, 4))
            link = file.count + entries.count
            file += entries + [0, 0, 0, 0]
        }
        return file
    }

    private static func coded(_ value: Value) -> (type: Int, count: Int, octets: [UInt8]) {
        switch value {
        case .short(let numbers): (3, numbers.count, numbers.flatMap { octets($0, 2) })
        case .long(let numbers): (4, numbers.count, numbers.flatMap { octets($0, 4) })
        case .rational(let over, let under): (5, 1, octets(over, 4) + octets(under, 4))
        }
    }

    private static func octets(_ number: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
