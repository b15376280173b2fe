import FaxModel
import Foundation
import Pipeline
import Synchronization
import ZeroMQ

/// Cycles a second: a task of 600 bytes is submitted, leased and completed, by 16 clients that each wait for every
/// answer; against beanstalkd, synced at every write as the spool is, doing put, reserve and delete.
struct SpoolCycles {
    static let clients = 16
    static let taskSize = 600
    let setup: Setup
    let seconds: Double

    func figure() throws -> Figure {
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<3 {
            ours.append(try spool())
            theirs.append(try beanstalkd())
        }
        return Figure(
            name: "spool-cycles", ours: median(ours), unit: "cycles/s", peer: median(theirs), goal: 1.5,
            moreIsBetter: true)
    }

    private func spool() throws -> Double {
        let installation = try setup.installation()
        let spool = try installation.start("spool", waitFor: "serving")
        defer { spool.stop() }
        let endpoint = installation.endpoint
        return try measure { deadline in
            let socket = try ZeroMQSocket(.dealer, context: ZeroMQContext())
            let name = (0..<15).map { _ in UInt8.random(in: 0...255) }
            try socket.setIdentity([1] + name)
            try socket.connect(to: endpoint)
            while try !socket.takeConnection() { try socket.poll(milliseconds: 1000) }
            let lane = Lane(rawValue: "lane-\(name[0])-\(name[1])-\(name[2])")
            let payload = [UInt8](repeating: 0x78, count: Self.taskSize)
            var number: UInt64 = 0
            func ask(_ request: Request) throws {
                number += 1
                guard try socket.send(request.frames(request: number)) else { throw BenchmarkError("not sent") }
            }
            func next() throws -> Response {
                while true {
                    if let frames = try socket.receive() { return try Response.read(frames).response }
                    try socket.poll(milliseconds: 1000)
                }
            }
            let capacity = Readiness.Capacity(lane: lane, tasks: 1)
            try ask(.ready(Readiness(stage: .enrich, capacities: [capacity], held: [])))
            guard case .readied = try next() else { throw BenchmarkError("not ready") }
            var cycles = 0
            while ContinuousClock.now < deadline {
                let order = OrderID.new()
                let task = NewTask(stage: .enrich, lane: lane, priority: .normal, order: order, payload: payload)
                try ask(.submit(Submission(order: order, tasks: [task])))
                var lease: LeaseReference?
                for _ in 0..<2 {
                    switch try next() {
                    case .accepted: break
                    case .leased(let task): lease = task.lease
                    case let other: throw BenchmarkError("unexpected: \(other)")
                    }
                }
                guard let lease else { throw BenchmarkError("no lease") }
                try ask(.complete(lease, Completion(.done)))
                guard case .accepted = try next() else { throw BenchmarkError("not completed") }
                cycles += 1
            }
            return cycles
        }
    }

    private func beanstalkd() throws -> Double {
        let folder = try setup.folder()
        let port = try freePort()
        let server = try RunningProgram(
            "/usr/bin/beanstalkd", ["-l", "127.0.0.1", "-p", "\(port)", "-b", folder.path, "-f", "0"],
            log: folder.appending(path: "beanstalkd.log"))
        defer { server.stop() }
        try waitUntil("beanstalkd") { (try? LineConnection(port: port)) != nil }
        return try measure { deadline in
            let connection = try LineConnection(port: port)
            let tube = "tube-\(UInt32.random(in: 0...UInt32.max))"
            _ = try connection.ask("use \(tube)\r\n", lines: 1)
            _ = try connection.ask("watch \(tube)\r\n", lines: 1)
            let body = String(repeating: "x", count: Self.taskSize)
            var cycles = 0
            while ContinuousClock.now < deadline {
                let inserted = try connection.ask("put 0 0 60 \(Self.taskSize)\r\n\(body)\r\n", lines: 1)
                guard inserted.hasPrefix("INSERTED") else { throw BenchmarkError(inserted) }
                let reserved = try connection.ask("reserve\r\n", lines: 2)
                let words = reserved.split(separator: " ")
                guard words.first == "RESERVED", words.count > 1 else { throw BenchmarkError(reserved) }
                let deleted = try connection.ask("delete \(words[1])\r\n", lines: 1)
                guard deleted.hasPrefix("DELETED") else { throw BenchmarkError(deleted) }
                cycles += 1
            }
            return cycles
        }
    }

    /// Cycles a second of all clients, each a thread that runs `client` until the deadline.
    private func measure(_ client: @Sendable @escaping (ContinuousClock.Instant) throws -> Int) throws -> Double {
        let start = ContinuousClock.now
        let deadline = start + .seconds(seconds)
        let results = Mutex<[Result<Int, any Error>]>([])
        let done = DispatchSemaphore(value: 0)
        for _ in 0..<Self.clients {
            Thread.detachNewThread {
                let result = Result { try client(deadline) }
                results.withLock { $0.append(result) }
                done.signal()
            }
        }
        for _ in 0..<Self.clients { done.wait() }
        let cycles = try results.withLock { try $0.reduce(0) { try $0 + $1.get() } }
        return Double(cycles) / ((ContinuousClock.now - start) / .seconds(1))
    }
}

/// A TCP connection on which a request is answered by lines.
final class LineConnection {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard connected else {
            close(descriptor)
            throw BenchmarkError("nobody listens at port \(port)")
        }
    }

    deinit {
        close(descriptor)
    }

    /// Sends `request` and reads until so many lines have come.
    func ask(_ request: String, lines: Int) throws -> String {
        var request = request
        let sent = request.withUTF8 { write(descriptor, $0.baseAddress, $0.count) }
        guard sent == request.utf8.count else { throw BenchmarkError("not sent") }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while answer.count(where: { $0 == 10 }) < lines {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else { throw BenchmarkError("the connection was closed") }
            answer += buffer[..<count]
        }
        return String(decoding: answer, as: UTF8.self)
    }
}
