import Foundation

/// A DEALER's connection without libzmq: ZMTP 3.0 (ZeroMQ's RFC 23), security mechanism NULL, over a Unix socket.
///
/// It has neither a thread nor a queue. A client over libzmq costs twice as much of the processors as the peers' clients,
/// which share them with the servers that are measured; one over this costs as much as they do.
final class ZMTPConnection {
    private let descriptor: Int32
    private var received: [UInt8] = []
    private var position = 0
    private var buffer = [UInt8](repeating: 0, count: 16 << 10)

    /// Connects to the ROUTER at `path`, which knows this end as `identity`.
    init(path: String, identity: [UInt8]) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        guard connected else { throw BenchmarkError("nobody listens at \(path)") }
        try write(Self.greeting)
        _ = try read(Self.greeting.count)
        try write(Self.ready(identity))
        guard try readFrame().isCommand else { throw BenchmarkError("\(path) does not speak ZMTP") }
    }

    deinit {
        close(descriptor)
    }

    /// Sends a message.
    func send(_ frames: [[UInt8]]) throws {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(frames.reduce(0) { $0 + $1.count + 9 })
        for (index, frame) in frames.enumerated() {
            let more: UInt8 = index + 1 < frames.count ? 1 : 0
            if frame.count < 256 {
                bytes += [more, UInt8(frame.count)]
            } else {
                bytes.append(more | 2)
                withUnsafeBytes(of: UInt64(frame.count).bigEndian) { bytes += $0 }
            }
            bytes += frame
        }
        try write(bytes)
    }

    /// The next message; waits for it.
    ///
    /// - Throws: `BenchmarkError` when the connection ends, or none comes in a minute.
    func receive() throws -> [[UInt8]] {
        var frames: [[UInt8]] = []
        while true {
            let frame = try readFrame()
            if frame.isCommand { continue }
            frames.append(frame.bytes)
            if !frame.isFollowed { return frames }
        }
    }

    /// Signature, version 3.0, mechanism, client.
    private static var greeting: [UInt8] {
        let signature: [UInt8] = [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F]
        let head = signature + [3, 0] + Array("NULL".utf8)
        return head + [UInt8](repeating: 0, count: 64 - head.count)
    }

    private static func ready(_ identity: [UInt8]) -> [UInt8] {
        func property(_ name: String, _ value: [UInt8]) -> [UInt8] {
            [UInt8(name.utf8.count)] + Array(name.utf8) + [0, 0, 0, UInt8(value.count)] + value
        }
        let body =
            [5] + Array("READY".utf8) + property("Socket-Type", Array("DEALER".utf8)) + property("Identity", identity)
        return [4, UInt8(body.count)] + body
    }

    private func readFrame() throws -> (isCommand: Bool, isFollowed: Bool, bytes: [UInt8]) {
        let flags = try readInteger(1)
        let size = try readInteger(flags & 2 == 0 ? 1 : 8)
        return (flags & 4 != 0, flags & 1 != 0, Array(try read(size)))
    }

    /// An integer of so many bytes, the highest first.
    private func readInteger(_ count: Int) throws -> Int {
        try read(count).reduce(0) { $0 << 8 | Int($1) }
    }

    private func read(_ count: Int) throws -> ArraySlice<UInt8> {
        while received.count - position < count {
            if position == received.count {
                received.removeAll(keepingCapacity: true)
                position = 0
            }
            // By poll(2), as a client over libzmq waits. Whoever waits in recv(2) on a Unix socket is also woken, for nothing,
            // when the other end has read what was sent before, which over TCP nobody is.
            var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&item, 1, 60_000)
            let got = recv(descriptor, &buffer, buffer.count, 0)
            guard got > 0 else {
                throw BenchmarkError(
                    got == 0 ? "the spool closed the connection" : "no answer: \(String(cString: strerror(errno)))")
            }
            received += buffer[..<got]
        }
        defer { position += count }
        return received[position..<position + count]
    }

    private func write(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress! + sent, $0.count - sent, 0) }
            guard count > 0 else { throw BenchmarkError("not sent: \(String(cString: strerror(errno)))") }
            sent += count
        }
    }
}
