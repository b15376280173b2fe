import Foundation

/// A program that runs while something is measured. It is started from the main thread and ends with that at the latest:
/// an interrupted run leaves nothing running.
final class RunningProgram {
    let process = Process()
    private let file: URL

    /// Starts `path`; what it prints goes to `log`, and `environment` is added to ours.
    init(_ path: String, _ arguments: [String], log: URL, environment: [String: String] = [:]) throws {
        precondition(Thread.isMainThread, "the end of any other thread would end the program")
        file = log
        process.executableURL = URL(filePath: "/usr/bin/setpriv")
        process.arguments = ["--pdeathsig", "TERM", path] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let handle = try FileHandle(forWritingTo: log)
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        stop()
    }

    /// Ends the program and waits for it.
    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// Waits until the log has `text`.
    ///
    /// - Throws: `BenchmarkError` when the program ends or a minute is over before.
    func waitForLog(_ text: String) throws {
        try waitUntil("'\(text)' in \(file.path)") {
            if try log().contains(text) { return true }
            guard process.isRunning else {
                throw BenchmarkError("a program ended that is to run; the last that it said: \(try log().suffix(500))")
            }
            return false
        }
    }

    /// What the program has printed so far.
    func log() throws -> String {
        try String(contentsOf: file, encoding: .utf8)
    }

    /// What it has taken of the processors so far, in seconds (proc(5), stat: utime and stime).
    func processorSeconds() throws -> Double {
        let path = "/proc/\(process.processIdentifier)/stat"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        // The program's name, in parentheses, is the second field of it all.
        let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
        guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else {
            throw BenchmarkError("\(path) has no times")
        }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// Resident memory in MiB: the proportional share (PSS) of all its pages.
    func proportionalMemory() throws -> Double { try memory("Pss") }

    /// Resident memory in MiB that is its own: heap and stacks, and nothing of programs and libraries.
    func ownMemory() throws -> Double { try memory("Pss_Anon") }

    /// The most resident memory that it has had so far, in MiB.
    func peakMemory() throws -> Double { try memory("VmHWM", in: "status") }

    /// A field of one of the files of proc(5), in MiB.
    private func memory(_ field: String, in file: String = "smaps_rollup") throws -> Double {
        let path = "/proc/\(process.processIdentifier)/\(file)"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("\(field):") }
        guard let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap({ Double($0) }) else {
            throw BenchmarkError("\(path) has no \(field)")
        }
        return kibibytes / 1024
    }
}

/// Runs a program to its end and returns what it printed. Foundation's `Process` would see its end some 50 ms late.
///
/// - Throws: `BenchmarkError` when it fails.
func run(_ path: String, _ arguments: [String]) throws -> String {
    let pipe = Pipe()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
        posix_spawn_file_actions_adddup2(&actions, pipe.fileHandleForWriting.fileDescriptor, descriptor)
    }
    let words = ([path] + arguments).map { strdup($0) }
    let environment = ProcessInfo.processInfo.environment.map { strdup("\($0)=\($1)") }
    defer { for text in words + environment { free(text) } }
    var process = pid_t()
    let failure = posix_spawn(&process, path, &actions, nil, words + [nil], environment + [nil])
    guard failure == 0 else { throw BenchmarkError("\(path) can't be started, errno \(failure)") }
    try pipe.fileHandleForWriting.close()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    guard status == 0 else {
        throw BenchmarkError("\(path) \(arguments.joined(separator: " ")): \(output)")
    }
    return output
}

/// Looks at a condition until it holds.
///
/// - Throws: `BenchmarkError` when `limit` is over before.
func waitUntil(_ what: String, within limit: Duration = .seconds(60), _ condition: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + limit
    while try !condition() {
        guard .now < deadline else { throw BenchmarkError("waited \(limit) for \(what)") }
        usleep(2000)
    }
}

/// A TCP port of the loopback interface that nobody listens at.
func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
        }
    }
    guard bound else { throw BenchmarkError("no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
}
