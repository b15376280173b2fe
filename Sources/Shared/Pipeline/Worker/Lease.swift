public import FaxModel
public import Logging
import Synchronization

/// The lease is over: the task was put back or has moved on, and whatever this worker still does with it counts for
/// nothing. A handler lets it through.
public struct LeaseLost: Error, Sendable {}

/// A payload that can't be read: the task is set aside as corrupt.
public struct CorruptPayload: Error, Sendable, CustomStringConvertible {
    /// What can't be read and why.
    public var description: String

    /// A payload that can't be read for this reason.
    public init(description: String) {
        self.description = description
    }
}

/// A task that this worker holds, and what it may do with it.
public final class Lease: Sendable {
    /// The task.
    public let task: LeasedTask
    /// The leases that were given out together, this one among them, in their order: what is to be done in one go.
    public let companions: [LeaseReference]
    /// Logs with the task's order and job.
    public let logger: Logger
    private let client: SpoolClient
    private let over = Atomic<Bool>(false)
    private let unwanted = Atomic<Bool>(false)

    /// - Parameter companions: the leases that were given out together; `nil` where this one was given out alone.
    init(_ task: LeasedTask, companions: [LeaseReference]? = nil, client: SpoolClient, logger: Logger) {
        self.task = task
        self.companions = companions ?? [task.lease]
        self.client = client
        var logger = logger
        logger[metadataKey: "task"] = "\(task.lease.task)"
        if let job = task.job {
            logger[metadataKey: "job"] = "\(job)"
        } else {
            logger[metadataKey: "order"] = "\(task.order)"
        }
        self.logger = logger
    }

    /// What the producer wrote.
    ///
    /// - Throws: `CorruptPayload` when it is no `type`.
    public func payload<Payload: Decodable>(as type: Payload.Type) throws -> Payload {
        do {
            return try PayloadCoding.decode(type, from: task.payload)
        } catch {
            throw CorruptPayload(description: "the payload is no \(type): \(PayloadCoding.words(of: error))")
        }
    }

    /// What an earlier worker left; `nil` when there is nothing.
    ///
    /// - Throws: `CorruptPayload` when it is no `type`.
    public func checkpoint<State: Decodable>(as type: State.Type) throws -> State? {
        guard !task.checkpoint.isEmpty else { return nil }
        do {
            return try PayloadCoding.decode(type, from: task.checkpoint)
        } catch {
            throw CorruptPayload(description: "the checkpoint is no \(type): \(PayloadCoding.words(of: error))")
        }
    }

    /// Keeps how far the task has come. It is on disk when this returns.
    ///
    /// - Throws: `LeaseLost`; `SpoolError` with `unreachable` when no answer came within `timeout`.
    public func checkpoint(
        _ state: some Encodable, updates: [JobUpdate] = [], timeout: Duration = .seconds(30)
    ) async throws {
        let checkpoint = Checkpoint(lease: task.lease, state: PayloadCoding.encode(state), updates: updates)
        do {
            try await client.accept(.checkpoint(checkpoint), deadline: .now + timeout)
        } catch let error as SpoolError where error.code == .stale {
            end()
            throw LeaseLost()
        }
    }

    /// Reads a document.
    ///
    /// - Throws: `SpoolError`: `unknown` or `damaged` when the document is gone or not what it was.
    public func document(_ reference: DocumentReference) async throws -> [UInt8] {
        try await client.document(reference.digest)
    }

    /// Reads the first `count` bytes of a document, or all of it where it is shorter.
    ///
    /// - Throws: `SpoolError`, as `document`.
    public func beginning(of reference: DocumentReference, count: Int) async throws -> [UInt8] {
        try await client.beginning(of: reference.digest, count: count)
    }

    /// Everything that the spool knows of a job now.
    ///
    /// - Throws: `SpoolError`: `unknown` when there is no such job (any more).
    public func history(of job: JobID) async throws -> JobHistory {
        try await client.query(.job(job), as: JobHistory.self)
    }

    /// Whether the lease is known to be over.
    public var isLost: Bool { over.load(ordering: .acquiring) }

    /// Whether the operator wants the task back: the handler is cancelled, and says how far it has come.
    public var isUnwanted: Bool { unwanted.load(ordering: .acquiring) }

    func becomeUnwanted() {
        unwanted.store(true, ordering: .releasing)
    }

    func end() {
        over.store(true, ordering: .releasing)
    }
}
