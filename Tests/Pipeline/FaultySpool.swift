import Foundation
import GRDB
import Pipeline
import TestSupport

/// What a spool had answered, and does not have.
struct Losses: Error, CustomStringConvertible {
    /// One line a loss.
    var lines: [String]

    var description: String { lines.joined(separator: "\n") }
}

/// A spool whose disk may lose power or be full, with clients at work.
final class FaultySpool {
    /// Its disk.
    let disk: FaultyDisk
    /// Its clients.
    let load: SpoolLoad
    private let faxpost: Faxpost
    private var process: ChildProcess?

    /// A spool with an empty disk. It is not started.
    ///
    /// - Parameter works: whether there are workers among the clients.
    init(works: Bool = true) throws {
        faxpost = try Faxpost("")
        disk = try FaultyDisk(at: faxpost.folder.path("spool"))
        load = try SpoolLoad(endpoint: "ipc://\(faxpost.folder.path("spool.sock"))", works: works)
    }

    deinit {
        load.close()
        faxpost.client.close()
    }

    /// Starts it; returns at once.
    func start() throws {
        process = try ChildProcess(
            Faxpost.binaries.appending(path: "spool").path, ["--config", faxpost.folder.path("faxpost.yaml")],
            environment: disk.environment)
    }

    /// Waits until it serves.
    ///
    /// - Throws: `Losses` when it can't.
    func serves() async throws {
        do {
            try await process?.says("serving")
        } catch {
            throw Losses(lines: ["\(error)"])
        }
    }

    /// Waits until it has said `text`.
    func says(_ text: String) async throws {
        try await process?.says(text)
    }

    /// Waits until it has died at the moment that its disk was told.
    ///
    /// - Throws: `Losses` when it ends by itself.
    func dies() async throws {
        let ending = try await process?.ended()
        guard ending == .killed(signal: SIGKILL) else {
            throw Losses(lines: ["the spool ended by itself:\n\(process?.output ?? "")"])
        }
    }

    /// Kills it while it has nothing to do.
    func kill() async throws {
        try await process?.stop(SIGKILL)
    }

    /// Asks it to end, and waits until it has.
    func stop() async throws {
        let ending = try await process?.stop()
        guard ending == .exited(0) else {
            throw SupportError("the spool did not end well:\n\(process?.output ?? "")")
        }
    }

    /// Cuts the power of the spool that has ended, and looks at what is left of its database.
    ///
    /// - Parameter keeping: how likely each change that was not synced is left.
    /// - Throws: `Losses` when the database is damaged.
    func cutPower(keeping: Double, using generator: inout some RandomNumberGenerator) throws {
        try disk.cutPower(keeping: keeping, using: &generator)
        // In a copy: the spool is to find it as the power left it.
        let copy = try TemporaryFolder()
        try FileManager.default.copyItem(atPath: faxpost.folder.path("spool"), toPath: copy.path("spool"))
        let verdict = Result {
            try DatabaseQueue(path: copy.path("spool/spool.sqlite")).read {
                try String.fetchOne($0, sql: "PRAGMA integrity_check")
            }
        }
        guard case .success("ok") = verdict else { throw Losses(lines: ["the database is damaged: \(verdict)"]) }
    }
}
