import Foundation

/// A TCP connection on which a request is answered by lines.
final class LineConnection {
    private let descriptor: Int32

    /// Connects to `port` of the loopback interface.
    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var one: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
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
    ///
    /// - Throws: `BenchmarkError` when the connection ends, or no answer comes in a minute.
    func ask(_ request: String, lines: Int) throws -> String {
        String(decoding: try ask(Array(request.utf8), lines: lines), as: UTF8.self)
    }

    /// Sends bytes that nothing answers.
    func send(_ bytes: [UInt8]) throws {
        guard write(descriptor, bytes, bytes.count) == bytes.count else { throw BenchmarkError("not sent") }
    }

    /// As above, in bytes.
    func ask(_ request: [UInt8], lines: Int) throws -> [UInt8] {
        try send(request)
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while answer.count(where: { $0 == 10 }) < lines {
            let count = read(descriptor, &buffer, buffer.count)
            guard count > 0 else {
                throw BenchmarkError(
                    count == 0 ? "the connection was closed" : "no answer: \(String(cString: strerror(errno)))")
            }
            answer += buffer[..<count]
        }
        return answer
    }
}
