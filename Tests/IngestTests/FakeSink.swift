import FaxModel
import SMTP
import Synchronization

@testable import ingest

/// A sink in memory, which can be told to refuse and to wait.
final class FakeSink: MailSink {
    struct Kept: Sendable {
        var mail: AcceptedMail
        var text: String
        var pieces: Int
        /// Octets of the largest piece.
        var largest = 0
    }

    private struct State {
        var kept: [Kept] = []
        var refusal: MailRefusal?
        var earlier: OrderID?
        var isHeld = false
        var held: [CheckedContinuation<Void, Never>] = []
        var arrived: [CheckedContinuation<Void, Never>] = []
    }

    let wholeLimit: Int
    private let state = Mutex(State())

    init(wholeLimit: Int = 1000) {
        self.wholeLimit = wholeLimit
    }

    var kept: [Kept] { state.withLock { $0.kept } }

    func refuse(_ refusal: MailRefusal?) {
        state.withLock { $0.refusal = refusal }
    }

    /// From now on every mail is the same as this earlier one.
    func takeForDuplicates(of earlier: OrderID?) {
        state.withLock { $0.earlier = earlier }
    }

    /// From now on everything that comes waits until `release`.
    func hold() {
        state.withLock { $0.isHeld = true }
    }

    func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            state.isHeld = false
            return state.held
        }
        for continuation in held { continuation.resume() }
    }

    /// Returns when something waits in the sink.
    func somethingWaits() async {
        await withCheckedContinuation { continuation in
            let waits = state.withLock { state in
                if state.held.isEmpty { state.arrived.append(continuation) }
                return !state.held.isEmpty
            }
            if waits { continuation.resume() }
        }
    }

    func begin() -> any MailUpload {
        FakeUpload(sink: self)
    }

    func keep(_ mail: AcceptedMail, _ content: MailContent) async throws(MailRefusal) -> OrderID {
        try await pass()
        let kept =
            switch content {
            case .whole(let octets): Kept(mail: mail, text: String(decoding: octets, as: UTF8.self), pieces: 0)
            case .uploaded(let upload):
                Kept(
                    mail: mail, text: String(decoding: (upload as? FakeUpload)?.octets ?? [], as: UTF8.self),
                    pieces: (upload as? FakeUpload)?.pieces ?? 0, largest: (upload as? FakeUpload)?.largest ?? 0)
            }
        return state.withLock { state in
            if let earlier = state.earlier { return earlier }
            state.kept.append(kept)
            return mail.order
        }
    }

    fileprivate func pass() async throws(MailRefusal) {
        await withCheckedContinuation { continuation in
            let (isHeld, arrived) = state.withLock { state in
                guard state.isHeld else { return (false, [CheckedContinuation<Void, Never>]()) }
                state.held.append(continuation)
                defer { state.arrived = [] }
                return (true, state.arrived)
            }
            for waiter in arrived { waiter.resume() }
            if !isHeld { continuation.resume() }
        }
        if let refusal = state.withLock({ $0.refusal }) { throw refusal }
    }
}

private struct FakeUpload: MailUpload {
    let sink: FakeSink
    var octets: [UInt8] = []
    var pieces = 0
    var largest = 0

    mutating func append(_ octets: [UInt8]) async throws(MailRefusal) {
        try await sink.pass()
        self.octets += octets
        pieces += 1
        largest = max(largest, octets.count)
    }
}
