import Class1
import Configuration
import FaxModel
import Foundation
import T30

/// A call that fetches a document.
extension TelephoneLine {
    /// What such a call needs to be told, and to tell.
    struct Poll: Sendable {
        /// What to dial.
        var number: FaxNumber
        /// What to ask for.
        var request: PollingRequest
        /// Called when the modem is ready; the number is dialled when this returns, and not when it throws.
        var willDial: @Sendable () throws -> Void
        /// Stores a page, and says later what has become of it.
        var store: @Sendable (ArrivedPage, @escaping @Sendable (CallEvent) -> Void) -> Void
        /// Called with the number of a page that is about to be confirmed.
        var confirm: @Sendable (Int) -> Void
        /// Whether the job is in other hands, so that a call that is cancelled must end at once.
        var isLost: @Sendable () -> Bool
    }

    /// Makes a call that polls. Cancelling the task ends it before it dials, or after the page that it is at.
    ///
    /// - Throws: as `make(_:)`.
    func poll(_ poll: Poll) async throws -> Result {
        let cancellation = try CallCancellation()
        return try await withTaskCancellationHandler {
            try await OwnThread.run(named: settings.name) { try perform(poll, cancellation) }
        } onCancel: {
            cancellation.cancel(poll.isLost() ? .atOnce : .afterPage)
        }
    }

    private func perform(_ poll: Poll, _ cancellation: CallCancellation) throws -> Result {
        let lock = try deviceLock()
        defer { _ = lock }
        var session = try session(cancellation, receives: true)
        _ = try session.initialise()
        if try session.isRinging() { throw LineRings(heard: session.rings) }
        try poll.willDial()
        var policy = try receivingPolicy(session.receives)
        policy.password = nil  // That is for callers.
        let call = ReceivingCall(polling: dialled(poll.number), poll.request, policy: policy)
        let received = try session.receive(call, store: poll.store, confirm: poll.confirm) { _, _ in
            throw LineError("Nothing is offered in a call that polls.")
        }
        return Result(report: received.report, trace: session.trace, rings: session.rings)
    }
}
