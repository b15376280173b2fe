import Foundation

/// beanstalkd, with a log on disk that is synced at every write, as the spool's is (`-f 0`).
enum Beanstalkd {
    /// Starts it on a free port.
    static func start(_ setup: Setup) throws -> RunningQueue {
        let folder = try setup.folder()
        let port = try freePort()
        let server = try RunningProgram(
            "/usr/bin/beanstalkd", ["-l", "127.0.0.1", "-p", "\(port)", "-b", folder.path, "-f", "0"],
            log: folder.appending(path: "beanstalkd.log"))
        try waitUntil("beanstalkd") { (try? LineConnection(port: port)) != nil }
        return RunningQueue(programs: [server]) { lane in try BeanstalkdClient(port: port, tube: "tube-\(lane)") }
    }
}

/// A client of beanstalkd: put, reserve and delete.
final class BeanstalkdClient: QueueClient {
    private let connection: LineConnection
    private let tube: String
    private var reserved = ""

    /// A client that puts into `tube`.
    init(port: Int, tube: String) throws {
        self.tube = tube
        connection = try LineConnection(port: port)
        _ = try connection.ask("use \(tube)\r\n", lines: 1)
    }

    func work() throws {
        _ = try connection.ask("watch \(tube)\r\n", lines: 1)
    }

    func submit(_ payload: [UInt8]) throws {
        let put = Array("put 0 0 60 \(payload.count)\r\n".utf8) + payload + [13, 10]
        try expect("INSERTED", try connection.ask(put, lines: 1))
    }

    func take() throws -> [UInt8] {
        let answer = try connection.ask(Array("reserve\r\n".utf8), lines: 2)
        try expect("RESERVED", answer)
        let lines = answer.split(separator: 10)
        reserved = String(decoding: lines[0].split(separator: 32)[1], as: UTF8.self)
        return Array(lines[1].dropLast())
    }

    func complete() throws {
        try expect("DELETED", try connection.ask(Array("delete \(reserved)\r\n".utf8), lines: 1))
    }

    /// Nothing comes that was not reserved.
    func leave() {}

    private func expect(_ word: String, _ answer: [UInt8]) throws {
        guard answer.starts(with: word.utf8) else {
            throw BenchmarkError("beanstalkd answered \(String(decoding: answer, as: UTF8.self))")
        }
    }
}
