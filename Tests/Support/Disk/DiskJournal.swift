import Foundation

/// What a program did to a `FaultyDisk`, in order: reads what `FaultyDisk.c` writes.
struct DiskJournal: Sequence, IteratorProtocol {
    /// One change. Files are named by their inode numbers, names by their paths within the disk.
    enum Entry {
        case made(String, inode: Int64, isFolder: Bool)
        case wrote([UInt8], inode: Int64, offset: Int)
        case cutToLength(Int, inode: Int64)
        case renamed(String, to: String)
        case removed(String)
        case synced(inode: Int64)
    }

    private let data: Data
    private var position = 0

    /// The journal in the file at `path`; an empty one where there is none.
    init(at path: String) {
        data = (try? Data(contentsOf: URL(filePath: path))) ?? Data()
    }

    mutating func next() -> Entry? {
        guard position < data.count else { return nil }
        let (kind, inode, offset, size) = (integer(), integer(), integer(), integer())
        let bytes = Array(data[position..<position + Int(size)])
        position += bytes.count
        var names: [String] { bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) } }
        switch kind {
        case 1: return .made(names[0], inode: inode, isFolder: false)
        case 2: return .made(names[0], inode: inode, isFolder: true)
        case 3: return .wrote(bytes, inode: inode, offset: Int(offset))
        case 4: return .cutToLength(Int(offset), inode: inode)
        case 5: return .renamed(names[0], to: names[1])
        case 6: return .removed(names[0])
        case 7: return .synced(inode: inode)
        default: preconditionFailure("FaultyDisk.c writes no entry of kind \(kind)")
        }
    }

    private mutating func integer() -> Int64 {
        defer { position += 8 }
        return data.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: position, as: Int64.self) }
    }
}
