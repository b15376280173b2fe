import Foundation

/// A folder that is a disk of its own for a program of a test: its power can be cut, which loses what the program has not
/// synced, and it can be full.
///
/// The program runs with `FaultyDisk.c` loaded: that says how. The program dies at the moment that it is told, between two
/// changes of its disk; then `cutPower` replaces the folder by what may be left of it. `DiskNode` says what may.
public final class FaultyDisk {
    /// Syncs that the program believes and the disk does not do.
    public enum Lie: Int64, Sendable {
        /// Those of files.
        case files = 1
        /// Those of folders: names get lost.
        case folders = 2
    }

    /// The fields of the plan, in their order.
    private enum Field: UInt64 {
        case death, room, lies, moments, grown
    }

    private let path: String
    private var image: DiskImage
    private let plan: FileHandle

    /// The empty disk in the folder at `path`, which is made; its journal and its plan are beside it.
    public init(at path: String) throws {
        self.path = path
        image = try DiskImage(writingTo: path)
        try Data(count: 5 * 8).write(to: URL(filePath: path + ".plan"))
        plan = try FileHandle(forUpdating: URL(filePath: path + ".plan"))
        try set(.room, -1)
    }

    deinit {
        try? plan.close()
    }

    /// What a program needs to be started with.
    public var environment: [String: String] {
        ["LD_PRELOAD": Faxpost.binaries.appending(path: "libFaultyDisk.so").path, "FAULTY_DISK": path]
    }

    /// The moments so far.
    public var moments: Int {
        get throws { Int(try get(.moments)) }
    }

    /// Lets the program die when so many moments have passed from now: one passes before and one after each sync and each
    /// change of a name. `nil` lets it live.
    public func dies(after moments: Int?) throws {
        try set(.death, moments.map { Int64(try self.moments + $0) } ?? 0)
    }

    /// Lets the disk be full when files have grown by so many bytes from now; `nil` gives it room without end.
    public func fills(after bytes: Int?) throws {
        try set(.room, bytes.map { try get(.grown) + Int64($0) } ?? -1)
    }

    /// Lets syncs be accepted and not done.
    public func lies(_ lie: Lie) throws {
        try set(.lies, lie.rawValue)
    }

    /// Replaces the folder by what may be left of it when the power fails now. The program must have ended, and
    /// not in the middle of a change: at the moment that it was told, or with nothing to do.
    ///
    /// - Parameter keeping: how likely each change that was not synced reached the platter all the same.
    /// - Throws: `SupportError` when the program has changed the folder in a way that the journal does not know.
    public func cutPower(keeping: Double, using generator: inout some RandomNumberGenerator) throws {
        for entry in DiskJournal(at: path + ".journal") { try image.play(entry) }
        try image.verify(path)
        try? FileManager.default.removeItem(atPath: path + ".journal")
        for name in try FileManager.default.contentsOfDirectory(atPath: path) {
            try FileManager.default.removeItem(atPath: "\(path)/\(name)")
        }
        image = try DiskImage(image.root.remains(keeping: keeping, using: &generator), writingTo: path)
    }

    private func get(_ field: Field) throws -> Int64 {
        try plan.seek(toOffset: field.rawValue * 8)
        guard let bytes = try plan.read(upToCount: 8), bytes.count == 8 else {
            throw SupportError("the plan is cut off")
        }
        return bytes.withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
    }

    private func set(_ field: Field, _ value: Int64) throws {
        try plan.seek(toOffset: field.rawValue * 8)
        try withUnsafeBytes(of: value) { try plan.write(contentsOf: Data($0)) }
    }
}
