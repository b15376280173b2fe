import Foundation

/// The files and folders of a `FaultyDisk`, as its journal tells of them.
struct DiskImage {
    private(set) var root = DiskNode(isFolder: true)
    private var nodes: [Int64: DiskNode] = [:]

    /// The disk whose content is on the platter and is written into the empty folder at `path`.
    init(_ root: DiskNode = DiskNode(isFolder: true), writingTo path: String) throws {
        self.root = root
        try write(root, path)
    }

    /// Carries out what the journal says.
    mutating func play(_ entry: DiskJournal.Entry) throws {
        switch entry {
        case .made(let path, let inode, let isFolder):
            let node = DiskNode(isFolder: isFolder)
            nodes[inode] = node
            let (folder, name) = try place(path)
            folder.change(.entered(name, node))
        case .wrote(let bytes, let inode, let offset):
            try node(inode).change(.wrote(bytes, offset: offset))
        case .cutToLength(let length, let inode):
            try node(inode).change(.cutToLength(length))
        case .renamed(let old, let new):
            let (source, oldName) = try place(old)
            let (target, newName) = try place(new)
            guard let node = source.seen.names[oldName] else {
                throw SupportError("the journal renames no file: \(old)")
            }
            if source === target {
                source.change(.renamed(oldName, to: newName, node))
            } else {
                target.change(.entered(newName, node))
                source.change(.left(oldName))
            }
        case .removed(let path):
            let (folder, name) = try place(path)
            folder.change(.left(name))
        case .synced(let inode):
            try node(inode).sync()
        }
    }

    /// Makes sure that the folder at `path` is what the journal says: that no change has escaped it.
    ///
    /// - Throws: `SupportError` with the first file that is different.
    func verify(_ path: String) throws {
        try verify(root, path)
    }

    private func verify(_ node: DiskNode, _ path: String) throws {
        if node.isFolder {
            let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            guard names == node.seen.names.keys.sorted() else {
                throw SupportError("\(path) holds \(names), and the journal says \(node.seen.names.keys.sorted())")
            }
            for (name, child) in node.seen.names { try verify(child, "\(path)/\(name)") }
        } else if !path.hasSuffix("-shm") {
            // SQLite's index of the WAL is written through mapped memory, and made anew after a crash.
            guard try Array(Data(contentsOf: URL(filePath: path))) == node.seen.bytes else {
                throw SupportError("\(path) is not what the journal says")
            }
        }
    }

    private mutating func write(_ node: DiskNode, _ path: String) throws {
        if node.isFolder {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            for (name, child) in node.seen.names { try write(child, "\(path)/\(name)") }
        } else {
            try Data(node.seen.bytes).write(to: URL(filePath: path))
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw SupportError("\(path) can't be looked at: errno \(errno)") }
        nodes[Int64(status.st_ino)] = node
    }

    private func node(_ inode: Int64) throws -> DiskNode {
        guard let node = nodes[inode] else { throw SupportError("the journal knows no file of the number \(inode)") }
        return node
    }

    private func place(_ path: String) throws -> (folder: DiskNode, name: String) {
        var names = path.split(separator: "/").map(String.init)
        guard let last = names.popLast() else { throw SupportError("the journal changes the disk itself") }
        let folder = try names.reduce(root) { folder, name in
            guard let next = folder.seen.names[name] else {
                throw SupportError("the journal knows no folder of \(path)")
            }
            return next
        }
        return (folder, last)
    }
}
