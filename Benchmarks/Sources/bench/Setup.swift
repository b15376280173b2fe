import Foundation

/// Where the programs are, and fresh folders on one disk for every party.
struct Setup {
    /// The folder of our release binaries.
    var binaries: URL
    /// The folder in which every party gets a folder of its own.
    var scratch: URL

    /// A new, empty folder.
    func folder() throws -> URL {
        let folder = scratch.appending(path: String(UInt32.random(in: 0...UInt32.max), radix: 36))
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    /// A new, empty installation of ours.
    func installation(_ more: String = "") throws -> Installation {
        try Installation(setup: self, more: more)
    }
}

/// A Faxpost of its own: a folder, a configuration, an endpoint.
struct Installation {
    let setup: Setup
    let folder: URL

    /// Writes the configuration; `more` are further sections.
    init(setup: Setup, more: String) throws {
        self.setup = setup
        folder = try setup.folder()
        let text = """
            spool:
              endpoint: ipc://\(folder.path)/s
              events: ipc://\(folder.path)/e
              directory: \(folder.path)/spool
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
