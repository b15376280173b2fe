import FaxModel
import Foundation

/// A file that the configuration names.
public struct NamedFile: Hashable, Sendable {
    /// The key that names it.
    public var key: String
    /// The file.
    public var path: String

    /// The file at `path`, named by `key`.
    public init(key: String, path: String) {
        self.key = key
        self.path = path
    }

    /// Why it can't be read by whoever asks; `nil` where it can.
    public var problem: String? {
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            // A folder can be opened, and not be read.
            _ = try handle.read(upToCount: 1)
            try handle.close()
            return nil
        } catch {
            return "\(key): '\(path)' can't be read: \(FileTrouble(error))"
        }
    }
}

extension Configuration {
    /// The files that programs read when they start, or while they work.
    public var namedFiles: [NamedFile] {
        var files: [NamedFile] = []
        let name = { (key: String, path: String?) in
            if let path { files.append(NamedFile(key: key, path: path)) }
        }
        name("spool.keys.secret-file", spool.keys?.secretFile.path)
        name("secrets.key-file", secretKey?.path)
        name("answers.key-file", answers?.keyFile.path)
        name("ingest.certificate", ingest.certificate?.certificate)
        name("ingest.key", ingest.certificate?.key.path)
        if case .file(let file)? = ingest.users { name("ingest.users.file", file.path) }
        name("directory.ca-file", directory?.authorityFile)
        if case .simple(_, let password)? = directory?.binding { name("directory.password-file", password.path) }
        name("directory.certificate", directory?.certificate?.file)
        name("directory.key", directory?.certificate?.key)
        for line in faxout.lines {
            let key = "faxout.lines '\(line.name)' answer"
            name("\(key).password-file", line.answer?.passwordFile?.path)
            for document in line.answer?.polling ?? [] {
                name("\(key).polling.document", document.document)
                name("\(key).polling.password-file", document.passwordFile?.path)
            }
        }
        for (cover, path) in render.covers.templates.sorted(by: { $0.key < $1.key }) {
            name("render.covers '\(cover)'", path)
        }
        for server in deliver.smarthosts {
            name("deliver.smarthosts '\(server.name)' authorities", server.authorities)
            name("deliver.smarthosts '\(server.name)' password-file", server.password?.path)
        }
        for path in received.profileFiles { name("received.profiles-file", path) }
        return files
    }
}
