import Configuration
import FaxModel
import Foundation
import MemoryFile
import Seccomp
import Subprocess

/// There is no sandbox on this host: what needs one waits until there is.
struct SandboxUnavailable: Error, CustomStringConvertible {
    /// What is wrong with it.
    let detail: String

    var description: String { "Attachments can't be converted on this host: the sandbox does not work (\(detail))." }
}

/// Runs converters on documents of strangers: without network, home and other files, with a read-only minimal system, a
/// temporary folder of their own, a filter of system calls, and limits of time, memory, disk, files and processes. Made by
/// bubblewrap, seccomp and a shell's `ulimit`; `prlimit` bounds the number of processes.
///
/// A document that takes a converter over gets nothing but what it came from, and ends with the run.
struct Sandbox: Sendable {
    let settings: SandboxSettings
    /// When all work on a mail must be done; `nil` where there is no such time.
    var deadline: MailDeadline?
    /// What converters take for local time: a document may say when it is printed.
    var timeZone = TimeZone.current

    init(settings: SandboxSettings) {
        self.settings = settings
    }

    /// How a run ended.
    struct Result: Sendable {
        /// Whether it ended by itself and says that it succeeded.
        var succeeded: Bool
        /// The first of what it wrote to standard error, 4096 bytes at most.
        var complaint: String
    }

    /// When a document that is begun now must be done.
    var end: ContinuousClock.Instant { min(.now + settings.time, deadline?.instant ?? .now + settings.time) }

    /// Asks whether there is time left.
    ///
    /// - Throws: `ConversionError` where there is none.
    func checkTime() throws(ConversionError) {
        if let deadline, .now >= deadline.instant { throw Self.tooLate }
    }

    /// Asks whether there is time left for a document that is converted without a run.
    ///
    /// - Parameter end: the `end` of when it was begun.
    /// - Throws: `ConversionError` where there is none.
    func checkTime(until end: ContinuousClock.Instant) throws(ConversionError) {
        try checkTime()
        if .now >= end { throw tooSlow }
    }

    private var tooSlow: ConversionError {
        ConversionError("Its conversion took longer than \(settings.time.components.seconds) seconds.")
    }

    /// Why what comes after is not printed.
    private static let tooLate = ConversionError("There was no time left for it: the whole mail takes too long.")

    /// Where a converter finds its input that reads a file.
    static let document = "/document"

    /// Runs `command` with these bytes on standard input.
    func run(
        _ command: [String], input: [UInt8], end: ContinuousClock.Instant, needs: SandboxNeeds = SandboxNeeds(),
        output: (borrowing RawSpan) throws -> Void
    ) async throws -> Result {
        try await run(command, input: Self.file(input), end: end, needs: needs, output: output)
    }

    /// A file of what several runs read.
    ///
    /// - Throws: `SandboxUnavailable` where there is no room for it.
    static func file(_ bytes: [UInt8]) throws(SandboxUnavailable) -> MemoryFile {
        do throws(MemoryFileError) {
            return try MemoryFile(bytes)
        } catch {
            throw SandboxUnavailable(detail: error.description)
        }
    }

    /// Runs `command` (an absolute path, then arguments) with `input` as standard input, or as the file `document`.
    ///
    /// - Parameters:
    ///   - end: when it is killed, if it has not ended by itself.
    ///   - needs: what it needs beyond what every converter gets.
    ///   - output: is given what it writes to standard output, piece by piece; what it throws ends the run.
    /// - Throws: `ConversionError` when the run takes too long, or would begin after `end`; `SandboxUnavailable`; what `output` throws;
    ///   `CancellationError`.
    func run(
        _ command: [String], input: MemoryFile, end: ContinuousClock.Instant, needs: SandboxNeeds = SandboxNeeds(),
        output: (borrowing RawSpan) throws -> Void
    ) async throws -> Result {
        // A converter that is not there costs its part. That nothing runs at all is another matter: it waits until it does.
        guard command == Self.trial || FileManager.default.isExecutableFile(atPath: command[0]) else {
            throw ConversionError("The program that reads it, \(command[0]), is not installed on this host.")
        }
        let clock = ContinuousClock()
        guard clock.now < end else {
            try checkTime()
            throw tooSlow
        }
        let filter = try Self.filter(needs)
        // They are opened by their paths in this process, once the shell runs.
        defer { withExtendedLifetime((input, filter)) {} }
        let outcome: ExecutionResult<(String, (any Error)?), SequenceOutput, SequenceOutput>
        do {
            outcome = try await Subprocess.run(
                .name("sh"),
                arguments: Arguments(["-c", opening(needs), filter.path, input.path] + bubblewrap(needs) + command),
                environment: .custom(["PATH": "/usr/bin:/bin"]),
                platformOptions: Self.ownSession, input: .none,
                output: .sequence, error: .sequence
            ) { execution in
                try await withTaskCancellationHandler {
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            try await Task.sleep(until: end)
                            Self.kill(execution)
                        }
                        async let complaint = Self.head(of: execution.standardError)
                        var refused: (any Error)?
                        for try await piece in execution.standardOutput where refused == nil {
                            do {
                                try output(piece.bytes)
                            } catch {
                                refused = error
                                Self.kill(execution)
                            }
                        }
                        let text = try await complaint
                        group.cancelAll()
                        return (text, refused)
                    }
                } onCancel: {
                    Self.kill(execution)
                }
            }
        } catch let error as SubprocessError where error.code == .executableNotFound || error.code == .spawnFailed {
            throw Self.unusable("\(error)")
        }
        try Task.checkCancellation()
        let (complaint, refused) = outcome.closureResult
        if let refused { throw refused }
        guard outcome.terminationStatus.isSuccess || clock.now < end else {
            try checkTime()
            throw tooSlow
        }
        if complaint.hasPrefix("bwrap: ") {
            // A converter can say that, too, once its document has taken it over: then the sandbox itself works.
            guard command != Self.trial, FileManager.default.isExecutableFile(atPath: command[0]) else {
                throw Self.unusable(complaint)
            }
        }
        // A sandbox may fail without a word: before a document is blamed, it is tried out.
        if !outcome.terminationStatus.isSuccess, command != Self.trial { try await check() }
        return Result(succeeded: outcome.terminationStatus.isSuccess, complaint: complaint)
    }

    /// Tries the sandbox out.
    ///
    /// - Throws: `SandboxUnavailable` with what is wrong when nothing can be run in it.
    func check() async throws {
        let result = try await run(Self.trial, input: [], end: end, needs: .shell) { _ in }
        guard result.succeeded else { throw Self.unusable(result.complaint) }
    }

    /// What does nothing, to try the sandbox out.
    private static let trial = ["/usr/bin/true"]

    private static func unusable(_ detail: String) -> SandboxUnavailable {
        SandboxUnavailable(detail: detail.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Ends a run, and all that bubblewrap has started for it: until that has set itself up, what it has started outlives it.
    private static func kill<Input, Output, Trouble>(_ execution: Execution<Input, Output, Trouble>) {
        try? execution.send(signal: .kill, toProcessGroup: true)
    }

    /// Of no terminal, and a group of processes of its own.
    private static var ownSession: PlatformOptions {
        var options = PlatformOptions()
        options.createSession = true
        return options
    }

    private static func head(of stream: SubprocessOutputSequence) async throws -> String {
        var bytes: [UInt8] = []
        for try await piece in stream where bytes.count < 4096 {
            piece.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(4096 - bytes.count)) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func filter(_ needs: SandboxNeeds) throws(SandboxUnavailable) -> SystemCallFilter {
        do throws(SeccompError) {
            return try (needs.processes == nil ? singleProcess : severalProcesses).get()
        } catch {
            throw SandboxUnavailable(detail: error.description)
        }
    }

    private static let singleProcess = Swift.Result(catching: { () throws(SeccompError) in
        try SystemCallFilter(allowsProcesses: false)
    })

    private static let severalProcesses = Swift.Result(catching: { () throws(SeccompError) in
        try SystemCallFilter(allowsProcesses: true)
    })

    /// What coreutils' `stdbuf` has a program load.
    private static let outputBuffer = "/usr/libexec/coreutils/libstdbuf.so"

    /// What the shell does before it becomes bubblewrap: it sets the limits (POSIX has `-f` in units of 512 octets; `-v` is one of 1024), and opens
    /// the filter, the first argument, which bubblewrap reads from this descriptor, and the input, the second.
    private func opening(_ needs: SandboxNeeds) -> String {
        let seconds = settings.time.components.seconds
        let memory = max(settings.memory.bytes, needs.memory)
        return """
            ulimit -c 0 && ulimit -t \(seconds) && ulimit -v \(memory / 1024) && ulimit -f \(settings.disk.bytes / 512) && \
            ulimit -n \(needs.files) && exec 9<"$0" <"$1" && shift && exec "$@"
            """
    }

    private func bubblewrap(_ needs: SandboxNeeds) -> [String] {
        var arguments = [
            settings.bubblewrap, "--seccomp", "9",
            "--unshare-all", "--unshare-user", "--disable-userns", "--uid", "65534", "--gid", "65534",
            "--hostname", "converter", "--die-with-parent", "--cap-drop", "ALL", "--clearenv",
            "--setenv", "PATH", "/usr/bin", "--setenv", "HOME", "/tmp", "--setenv", "LANG", "C.UTF-8",
            "--setenv", "TZ", timeZone.identifier,
            "--ro-bind", "/usr", "/usr",
        ]
        for name in ["bin", "lib", "lib64"] {
            // On a system whose /lib is no link into /usr, it is needed as it is.
            let isLink = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/\(name)")) != nil
            arguments += isLink ? ["--symlink", "usr/\(name)", "/\(name)"] : ["--ro-bind-try", "/\(name)", "/\(name)"]
        }
        for path in ["/etc/fonts", "/var/cache/fontconfig"] + needs.folders {
            arguments += ["--ro-bind-try", path, path]
        }
        // Bubblewrap reads standard input to its end, and makes a file of it.
        if needs.readsFile { arguments += ["--ro-bind-data", "0", Self.document] }
        if needs.writesMuch, FileManager.default.fileExists(atPath: Self.outputBuffer) {
            arguments += ["--setenv", "LD_PRELOAD", Self.outputBuffer, "--setenv", "_STDBUF_O", "65536"]
        }
        if needs.processTable { arguments += ["--proc", "/proc"] }
        arguments += [
            // /dev and the root itself would be further places to write to, without a limit.
            "--dev", "/dev", "--remount-ro", "/dev", "--size", "\(settings.disk.bytes)", "--tmpfs", "/tmp",
            "--remount-ro", "/", "--chdir", "/tmp", "--",
        ]
        // Counted in the sandbox's own namespace of users: others of the same user do not count.
        if let processes = needs.processes { arguments += [settings.prlimit, "--nproc=\(processes)", "--"] }
        return arguments
    }
}
