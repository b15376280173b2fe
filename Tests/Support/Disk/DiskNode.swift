/// A file or a folder of a `FaultyDisk`: what a program sees of it, what of that is on the platter, and the changes between
/// the two.
///
/// The model is POSIX's letter, which promises less than any file system gives: `fsync` of a file keeps its bytes and its
/// size, not its name; `fsync` of a folder keeps the names in it, not what they name. All else may go: each change by
/// itself, in any order, a write by sectors. A rename within a folder happens or does not; one from folder to folder is
/// two changes, either of which may be lost.
final class DiskNode {
    /// What a power cut may undo.
    enum Change {
        case wrote([UInt8], offset: Int)
        case cutToLength(Int)
        case entered(String, DiskNode)
        case left(String)
        case renamed(String, to: String, DiskNode)
    }

    /// The bytes of a file, or the names in a folder.
    struct Content {
        var bytes: [UInt8] = []
        var names: [String: DiskNode] = [:]

        mutating func apply(_ change: Change) {
            switch change {
            case .wrote(let new, let offset):
                if bytes.count < offset + new.count {
                    bytes += [UInt8](repeating: 0, count: offset + new.count - bytes.count)
                }
                bytes.replaceSubrange(offset..<offset + new.count, with: new)
            case .cutToLength(let length):
                bytes = Array(bytes.prefix(length)) + [UInt8](repeating: 0, count: max(0, length - bytes.count))
            case .entered(let name, let node):
                names[name] = node
            case .left(let name):
                names[name] = nil
            case .renamed(let old, let new, let node):
                names[old] = nil
                names[new] = node
            }
        }
    }

    /// What a disk writes whole or not at all, in bytes.
    static let sector = 512

    /// Whether it is a folder.
    let isFolder: Bool
    /// What a program sees.
    private(set) var seen: Content
    private var platter: Content
    private var unsynced: [Change] = []

    /// A node with what is on the platter.
    init(isFolder: Bool, _ content: Content = Content()) {
        self.isFolder = isFolder
        seen = content
        platter = content
    }

    /// Changes what a program sees.
    func change(_ change: Change) {
        seen.apply(change)
        unsynced.append(change)
    }

    /// Brings it to the platter. (Not what is in a folder: only its names.)
    func sync() {
        platter = seen
        unsynced = []
    }

    /// What a power cut leaves of it and of what is in it.
    ///
    /// - Parameter keeping: how likely each unsynced change reached the platter all the same: 0 loses all, 1 none.
    func remains(keeping: Double, using generator: inout some RandomNumberGenerator) -> DiskNode {
        var content = platter
        for change in unsynced.flatMap(\.pieces) where Double.random(in: 0..<1, using: &generator) < keeping {
            content.apply(change)
        }
        // In a fixed order, so that a seed gives the same again.
        for (name, node) in content.names.sorted(by: { $0.key < $1.key }) {
            content.names[name] = node.remains(keeping: keeping, using: &generator)
        }
        return DiskNode(isFolder: isFolder, content)
    }
}

extension DiskNode.Change {
    /// What may be lost by itself.
    fileprivate var pieces: [Self] {
        guard case .wrote(let bytes, let offset) = self else { return [self] }
        var pieces: [Self] = []
        var start = 0
        while start < bytes.count {
            let end = min(bytes.count, ((offset + start) / DiskNode.sector + 1) * DiskNode.sector - offset)
            pieces.append(.wrote(Array(bytes[start..<end]), offset: offset + start))
            start = end
        }
        return pieces
    }
}
