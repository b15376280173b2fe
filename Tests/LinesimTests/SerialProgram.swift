import Foundation
import Glibc
import Testing

/// A program that uses a serial device: it writes, and reads what it waits for, with a deadline.
final class SerialProgram {
    private var descriptor: Int32
    private var unread: [UInt8] = []

    /// Opens the device at `path`.
    init(_ path: String) throws {
        descriptor = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK)
        try #require(descriptor >= 0, "\(path): \(String(cString: strerror(errno)))")
    }

    deinit {
        closeDevice()
    }

    /// Closes the device.
    func closeDevice() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    /// Writes a few bytes.
    func write(_ bytes: [UInt8]) throws {
        try #require(bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) } == bytes.count)
    }

    /// Writes a command line.
    func command(_ line: String) throws { try write(Array("\(line)\r".utf8)) }

    /// Writes a command line, and waits for the result code.
    func command(_ line: String, _ result: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        try command(line)
        try waitFor(result, sourceLocation: sourceLocation)
    }

    /// Waits until the modem says `result` in a line of its own.
    func waitFor(_ result: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        _ = try read(through: Array("\r\n\(result)\r\n".utf8), sourceLocation: sourceLocation)
    }

    /// Reads up to and with `end`, and returns what came before it.
    func read(through end: [UInt8], sourceLocation: SourceLocation = #_sourceLocation) throws -> [UInt8] {
        let deadline = ContinuousClock.now + .seconds(120)
        while true {
            if let range = unread.firstRange(of: end) {
                defer { unread.removeSubrange(..<range.upperBound) }
                return Array(unread[..<range.lowerBound])
            }
            let news = isReadable(milliseconds: 100) ? readOnce() : []
            unread += news
            // However late it is, what is there is looked at.
            guard news.isEmpty else { continue }
            try #require(
                ContinuousClock.now < deadline,
                "waited for \(String(decoding: end, as: UTF8.self)), got \(String(decoding: unread, as: UTF8.self))",
                sourceLocation: sourceLocation)
        }
    }

    /// Reads what is there, as much as one read brings.
    func readOnce() -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }

    /// Whether there is something to read, now or within this time.
    func isReadable(milliseconds: Int32) -> Bool { Self.isReadable(descriptor, milliseconds: milliseconds) }

    /// Whether there is something to read at `descriptor`, now or within this time.
    static func isReadable(_ descriptor: Int32, milliseconds: Int32) -> Bool {
        var item = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&item, 1, milliseconds) == 1
    }
}
