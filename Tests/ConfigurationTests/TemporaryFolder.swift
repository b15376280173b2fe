import Foundation

/// A folder of its own for one test, which goes when the test ends.
final class TemporaryFolder {
    private let url: URL

    /// Makes the folder.
    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "configuration-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// The path of `name` in the folder.
    func path(_ name: String) -> String { url.appending(path: name).path }

    /// Makes a file of these octets, and says where it is.
    func file(_ name: String, _ octets: some Sequence<UInt8>, mode: Int = 0o644) throws -> String {
        try Data(octets).write(to: URL(filePath: path(name)))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
        return path(name)
    }
}
