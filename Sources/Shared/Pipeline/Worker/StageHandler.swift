public import FaxModel

/// The work of one stage. It holds no state that matters: what must survive goes into a checkpoint or a successor.
public protocol StageHandler: Sendable {
    /// Works on one task. Called for several tasks at once, up to the worker's capacity, and besides for their companions.
    ///
    /// - Returns: how it ended and what follows.
    /// - Throws: `CorruptPayload` sets the task aside; `LeaseLost` drops it; `CancellationError` hands it back; a
    ///   `Failure` or any other error is tried again with growing delay, and after the last try handed to `giveUp`; the
    ///   loss of a document (`SpoolError` with `unknown` or `damaged`) at once.
    func handle(_ lease: Lease) async throws -> Completion

    /// The task failed too often, or for good: tell whom it concerns. By default the task waits for the operator, who sees `failure`.
    func giveUp(_ lease: Lease, because failure: Failure) async -> Completion

    /// These telephone lines, and no others, are to make no call. By default there are none.
    func pauseLines(_ names: [String]) async
}

extension StageHandler {
    public func giveUp(_ lease: Lease, because failure: Failure) async -> Completion {
        Completion(.failed(failure))
    }

    public func pauseLines(_ names: [String]) async {}
}
