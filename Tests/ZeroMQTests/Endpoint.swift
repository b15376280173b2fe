import Foundation
import TestSupport
import Testing
import ZeroMQ

/// A socket file in a folder of its own, which goes when the test ends.
struct Endpoint {
    private let folder: TemporaryFolder

    /// Makes the folder.
    init() throws {
        folder = try TemporaryFolder()
    }

    /// Where to bind and to connect.
    var address: String { "ipc://\(folder.path("s"))" }
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

    /// Connects a dealer to a router that is there, and waits until it is connected.
    func connect(_ dealer: borrowing ZeroMQSocket, to address: String) throws {
        try dealer.connect(to: address)
        #expect(try connection(of: dealer))
    }

    /// Polls `dealer` until it is connected; `false` when it was not in time.
    func connection(of dealer: borrowing ZeroMQSocket) throws -> Bool {
        while isAhead {
            if try dealer.takeHandshake() == .made { return true }
            try dealer.poll(milliseconds: 100)
        }
        return false
    }
}
