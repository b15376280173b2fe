import Configuration
import Foundation

/// The folder that `spool.directory` names. Faxes lie there, so it is for the spool's own user.
struct SpoolFolder {
    /// Where it is.
    let url: URL

    /// The folder at `path`.
    init(_ path: String) {
        url = URL(filePath: path)
    }

    /// Nothing that this process makes from now on can be read by everybody on this machine, whatever umask it was started with. What
    /// the group may do is left to that: members of it may use the sockets.
    static func keepOthersOut() {
        umask(umask(0o077) | 0o007)
    }

    /// Makes the folder, for this user only, where there is none; takes the rights of everybody away from the files of a store that was
    /// made by an earlier version.
    ///
    /// - Throws: `StoreError` when it can't be used.
    func prepare() throws(StoreError) {
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StoreError(description: "spool.directory: '\(url.path)' can't be made: \(FileTrouble(error))")
        }
        if let problem { throw StoreError(description: problem) }
        for name in ["spool.sqlite", "spool.sqlite-wal", "spool.sqlite-shm", "lock"] {
            let file = url.appending(path: name).path
            guard let mode = Self.mode(of: file), mode & 0o007 != 0 else { continue }
            guard chmod(file, mode & 0o770) == 0 else {
                throw StoreError(
                    description:
                        "\(file) is open to everybody, and can't be closed: \(String(cString: strerror(errno)))")
            }
        }
    }

    /// Why this user can't work there, as a sentence; `nil` where he can, or could make it.
    var problem: String? {
        var status = stat()
        guard stat(url.path, &status) == 0 else {
            guard errno == ENOENT else { return sentence("can't be used", errno) }
            return problemOfMaking
        }
        guard status.st_mode & S_IFMT == S_IFDIR else { return sentence("is no folder", nil) }
        guard access(url.path, R_OK | W_OK | X_OK) == 0 else { return sentence("can't be used by this user", errno) }
        return nil
    }

    /// What is to be warned of: that everybody on this machine may look into it; `nil` where nobody may.
    var warning: String? {
        guard problem == nil, let mode = Self.mode(of: url.path), mode & 0o007 != 0 else { return nil }
        return
            "spool.directory: '\(url.path)' is open to everybody on this machine (mode \(String(mode, radix: 8))), and faxes lie there: "
            + "chmod 700 \(url.path)"
    }

    private var problemOfMaking: String? {
        var parent = url
        while parent.path != "/" {
            parent = parent.deletingLastPathComponent()
            guard access(parent.path, F_OK) == 0 else { continue }
            guard access(parent.path, W_OK | X_OK) == 0 else {
                return sentence("is not there, and this user can't make it in '\(parent.path)'", errno)
            }
            return nil
        }
        return nil
    }

    private func sentence(_ what: String, _ code: Int32?) -> String {
        "spool.directory: '\(url.path)' \(what)" + (code.map { ": \(String(cString: strerror($0)))" } ?? "")
    }

    private static func mode(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : nil
    }
}
