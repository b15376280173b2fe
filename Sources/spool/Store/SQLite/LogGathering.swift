import GRDBSQLite

/// What stands between SQLite and its write-ahead log: a layer of the file system (VFS) that hands a commit to the kernel in
/// one piece.
///
/// SQLite writes every page of a commit by two calls of pwrite(2), the frame's header and the page, and syncs after the last: some
/// eighteen calls, where what they write follows on each other. So it is gathered, and written at the sync. Nothing is held back for longer: who asks for the log's bytes or its length, shortens or closes it, finds all of it there.
/// Nobody else looks at pages before they are synced (SQLite tells of them in the log's index afterwards, synchronous FULL), and to
/// a spool that dies before that it is all the same whether they were with the kernel.
enum LogGathering {
    /// Puts the layer below the connections that are opened from now on. It makes no difference to files that are no log.
    ///
    /// - Throws: `StoreError` where SQLite has no file system at all, or does not take the layer.
    static func install() throws(StoreError) {
        guard isInstalled else { throw StoreError(description: "SQLite does not take the layer above its files") }
    }

    /// SQLite's own layer. It is there for as long as the program ("vfs_find … Names are case sensitive … If there is no match, a
    /// NULL pointer is returned"); it and ours are only read once ours is registered.
    nonisolated(unsafe) private static let own = sqlite3_vfs_find(nil)

    private static let isInstalled: Bool = {
        guard let own else { return false }
        // Registered layers stay where they are: this one is never freed. What it does not do otherwise it does as SQLite's own does,
        // with all that belongs to that.
        let layer = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        layer.initialize(to: own.pointee)
        layer.pointee.pNext = nil
        layer.pointee.zName = UnsafePointer(name)
        layer.pointee.szOsFile += Int32(MemoryLayout<GatheredFile>.stride)
        layer.pointee.xOpen = { _, path, file, flags, openedFlags in
            guard let own = LogGathering.own, let file else { return SQLITE_MISUSE }
            guard flags & SQLITE_OPEN_WAL != 0 else { return own.pointee.xOpen(own, path, file, flags, openedFlags) }
            return GatheredFile.open(file) { own.pointee.xOpen(own, path, $0, flags, openedFlags) }
        }
        return sqlite3_vfs_register(layer, 1) == SQLITE_OK
    }()

    /// The layer's name in SQLite.
    nonisolated(unsafe) private static let name: UnsafeMutablePointer<CChar> = {
        let text = "faxpost-gathering".utf8CString
        let name = UnsafeMutableBufferPointer<CChar>.allocate(capacity: text.count)
        _ = name.initialize(from: text)
        return name.baseAddress!
    }()
}

/// An open log, as it lies in the memory that SQLite gives for it: before the file of the layer below.
private struct GatheredFile {
    /// What SQLite sees; it stands first.
    var file: sqlite3_file
    /// What is gathered, owned by this file until it is closed.
    var gathered: Unmanaged<GatheredWrites>

    /// Opens a log in `memory`, after the layer below has opened its file behind it.
    static func open(
        _ memory: UnsafeMutablePointer<sqlite3_file>, below: (UnsafeMutablePointer<sqlite3_file>) -> Int32
    ) -> Int32 {
        let file = (UnsafeMutableRawPointer(memory) + MemoryLayout<Self>.stride).bindMemory(
            to: sqlite3_file.self, capacity: 1)
        let code = below(file)
        guard code == SQLITE_OK, file.pointee.pMethods != nil else {
            memory.pointee.pMethods = nil
            return code
        }
        UnsafeMutableRawPointer(memory).initializeMemory(
            as: Self.self,
            to: Self(
                file: sqlite3_file(pMethods: methods),
                gathered: .passRetained(GatheredWrites(into: file))))
        return code
    }

    /// What is gathered of the open log `file`.
    static func writes(of file: UnsafeMutablePointer<sqlite3_file>?) -> GatheredWrites {
        guard let file else { preconditionFailure("SQLite asks of an open file") }
        return UnsafeMutableRawPointer(file).assumingMemoryBound(to: Self.self).pointee.gathered
            .takeUnretainedValue()
    }

    /// What SQLite may ask of a log. A log is not locked, mapped or shared: that is what its database is for.
    nonisolated(unsafe) private static let methods: UnsafePointer<sqlite3_io_methods> = {
        var methods = sqlite3_io_methods()
        methods.iVersion = 1
        methods.xClose = { file in
            let writes = GatheredFile.writes(of: file)
            let code = writes.flush()
            let closed = writes.methods.xClose(writes.file)
            Unmanaged.passUnretained(writes).release()
            return code == SQLITE_OK ? closed : code
        }
        methods.xRead = { file, bytes, count, offset in
            GatheredFile.writes(of: file).flushed { $0.xRead($1, bytes, count, offset) }
        }
        methods.xWrite = { file, bytes, count, offset in
            GatheredFile.writes(of: file).append(UnsafeRawBufferPointer(start: bytes, count: Int(count)), at: offset)
        }
        methods.xTruncate = { file, size in GatheredFile.writes(of: file).flushed { $0.xTruncate($1, size) } }
        methods.xSync = { file, flags in GatheredFile.writes(of: file).flushed { $0.xSync($1, flags) } }
        methods.xFileSize = { file, size in GatheredFile.writes(of: file).flushed { $0.xFileSize($1, size) } }
        methods.xLock = { file, level in GatheredFile.writes(of: file).flushed { $0.xLock($1, level) } }
        methods.xUnlock = { file, level in GatheredFile.writes(of: file).flushed { $0.xUnlock($1, level) } }
        methods.xCheckReservedLock = { file, result in
            GatheredFile.writes(of: file).flushed { $0.xCheckReservedLock($1, result) }
        }
        methods.xFileControl = { file, operation, argument in
            GatheredFile.writes(of: file).flushed { $0.xFileControl($1, operation, argument) }
        }
        methods.xSectorSize = { file in
            let writes = GatheredFile.writes(of: file)
            return writes.methods.xSectorSize(writes.file)
        }
        methods.xDeviceCharacteristics = { file in
            let writes = GatheredFile.writes(of: file)
            return writes.methods.xDeviceCharacteristics(writes.file)
        }
        let memory = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        memory.initialize(to: methods)
        return UnsafePointer(memory)
    }()
}

/// Writes to a file that follow on each other, and are not yet with the layer below.
private final class GatheredWrites {
    /// The layer below's file.
    let file: UnsafeMutablePointer<sqlite3_file>
    /// As many as SQLite's own layer takes at once, and a commit has but rarely: a write of 128 KiB it would take for one of none.
    private let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 4096)
    /// Where in the file the first byte goes.
    private var start: Int64 = 0
    private var count = 0

    /// Writes to `file`, which stays open for as long.
    init(into file: UnsafeMutablePointer<sqlite3_file>) {
        self.file = file
    }

    deinit {
        bytes.deallocate()
    }

    /// What the layer below does with an open file.
    var methods: sqlite3_io_methods { file.pointee.pMethods.pointee }

    /// Adds `piece` at `offset`.
    ///
    /// - Returns: what the layer below says, where earlier ones have to be written first.
    func append(_ piece: UnsafeRawBufferPointer, at offset: Int64) -> Int32 {
        if offset != start + Int64(count) || piece.count > bytes.count - count {
            let code = flush()
            guard code == SQLITE_OK else { return code }
            start = offset
        }
        guard piece.count <= bytes.count else {
            return methods.xWrite(file, piece.baseAddress, Int32(piece.count), offset)
        }
        UnsafeMutableRawBufferPointer(rebasing: bytes[count...]).copyMemory(from: piece)
        count += piece.count
        return SQLITE_OK
    }

    /// Hands everything to the layer below. What it does not take is not kept: SQLite gives the commit up, and writes anew.
    func flush() -> Int32 {
        guard count > 0 else { return SQLITE_OK }
        defer {
            start += Int64(count)
            count = 0
        }
        return methods.xWrite(file, bytes.baseAddress, Int32(count), start)
    }

    /// What `operation` of the layer below returns, once it has everything.
    func flushed(_ operation: (sqlite3_io_methods, UnsafeMutablePointer<sqlite3_file>) -> Int32) -> Int32 {
        let code = flush()
        return code == SQLITE_OK ? operation(methods, file) : code
    }
}
