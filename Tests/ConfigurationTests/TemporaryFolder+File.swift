import Foundation
import TestSupport

extension TemporaryFolder {
    /// Makes a file of these octets, and says where it is.
    func file(_ name: String, _ octets: some Sequence<UInt8>, mode: Int = 0o644) throws -> String {
        try Data(octets).write(to: url.appending(path: name))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
        return path(name)
    }
}
