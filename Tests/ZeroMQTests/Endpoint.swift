import Foundation
import ZeroMQ

/// A socket file in a folder of its own, which goes when the test ends.
final class Endpoint {
    private let folder: URL

    /// Makes the folder.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "zeromq-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Where to bind and to connect.
    var address: String { "ipc://\(folder.path)/s" }
}

/// Until when a test waits for what must come.
struct Deadline {
    private let end = ContinuousClock.now + .seconds(20)

    /// Whether there is time left.
    var isAhead: Bool { ContinuousClock.now < end }

    /// Polls `socket` until a message comes; `nil` when none came in time.
    func message(of socket: borrowing ZeroMQSocket) throws -> [[UInt8]]? {
        while isAhead {
            if let message = try socket.receive() { return message }
            try socket.poll(milliseconds: 100)
        }
        return nil
    }
}
