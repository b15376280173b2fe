import Foundation

/// Where the programs are, and fresh folders on one disk for every party.
struct Setup {
    /// The folder of our release binaries.
    var binaries: URL
    /// The run's folder, named by its process, in which every party gets a folder of its own.
    var scratch: URL

    /// A new, empty folder.
    func folder() throws -> URL {
        let folder = scratch.appending(path: String(UInt32.random(in: 0...UInt32.max), radix: 36))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// Removes the folders of runs that were interrupted: those whose process is gone.
    func removeLeftovers() {
        let parent = scratch.deletingLastPathComponent()
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? [] {
            guard let process = Int32(name), kill(process, 0) != 0 else { continue }
            try? FileManager.default.removeItem(at: parent.appending(path: name))
        }
    }

    /// A new, empty installation of ours. `spool` are further settings of its spool, `more` further sections.
    func installation(_ more: String = "", spool: [String: String] = [:]) throws -> Installation {
        try Installation(setup: self, spool: spool, more: more)
    }
}

/// A Faxpost of its own: a folder, a configuration, an endpoint.
struct Installation {
    let setup: Setup
    let folder: URL

    /// Writes the configuration, with further settings of the spool and further sections.
    init(setup: Setup, spool: [String: String], more: String) throws {
        self.setup = setup
        folder = try setup.folder()
        let text = """
            spool:
              endpoint: ipc://\(folder.path)/s
              events: ipc://\(folder.path)/e
              directory: \(folder.path)/spool
            \(spool.map { "  \($0): \($1)" }.joined(separator: "\n"))
            log: {level: notice}
            \(more)
            """
        try text.write(to: configuration, atomically: true, encoding: .utf8)
    }

    var configuration: URL { folder.appending(path: "faxpost.yaml") }

    var endpoint: String { "ipc://\(folder.path)/s" }

    /// Starts one of our programs, and waits until its log has `text`.
    func start(_ program: String, waitFor text: String) throws -> RunningProgram {
        let running = try RunningProgram(
            setup.binaries.appending(path: program).path, ["--config", configuration.path],
            log: folder.appending(path: "\(program).log"))
        try running.waitForLog(text)
        return running
    }
}
