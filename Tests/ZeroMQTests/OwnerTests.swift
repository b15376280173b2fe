import Foundation
import Testing
import ZeroMQ

/// A socket belongs to the thread that made it. Using it elsewhere ends the process, before it can go wrong in silence.
@Suite struct OwnerTests {
    @Test func itsOwnThreadMayUseASocket() async {
        await #expect(processExitsWith: .success) {
            try SocketUse.send.carryOut(onItsOwnThread: true)
            try SocketUse.receive.carryOut(onItsOwnThread: true)
            try SocketUse.poll.carryOut(onItsOwnThread: true)
            try SocketUse.connect.carryOut(onItsOwnThread: true)
        }
    }

    @Test func anotherThreadMayNotSend() async {
        await #expect(processExitsWith: .failure) { try SocketUse.send.carryOut(onItsOwnThread: false) }
    }

    @Test func anotherThreadMayNotReceive() async {
        await #expect(processExitsWith: .failure) { try SocketUse.receive.carryOut(onItsOwnThread: false) }
    }

    @Test func anotherThreadMayNotPoll() async {
        await #expect(processExitsWith: .failure) { try SocketUse.poll.carryOut(onItsOwnThread: false) }
    }

    @Test func anotherThreadMayNotConnect() async {
        await #expect(processExitsWith: .failure) { try SocketUse.connect.carryOut(onItsOwnThread: false) }
    }
}

/// What a thread does with a socket.
enum SocketUse: Sendable {
    case send, receive, poll, connect

    /// Holds a socket for a thread that must not have it.
    private final class Holder: @unchecked Sendable {
        let socket: ZeroMQSocket

        init() throws {
            socket = try ZeroMQSocket(.dealer, context: ZeroMQContext())
        }
    }

    /// Makes a socket and uses it.
    func carryOut(onItsOwnThread isOwn: Bool) throws {
        let holder = try Holder()
        if isOwn {
            try use(holder.socket)
            return
        }
        let ended = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            try? use(holder.socket)
            ended.signal()
        }
        ended.wait()
    }

    private func use(_ socket: borrowing ZeroMQSocket) throws {
        switch self {
        case .send: _ = try socket.send([[1]])
        case .receive: _ = try socket.receive()
        case .poll: try socket.poll(milliseconds: 0)
        case .connect: try socket.connect(to: "inproc://nowhere")
        }
    }
}
