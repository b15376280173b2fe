import Dispatch
public import Foundation
import Synchronization

/// A process that a test started: what it says is kept and can be waited for, and it ends with the last reference at the
/// latest.
public final class ChildProcess: Sendable {
    /// How a process ended.
    public enum Ending: Hashable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    private struct State {
        var output = ""
        var ending: Ending?
        var waiters: [Int: Waiter] = [:]
        var waiterCount = 0
    }

    private struct Waiter {
        let condition: @Sendable (String, Ending?) -> Bool
        let continuation: CheckedContinuation<Bool, Never>
    }

    /// The program's name.
    public let name: String
    /// Its process.
    public let identifier: pid_t
    private let state = Mutex(State())

    /// Starts the program at the path `program`. What it writes to both its outputs is kept together; its input is empty.
    ///
    /// - Parameter environment: variables beside those of this process.
    public init(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:]
    ) throws {
        name = URL(filePath: program).lastPathComponent
        // The stream's ends are closed in every other child: one that inherits an end keeps the reader waiting for the last word.
        var ends: [Int32] = [0, 0]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw SupportError("no sockets: errno \(errno)") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        // Threads of dispatch queues block all signals, and a child would inherit that: SIGTERM would not end it.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
        var identifier: pid_t = 0
        Self.keepDescriptors()
        let code = Self.withStrings([program] + arguments) { words in
            Self.withStrings(variables) { posix_spawn(&identifier, program, &actions, &attributes, words, $0) }
        }
        close(ends[1])
        guard code == 0 else {
            close(ends[0])
            throw SupportError("\(program) can't be started: \(String(cString: strerror(code)))")
        }
        self.identifier = identifier
        let child = identifier
        let speech = Speech(ends[0])
        let keep = { @Sendable [weak self] (text: String) in self?.change { $0.output += text } ?? () }
        Self.thread {
            while speech.take(keep) { speech.wait() }
        }
        Self.thread { [weak self] in
            let ending = Self.await(child)
            // Its last words come before its end. More may come, when a child of its own holds the stream open.
            _ = speech.take(keep)
            self?.change { $0.ending = ending }
        }
    }

    deinit {
        if state.withLock({ $0.ending }) == nil { kill(identifier, SIGKILL) }
    }

    /// What it has said so far.
    public var output: String { state.withLock { $0.output } }

    /// How it ended; `nil` while it runs.
    public var ending: Ending? { state.withLock { $0.ending } }

    /// Waits until it has said `text`.
    ///
    /// - Throws: `SupportError` with what it has said when it ends before, or does not say so within `limit`.
    public func says(_ text: String, times: Int = 1, within limit: Duration = .seconds(120)) async throws {
        let isSatisfied = { @Sendable (output: String, ending: Ending?) in
            output.components(separatedBy: text).count > times || ending != nil
        }
        let inTime = await wait(within: limit, until: isSatisfied)
        guard output.components(separatedBy: text).count > times else {
            throw SupportError("\(name) \(inTime ? "ended" : "ran") without '\(text)'; it said:\n\(output)")
        }
    }

    /// Waits until it has ended.
    ///
    /// - Throws: `SupportError` with what it has said when it runs longer than `limit`.
    @discardableResult
    public func ended(within limit: Duration = .seconds(120)) async throws -> Ending {
        _ = await wait(within: limit) { $1 != nil }
        guard let ending else { throw SupportError("\(name) did not end; it said:\n\(output)") }
        return ending
    }

    /// Whether it has processes of its own.
    public func hasChildren() throws -> Bool {
        let tasks = "/proc/\(identifier)/task"
        return try FileManager.default.contentsOfDirectory(atPath: tasks).contains { task in
            let children = try? String(contentsOfFile: "\(tasks)/\(task)/children", encoding: .utf8)
            return children?.isEmpty == false
        }
    }

    /// Sends it a signal.
    public func send(_ signal: Int32) {
        // Once it is waited for, its number may be another's.
        state.withLock { if $0.ending == nil { kill(identifier, signal) } }
    }

    /// Asks it to end and waits until it has; kills it when it does not.
    ///
    /// - Returns: how it ended.
    @discardableResult
    public func stop(_ signal: Int32 = SIGTERM, within limit: Duration = .seconds(60)) async throws -> Ending {
        send(signal)
        if await !wait(within: limit, until: { $1 != nil }) { send(SIGKILL) }
        return try await ended()
    }

    /// Runs a program to its end.
    ///
    /// - Returns: what it said.
    /// - Throws: `SupportError` when its exit code is not among `codes`.
    @discardableResult
    public static func run(
        _ program: String, _ arguments: [String], environment: [String: String] = [:],
        codes: Set<Int32> = [0]
    ) async throws -> String {
        let process = try ChildProcess(program, arguments, environment: environment)
        let ending = try await process.ended()
        guard case .exited(let code) = ending, codes.contains(code) else {
            throw SupportError("\(program) \(arguments.joined(separator: " ")): \(ending)\n\(process.output)")
        }
        return process.output
    }

    /// Waits until `condition` holds of what it has said and how it has ended.
    ///
    /// - Returns: whether that was within `limit`.
    private func wait(
        within limit: Duration, until condition: @escaping @Sendable (String, Ending?) -> Bool
    ) async -> Bool {
        await withCheckedContinuation { continuation in
            let number = state.withLock { state -> Int? in
                if condition(state.output, state.ending) { return nil }
                state.waiterCount += 1
                state.waiters[state.waiterCount] = Waiter(condition: condition, continuation: continuation)
                return state.waiterCount
            }
            guard let number else { return continuation.resume(returning: true) }
            DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(Int(limit / .milliseconds(1)))) {
                [weak self] in
                self?.state.withLock { $0.waiters.removeValue(forKey: number) }?.continuation.resume(returning: false)
            }
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let satisfied = state.withLock { state -> [CheckedContinuation<Bool, Never>] in
            body(&state)
            let ready = state.waiters.filter { $0.value.condition(state.output, state.ending) }
            for number in ready.keys { state.waiters[number] = nil }
            return ready.values.map(\.continuation)
        }
        for continuation in satisfied { continuation.resume(returning: true) }
    }

    /// Lets no child inherit what is open here: a server's socket would listen on after the server has closed it.
    private static func keepDescriptors() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? [] {
            if let descriptor = Int32(name), descriptor > 2 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        }
    }

    private static func thread(_ body: @escaping @Sendable () -> Void) {
        let thread = Thread(block: body)
        thread.stackSize = 256 << 10
        thread.start()
    }

    private static func await(_ identifier: pid_t) -> Ending {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) == -1, errno == EINTR {}
        // wait(2): the low seven bits are the signal that killed it, or 0 where it exited.
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("the list has an end") }
            return body(base)
        }
    }
}

/// The stream of what a program says: read by the thread that waits for more, and by the one that has seen the program end.
private final class Speech: Sendable {
    private let descriptor: Int32
    private let turn = Mutex(())

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Gives to `keep`, in its order, what was said and not taken yet.
    ///
    /// - Returns: whether more may come.
    func take(_ keep: (String) -> Void) -> Bool {
        turn.withLock { _ in
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                if count > 0 {
                    keep(String(decoding: buffer[..<count], as: UTF8.self))
                } else if count == 0 || errno != EINTR {
                    return count < 0 && errno == EAGAIN
                }
            }
        }
    }

    /// Waits until there is more, or nobody is left who could say more.
    func wait() {
        var awaited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while poll(&awaited, 1, -1) < 0, errno == EINTR {}
    }
}
