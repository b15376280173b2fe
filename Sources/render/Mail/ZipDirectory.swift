/// What a ZIP archive says is in it (APPNOTE.TXT §4.3): names only, nothing is unpacked. Which documents are archives
/// within is told by them.
struct ZipDirectory {
    /// The names of the files, as many as are looked at.
    private(set) var names: Set<String> = []
    /// What an OpenDocument says it is: its first file, stored as it is (ODF 1.2 part 3 §3.3); `nil` for others.
    private(set) var openDocumentType: String?

    private static let longestComment = 65_535
    private static let mostNames = 10_000

    /// Reads the directory at the archive's end; `nil` where there is none.
    init?(_ archive: [UInt8]) {
        let first = max(0, archive.count - Self.longestComment - 22)
        guard
            let end = stride(from: archive.count - 22, through: first, by: -1).first(where: {
                archive[$0...].starts(with: [0x50, 0x4B, 5, 6])
            })
        else { return nil }
        var position = Self.number(archive, end + 16, 4)
        let count = min(Self.number(archive, end + 10, 2), Self.mostNames)
        for _ in 0..<count {
            guard position + 46 <= archive.count, archive[position...].starts(with: [0x50, 0x4B, 1, 2]) else { break }
            let length = Self.number(archive, position + 28, 2)
            guard position + 46 + length <= archive.count else { break }
            names.insert(String(decoding: archive[position + 46..<position + 46 + length], as: UTF8.self))
            position += 46 + length + Self.number(archive, position + 30, 2) + Self.number(archive, position + 32, 2)
        }
        openDocumentType = Self.openDocumentType(archive)
    }

    private static func openDocumentType(_ archive: [UInt8]) -> String? {
        guard archive.count > 38, number(archive, 26, 2) == 8, number(archive, 28, 2) == 0, number(archive, 8, 2) == 0,
            archive[30..<38].elementsEqual("mimetype".utf8)
        else { return nil }
        let length = number(archive, 18, 4)
        guard length <= 100, 38 + length <= archive.count else { return nil }
        return String(decoding: archive[38..<38 + length], as: UTF8.self)
    }

    /// A number of so many bytes, the lowest first.
    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        bytes[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}
