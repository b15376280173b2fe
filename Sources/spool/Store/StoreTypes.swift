import FaxModel
import Pipeline

/// Names a worker's connection: the routing id that its socket chose.
struct WorkerID: Hashable, Sendable {
    var bytes: [UInt8]

    func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
}

/// A place that a worker has for a task, and the token under which it would hold it.
struct LeaseSlot: Hashable, Sendable {
    var worker: WorkerID
    var token: LeaseToken
}

/// A task with its id, as a store finds it.
struct FiledTask: Hashable, Sendable {
    var id: TaskID
    var record: TaskRecord
}

/// A lease as the store has it.
struct StoredLease: Hashable, Sendable {
    var reference: LeaseReference
    var worker: WorkerID
    var record: TaskRecord
}

/// The store could not do what was asked: the disk is full or broken, or a document's bytes are gone.
struct StoreError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened.
    var description: String
    /// Whether a document's bytes are gone: asking again will not bring them back.
    var isLoss = false
    /// Whether what was in the way has been laid aside: asking again will do.
    var isMended = false
}
