import Foundation
import Synchronization

/// TCP ports of 127.0.0.1 for servers that tests start.
///
/// They lie below the range from which the system takes ports for connections and for those who ask for any, so none is
/// taken between its choice and its use; and each is locked by a file for as long as this process lives, so that tests
/// that run beside these choose others.
public enum LoopbackPort {
    private static let candidates = 12_000..<32_000
    private static let locks = Mutex<[Int: Int32]>([:])

    /// A port that nobody listens on and nobody else will be given.
    public static func reserve() throws -> Int {
        let folder = "/tmp/faxpost-test-ports"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for _ in 0..<1000 {
            let port = Int.random(in: candidates)
            let lock = open("\(folder)/\(port)", O_CREAT | O_RDWR | O_CLOEXEC, 0o666)
            guard lock >= 0 else { continue }
            let isOurs = flock(lock, LOCK_EX | LOCK_NB) == 0 && isFree(port)
            if isOurs {
                locks.withLock { $0[port] = lock }
                return port
            }
            close(lock)
        }
        throw SupportError("no free port of \(candidates)")
    }

    /// Waits until somebody takes connections at `port`.
    ///
    /// - Throws: `SupportError` when `process`, who should, ends before, or has not begun to within `limit`.
    public static func listening(
        _ port: Int, while process: ChildProcess, within limit: Duration = .seconds(120)
    ) async throws {
        try await eventually("\(process.name) listens on \(port)", within: limit) {
            guard process.ending == nil else {
                throw SupportError("\(process.name) does not listen on \(port); it said:\n\(process.output)")
            }
            return connects(port)
        }
    }

    private static func isFree(_ port: Int) -> Bool { withSocket(port) { bind($0, $1, $2) == 0 } }

    private static func connects(_ port: Int) -> Bool { withSocket(port) { connect($0, $1, $2) == 0 } }

    private static func withSocket(
        _ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
