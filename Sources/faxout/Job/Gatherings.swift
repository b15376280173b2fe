import FaxModel
import Pipeline
import Synchronization

/// Brings faxes together that the spool has leased for one call: who is ready waits until each of the others is, or stays
/// behind; then the call is made.
final class Gatherings: Sendable {
    /// What a call has come to for one fax.
    typealias Arrival = Result<FaxoutHandler.Outcome, any Error>
    /// Makes a call with faxes, at least one.
    ///
    /// - Returns: what it has come to for each, in their order.
    typealias MakeCall = @Sendable ([OutgoingFax]) async -> [Arrival]

    private struct Rider {
        var fax: OutgoingFax
        var arrival: CheckedContinuation<FaxoutHandler.Outcome, any Error>
    }

    private struct Gathering {
        /// The tasks of which it is not known yet whether they come along.
        var awaited: Set<TaskID>
        var riders: [TaskID: Rider] = [:]
        /// The call, once it is being made.
        var call: Task<Void, Never>?
    }

    /// By the first of the leases that were given out together. Not an actor's: a cancellation must have reached the call
    /// when it returns.
    private let gatherings = Mutex<[LeaseReference: Gathering]>([:])

    /// The fax of this lease does not come along.
    func stayBehind(_ lease: Lease, _ make: @escaping MakeCall) {
        settle(lease, nil, make)
    }

    /// Takes the fax along in the call of its companions. Cancelling the task ends the call, unless this fax is sent already.
    ///
    /// - Throws: `CancellationError` when the task is cancelled before the call is made, and what the call throws.
    func ride(_ fax: OutgoingFax, _ make: @escaping MakeCall) async throws -> FaxoutHandler.Outcome {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                settle(fax.lease, Rider(fax: fax, arrival: continuation), make)
                if Task.isCancelled { cancelled(fax) }
            }
        } onCancel: {
            cancelled(fax)
        }
    }

    /// It is known of one more whether it comes along. The last one sets out with all that do.
    private func settle(_ lease: Lease, _ rider: Rider?, _ make: @escaping MakeCall) {
        gatherings.withLock { gatherings in
            var gathering = gatherings[lease.call] ?? Gathering(awaited: Set(lease.companions.map(\.task)))
            gathering.awaited.remove(lease.task.lease.task)
            gathering.riders[lease.task.lease.task] = rider
            let riders = lease.companions.compactMap { gathering.riders[$0.task] }
            if gathering.awaited.isEmpty, !riders.isEmpty {
                gathering.call = Task { [call = lease.call] in
                    let arrivals = await make(riders.map(\.fax))
                    self.gatherings.withLock { $0[call] = nil }
                    for (rider, arrival) in zip(riders, arrivals) { rider.arrival.resume(with: arrival) }
                }
            }
            gatherings[lease.call] = gathering.awaited.isEmpty && riders.isEmpty ? nil : gathering
        }
    }

    private func cancelled(_ fax: OutgoingFax) {
        let (call, rider) = gatherings.withLock { gatherings -> (Task<Void, Never>?, Rider?) in
            if let call = gatherings[fax.lease.call]?.call { return (call, nil) }
            return (nil, gatherings[fax.lease.call]?.riders.removeValue(forKey: fax.lease.task.lease.task))
        }
        if !fax.recorder.current.isSent { call?.cancel() }
        rider?.arrival.resume(throwing: CancellationError())
    }
}

extension Lease {
    /// What is the same for all that were given out together, and for no others.
    fileprivate var call: LeaseReference { companions.first ?? task.lease }
}
