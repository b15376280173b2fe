import Foundation

/// A file that holds a password or a key, so that the configuration can be shown around. It is read by the program that needs the
/// password, when it starts; the others need not be able to.
public struct SecretFile: Sendable, Hashable {
    /// The file.
    public let path: String
    private let place: ConfigurationError

    init(path: String, place: ConfigurationError) {
        self.path = path
        self.place = place
    }

    /// A file that `option` of a command names.
    public init(path: String, option: String) {
        self.init(path: path, place: ConfigurationError(file: "command line", line: nil, key: option, message: ""))
    }

    /// The file's first line.
    ///
    /// - Throws: when the file can't be read, everybody on the machine may read it, or there is nothing in the line.
    public func read() throws(ConfigurationError) -> String {
        guard let line = try content().split(whereSeparator: \.isNewline).first else {
            throw error("the file '\(path)' holds nothing")
        }
        return String(line)
    }

    /// All of the file.
    ///
    /// - Throws: when the file can't be read, is no text, or everybody on the machine may read it.
    public func content() throws(ConfigurationError) -> String {
        let content: Data
        let permissions: Int
        do {
            let attributes = try FileManager.default.attributesOfItem(
                atPath: URL(filePath: path).resolvingSymlinksInPath().path)
            permissions = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
            content = try Data(contentsOf: URL(filePath: path))
        } catch let failure {
            throw error("the file '\(path)' can't be read: \(FileTrouble(failure))")
        }
        guard permissions & 0o007 == 0 else {
            throw error(
                "the file '\(path)' is open to everybody on this machine (mode \(String(permissions, radix: 8)));"
                    + " expected one that only its owner and group can read: chmod 640")
        }
        guard let text = String(data: content, encoding: .utf8) else {
            throw error("the file '\(path)' is not text in UTF-8")
        }
        return text
    }

    /// An error about what is in the file, for conditions that its reader checks.
    public func error(_ message: String) -> ConfigurationError {
        var error = place
        error.message = message
        return error
    }
}

extension ConfigurationSection {
    /// The file with a password that `key` names; `nil` when the key is absent. The file is not read yet.
    public func secretFile(_ key: String) throws(ConfigurationError) -> SecretFile? {
        let path: String? = try optional(key)
        return path.map { SecretFile(path: $0, place: error(key, "")) }
    }
}
