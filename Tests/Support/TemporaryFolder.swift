public import Foundation
import Synchronization

/// A folder of a test's own, removed with the last reference unless it is to be kept. Its path is short: the paths of sockets in it have to fit
/// into 107 octets.
public final class TemporaryFolder: Sendable {
    /// Where it is.
    public let url: URL
    private let isKept = Atomic(false)

    /// Makes the folder.
    public init() throws {
        var template = Array("/tmp/faxpost-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SupportError("no temporary folder: errno \(errno)") }
        url = URL(filePath: String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    deinit {
        if !isKept.load(ordering: .relaxed) { try? FileManager.default.removeItem(at: url) }
    }

    /// Leaves the folder for somebody to look into it.
    public func keep() { isKept.store(true, ordering: .relaxed) }

    /// The path of `name` in it.
    public func path(_ name: String) -> String { url.appending(path: name).path }

    /// Writes a file.
    ///
    /// - Returns: its path.
    @discardableResult
    public func write(_ name: String, _ text: String) throws -> String {
        try Data(text.utf8).write(to: url.appending(path: name))
        return path(name)
    }

    /// Makes a folder in it.
    ///
    /// - Returns: its path.
    @discardableResult
    public func makeFolder(_ name: String) throws -> String {
        try FileManager.default.createDirectory(at: url.appending(path: name), withIntermediateDirectories: true)
        return path(name)
    }
}
