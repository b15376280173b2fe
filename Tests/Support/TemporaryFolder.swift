public import Foundation

/// A folder of a test's own, removed with the last reference. Its path is short: the paths of sockets in it have to fit
/// into 107 octets.
public final class TemporaryFolder: Sendable {
    /// Where it is.
    public let url: URL

    /// Makes the folder.
    public init() throws {
        var template = Array("/tmp/faxpost-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SupportError("no temporary folder: errno \(errno)") }
        url = URL(filePath: String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

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
