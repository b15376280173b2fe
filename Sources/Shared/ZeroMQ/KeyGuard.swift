import Foundation
import Synchronization

/// Says which keys may connect to the CURVE servers of a context: the handler of ZAP (RFC 27 of ZeroMQ), on a thread of its
/// own. Without one libzmq would let everybody in who knows the server's public key.
public final class KeyGuard: Sendable {
    /// Somebody who was not let in.
    public struct Refusal: Sendable {
        /// Its network address.
        public var address: String
        /// The key that it has proved to have; `nil` when it came without one.
        public var key: CurveKey?
    }

    private let wakeup = Wakeup()

    /// Guards the sockets of `context`, those that bind from now on, until it is released.
    ///
    /// - Parameter refused: told, on the guard's thread, of each that is not let in.
    /// - Throws: `ZeroMQError` when the context has a guard.
    public init(
        _ context: ZeroMQContext, admitting keys: Set<CurveKey>, refused: @escaping @Sendable (Refusal) -> Void
    ) throws(ZeroMQError) {
        let started = DispatchSemaphore(value: 0)
        let failure = Mutex<ZeroMQError?>(nil)
        let thread = Thread { [wakeup] in
            do throws(ZeroMQError) {
                let socket = try ZeroMQSocket(.answerer, context: context)
                try socket.bind(to: "inproc://zeromq.zap.01")
                started.signal()
                try Self.serve(socket, until: wakeup, keys, refused)
            } catch {
                // After the start it is the context's end.
                failure.withLock { $0 = error }
                started.signal()
            }
        }
        thread.name = "key guard"
        thread.stackSize = 256 << 10
        thread.start()
        started.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    deinit {
        wakeup.signal()
    }

    private static func serve(
        _ socket: borrowing ZeroMQSocket, until wakeup: Wakeup, _ keys: Set<CurveKey>, _ refused: (Refusal) -> Void
    ) throws(ZeroMQError) {
        while !wakeup.isSignalled {
            while let frames = try socket.receive() {
                let question = Question(frames)
                let isAdmitted = question?.key.map(keys.contains) ?? false
                _ = try socket.send(Question.answer(frames, isAdmitted: isAdmitted))
                if !isAdmitted, let question { refused(Refusal(address: question.address, key: question.key)) }
            }
            try socket.poll(or: wakeup.descriptor, milliseconds: -1)
        }
    }
}

/// A request of ZAP 1.0 (RFC 27 of ZeroMQ): version, request id, domain, address, identity, mechanism, credentials.
private struct Question {
    let address: String
    /// The client's public key; `nil` for a mechanism that has none.
    let key: CurveKey?

    init?(_ frames: [[UInt8]]) {
        guard frames.count >= 6 else { return nil }
        address = String(decoding: frames[3], as: UTF8.self)
        key = frames[5].elementsEqual("CURVE".utf8) && frames.count >= 7 ? CurveKey(bytes: frames[6]) : nil
    }

    /// The answer to the request of these frames: version, request id, status code, status text, user id, metadata.
    static func answer(_ frames: [[UInt8]], isAdmitted: Bool) -> [[UInt8]] {
        let (code, text) = isAdmitted ? ("200", "OK") : ("400", "This key is not admitted")
        return [Array("1.0".utf8), frames.count > 1 ? frames[1] : [], Array(code.utf8), Array(text.utf8), [], []]
    }
}
