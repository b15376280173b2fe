public import FaxModel
public import Foundation
import Logging
public import Pipeline
import Synchronization
import ZeroMQ

/// A Faxpost of a test's own: a folder, a configuration, and its real programs as processes.
public final class Faxpost: Sendable {
    /// Its programs.
    public enum Program: String, Sendable, CaseIterable {
        case spool, ingest, enrich, render, faxout, deliver

        /// What it says when it works.
        fileprivate var greeting: String {
            switch self {
            case .spool: "serving"
            case .ingest: "listening"
            case .enrich, .render, .faxout, .deliver: "started"
            }
        }
    }

    /// The folder of the built programs: the tests are built into the same.
    public static let binaries: URL = {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: tests).deletingLastPathComponent()
    }()

    /// Its folder.
    public let folder: TemporaryFolder
    /// Where `ingest` listens, on 127.0.0.1.
    public let port: Int
    /// Asks the spool.
    public let client: SpoolClient
    private let news: AsyncStream<Void>
    private let processes = Mutex<[(program: Program, process: ChildProcess)]>([])

    /// Writes the configuration; nothing is started.
    ///
    /// - Parameters:
    ///   - sections: the sections of the configuration beside `spool` and `ingest`.
    ///   - ingest: another key of section `ingest`.
    ///   - lease: the spool's lease time.
    public init(
        _ sections: String, ingest: String = "", lease: String = "1s", log: String = "info"
    ) throws {
        folder = try TemporaryFolder()
        port = try LoopbackPort.reserve()
        try folder.write("secrets.key", String(repeating: "faxpost ", count: 5) + "\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path("secrets.key"))
        try folder.write(
            "faxpost.yaml",
            """
            secrets: {key-file: \(folder.path("secrets.key"))}
            spool:
              endpoint: ipc://\(folder.path("spool.sock"))
              events: ipc://\(folder.path("events.sock"))
              directory: \(folder.path("spool"))
              lease: \(lease)
              maximum-losses: 20
              minimum-free-disk: 1MiB
            log: {level: \(log)}
            ingest:
              listen: 127.0.0.1:\(port)
              hostname: fax.example
              domains: fax.example
              \(ingest)
            \(sections.contains("dialling:") ? "" : "dialling: {extension-digits: 10}")

            """ + sections + "\n")
        client = try SpoolClient(
            endpoint: "ipc://\(folder.path("spool.sock"))",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        news = try Self.news(endpoint: "ipc://\(folder.path("events.sock"))")
    }

    /// Runs `body` with the installation, and stops all that was started; when `body` throws, the error carries what
    /// the programs said.
    public static func with(
        _ sections: String, ingest: String = "", lease: String = "1s", log: String = "info",
        _ body: (Faxpost) async throws -> Void
    ) async throws {
        try await permits.use {
            try await run(sections, ingest: ingest, lease: lease, log: log, body)
        }
    }

    /// Installations at work at once: more would leave the converters of other tests no time.
    private static let permits = Permits(6)

    private static func run(
        _ sections: String, ingest: String, lease: String, log: String, _ body: (Faxpost) async throws -> Void
    ) async throws {
        let faxpost = try Faxpost(sections, ingest: ingest, lease: lease, log: log)
        do {
            try await body(faxpost)
        } catch {
            await faxpost.stopAll()
            throw SupportError("\(error)\n\(faxpost.logs)")
        }
        await faxpost.stopAll()
    }

    // MARK: Processes

    /// Starts a program, and waits until it works.
    ///
    /// - Parameters:
    ///   - configuration: the configuration's name in the folder.
    ///   - environment: variables beside those of this process.
    @discardableResult
    public func start(
        _ program: Program, configuration: String = "faxpost.yaml", environment: [String: String] = [:]
    ) async throws -> ChildProcess {
        let process = try ChildProcess(
            Self.binaries.appending(path: program.rawValue).path, ["--config", folder.path(configuration)],
            environment: environment)
        processes.withLock { $0.append((program, process)) }
        try await process.says(program.greeting)
        return process
    }

    /// Starts a program as `start` does, from a shell that starts it once more, without these variables, as soon as it has died: whoever waits
    /// for it on a telephone line does so for seconds, and a test may take longer to hear of that death. The shell says
    /// `ended by 137` when it was killed.
    public func startTwice(_ program: Program, environment: [String: String]) async throws -> ChildProcess {
        let script = """
            "$0" "$@" & first=$!
            trap 'kill "$first"; wait "$first"; exit' TERM
            wait "$first"; echo "ended by $?"
            unset \(environment.keys.joined(separator: " "))
            exec "$0" "$@"
            """
        let process = try ChildProcess(
            "/bin/sh",
            [
                "-c", script, Self.binaries.appending(path: program.rawValue).path, "--config",
                folder.path("faxpost.yaml"),
            ],
            environment: environment)
        processes.withLock { $0.append((program, process)) }
        try await process.says(program.greeting)
        return process
    }

    /// Starts several programs.
    public func start(_ programs: [Program]) async throws {
        for program in programs { try await start(program) }
    }

    /// The running process of a program that was started once.
    public func process(_ program: Program) throws -> ChildProcess {
        let found = processes.withLock { $0.last { $0.program == program && $0.process.ending == nil }?.process }
        guard let found else { throw SupportError("\(program.rawValue) does not run") }
        return found
    }

    /// Kills a program (SIGKILL), and waits until it is gone.
    public func kill(_ program: Program) async throws {
        try await process(program).stop(SIGKILL)
    }

    /// Runs `faxctl` to its end.
    ///
    /// - Returns: what it said.
    public func faxctl(_ arguments: String..., codes: Set<Int32> = [0]) async throws -> String {
        try await ChildProcess.run(
            Self.binaries.appending(path: "faxctl").path, arguments + ["--config", folder.path("faxpost.yaml")],
            codes: codes)
    }

    /// What all programs have said.
    public var logs: String {
        processes.withLock { $0 }.map {
            "--- \($0.program.rawValue) \($0.process.ending.map { "\($0)" } ?? "")\n\($0.process.output)"
        }
        .joined(separator: "\n")
    }

    /// Stops everything that was started, the spool last.
    public func stopAll() async {
        let started = processes.withLock { $0 }
        for (_, process) in started { process.send(SIGCONT) }
        // The spool is the last: it takes what the others hand back.
        for (program, process) in started where program != .spool { _ = try? await process.stop() }
        for (program, process) in started where program == .spool { _ = try? await process.stop() }
        client.close()
    }

    // MARK: Mail in

    /// Sends a mail by swaks.
    ///
    /// - Parameters:
    ///   - numbers: the fax numbers.
    ///   - options: more of swaks's options: fields, attachments.
    /// - Returns: the jobs, one a number; those of the earlier order where the mail was accepted before.
    @discardableResult
    public func send(
        to numbers: String..., subject: String = "Test", body: String = "Hello.", options: [String] = []
    ) async throws -> [JobID] {
        let recipients = numbers.map { "\($0)@fax.example" }.joined(separator: ",")
        let said = try await ChildProcess.run(
            "/usr/bin/swaks",
            [
                "--server", "127.0.0.1:\(port)", "--helo", "client.example", "--from", "jane@example.com", "--to",
                recipients, "--header", "Subject: \(subject)", "--body", body, "--suppress-data",
            ] + options, environment: ["POSIXLY_CORRECT": "1"])
        guard let answer = said.firstMatch(of: #/Accepted (?:before )?as order (\w+)/#),
            let order = OrderID(String(answer.output.1))
        else { throw SupportError("the mail was not accepted:\n\(said)") }
        return numbers.indices.map { JobID(order: order, number: $0 + 1) }
    }

    // MARK: Watching

    /// The history of a job as soon as `condition` holds of it.
    ///
    /// - Throws: `SupportError` with the history as it is when that takes longer than `limit`.
    @discardableResult
    public func job(
        _ id: JobID, within limit: Duration = .seconds(240), until condition: (JobHistory) -> Bool
    ) async throws -> JobHistory {
        let deadline = ContinuousClock.now + limit
        var last: JobHistory?
        for await _ in news {
            // A spool that is down is waited for.
            if let history = try? await client.query(.job(id), as: JobHistory.self) {
                if condition(history) { return history }
                last = history
            }
            guard ContinuousClock.now < deadline else { break }
        }
        throw SupportError("job \(id) did not get there in \(limit): \(last.map { "\($0)" } ?? "no history")")
    }

    /// The history of a job that was sent, or has failed, and whose sender was told.
    @discardableResult
    public func settled(_ id: JobID, within limit: Duration = .seconds(240)) async throws -> JobHistory {
        try await job(id, within: limit) { $0.job.state.hasEnded && $0.tasks.isEmpty }
    }

    /// Something has happened at the spool, or a while has passed in which nothing has.
    private static func news(endpoint: String) throws -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let thread = Thread {
            guard let socket = try? ZeroMQSocket(.subscriber, context: ZeroMQContext()),
                (try? socket.connect(to: endpoint)) != nil
            else { return continuation.finish() }
            while true {
                try? socket.poll(milliseconds: 50)
                while let frames = try? socket.receive(), !frames.isEmpty {}
                if case .terminated = continuation.yield() { return }
            }
        }
        thread.stackSize = 256 << 10
        thread.start()
        return stream
    }
}
