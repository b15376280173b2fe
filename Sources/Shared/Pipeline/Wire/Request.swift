public import FaxModel

/// What a client asks of the spool.
///
/// Every request may be sent again when no answer came: a second `submit` of an order and a second `complete` under a
/// spent token change nothing, and the others only state what is.
public enum Request: Hashable, Sendable {
    /// Store an order with its first tasks.
    case submit(Submission)
    /// Take tasks: the worker's lanes with how many tasks it can hold of each, and the leases it holds. Repeated as heartbeat.
    case ready(Readiness)
    /// A task ended.
    case complete(LeaseReference, Completion)
    /// Keep how far a task has come.
    case checkpoint(Checkpoint)
    /// A piece of a document that is too large for one message.
    case write(UploadPiece)
    /// The last piece is written; keep the document.
    case seal(upload: UInt64, digest: DocumentDigest, byteCount: Int)
    /// A piece of a document.
    case fetch(digest: DocumentDigest, offset: Int, count: Int)
    /// What an operator wants to know.
    case query(Query)
    /// What an operator wants to have done.
    case command(Command)
    /// Replace what the only task of an order says, as long as no worker has it.
    case amend(Amendment)
    /// Give a document that the spool has a name, in place of the document that had it; `nil` takes the name away.
    case publish(name: String, PublishedDocument?)
}

/// What a worker can take, and what it holds.
public struct Readiness: Hashable, Sendable {
    /// Tasks of one lane.
    public struct Capacity: Hashable, Sendable {
        /// The lane.
        public var lane: Lane
        /// How many tasks the worker can hold at once.
        public var tasks: Int

        /// So many tasks of `lane`.
        public init(lane: Lane, tasks: Int) {
            self.lane = lane
            self.tasks = tasks
        }
    }

    /// Leases that a worker may hold at the most, and lanes and lines that it may have: whoever names more is refused. Two
    /// hundred lines with a hundred faxes in each call are no more.
    public static let most = 20_000

    /// The worker's stage.
    public var stage: Stage
    /// The lanes that it serves.
    public var capacities: [Capacity]
    /// The leases that it holds: they are extended.
    public var held: [LeaseReference]
    /// The telephone lines that it has, and how they are.
    public var lines: [LineStatus]

    /// What a worker of `stage` can take and holds.
    public init(stage: Stage, capacities: [Capacity], held: [LeaseReference], lines: [LineStatus] = []) {
        self.stage = stage
        self.capacities = capacities
        self.held = held
        self.lines = lines
    }
}

/// How far a task has come.
public struct Checkpoint: Hashable, Sendable {
    /// The task, and the proof that it is ours.
    public var lease: LeaseReference
    /// What the next worker is given, should this one die.
    public var state: [UInt8]
    /// What the history is told.
    public var updates: [JobUpdate]

    /// How far `lease`'s task has come.
    public init(lease: LeaseReference, state: [UInt8], updates: [JobUpdate]) {
        self.lease = lease
        self.state = state
        self.updates = updates
    }
}

/// A piece of a document on its way to the spool.
public struct UploadPiece: Hashable, Sendable {
    /// Names the upload: 64 bits that the client chose at random.
    public var upload: UInt64
    /// Where the piece begins, in bytes.
    public var offset: Int
    /// The piece.
    public var bytes: [UInt8]

    /// The piece of `upload` that begins at `offset`.
    public init(upload: UInt64, offset: Int, bytes: [UInt8]) {
        self.upload = upload
        self.offset = offset
        self.bytes = bytes
    }
}
