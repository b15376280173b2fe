public import FaxModel
public import Foundation

/// A task that a producer hands to the spool.
public struct NewTask: Hashable, Sendable {
    /// The stage that will take it.
    public var stage: Stage
    /// The lane within the stage.
    public var lane: Lane
    /// How urgent it is.
    public var priority: Priority
    /// The order that it works for.
    public var order: OrderID
    /// The job that it works for; `nil` for a task of the whole order.
    public var job: JobID?
    /// When it may be taken at the earliest; `nil` for at once.
    public var notBefore: Date?
    /// When it is over if it was not done by then; `nil` for when its predecessor would be, or the spool's own limit.
    public var expires: Date?
    /// The number that it dials: the spool lets one call at a time go there. `nil` for a task that dials nothing.
    public var destination: FaxNumber?
    /// The lanes in which it may be done, in the order in which they are to be tried, `lane` among them; empty where it is for `lane`
    /// alone. The spool moves it on where its lane can't take it.
    public var route: [Lane] = []
    /// What the stage reads: JSON.
    public var payload: [UInt8]

    /// A task with its payload as bytes.
    public init(
        stage: Stage, lane: Lane, priority: Priority, order: OrderID, job: JobID? = nil, notBefore: Date? = nil,
        expires: Date? = nil, destination: FaxNumber? = nil, payload: [UInt8]
    ) {
        self.stage = stage
        self.lane = lane
        self.priority = priority
        self.order = order
        self.job = job
        self.notBefore = notBefore
        self.expires = expires
        self.destination = destination
        self.payload = payload
    }

    /// A task of the whole order `order`, with its payload as a value.
    public init(
        stage: Stage, lane: Lane = .default, priority: Priority, order: OrderID, notBefore: Date? = nil,
        expires: Date? = nil, payload: some Encodable
    ) {
        self.init(
            stage: stage, lane: lane, priority: priority, order: order, notBefore: notBefore, expires: expires,
            payload: PayloadCoding.encode(payload))
    }

    /// A task of the job `job`, with its payload as a value.
    public init(
        stage: Stage, lane: Lane = .default, priority: Priority, job: JobID, notBefore: Date? = nil,
        expires: Date? = nil, destination: FaxNumber? = nil, payload: some Encodable
    ) {
        self.init(
            stage: stage, lane: lane, priority: priority, order: job.order, job: job, notBefore: notBefore,
            expires: expires, destination: destination, payload: PayloadCoding.encode(payload))
    }
}

/// A task that the spool leases to a worker.
public struct LeasedTask: Hashable, Sendable {
    /// The task and the proof of the lease.
    public var lease: LeaseReference
    /// The task's stage.
    public var stage: Stage
    /// The task's lane.
    public var lane: Lane
    /// The order that it works for.
    public var order: OrderID
    /// The job that it works for; `nil` for a task of the whole order.
    public var job: JobID?
    /// How often the task ended with `retry` so far.
    public var retries: Int
    /// How often it ended with `trouble` since it last ended with `retry`.
    public var troubles: Int
    /// How often a lease of the task was lost so far: a worker that died with it.
    public var losses: Int
    /// The number to dial, which the operator may have changed, or that was to be dialled where the task has ended; `nil` for
    /// one that has none.
    public var destination: FaxNumber?
    /// The rate, in bit/s, with which the call is to begin, as others to the number have shown; `nil` for the fastest.
    public var firstRate: Int?
    /// Set where the task is over, and only those whom it concerns are to be told.
    public var ending: Ending?
    /// What the producer wrote.
    public var payload: [UInt8]
    /// What an earlier worker left by `checkpoint`; empty if none did.
    public var checkpoint: [UInt8]
    /// Tasks that are leased along with it and need no room of their own, in their order: faxes to the same number, for
    /// the same call. They have no companions themselves.
    public var companions: [LeasedTask]

    /// A leased task, complete.
    public init(
        lease: LeaseReference, stage: Stage, lane: Lane, order: OrderID, job: JobID?, retries: Int, troubles: Int = 0,
        losses: Int, destination: FaxNumber? = nil, firstRate: Int? = nil, ending: Ending? = nil, payload: [UInt8],
        checkpoint: [UInt8], companions: [LeasedTask] = []
    ) {
        self.lease = lease
        self.stage = stage
        self.lane = lane
        self.order = order
        self.job = job
        self.retries = retries
        self.troubles = troubles
        self.losses = losses
        self.destination = destination
        self.firstRate = firstRate
        self.ending = ending
        self.payload = payload
        self.checkpoint = checkpoint
        self.companions = companions
    }
}

extension LeasedTask {
    /// Its lease and those of its companions.
    public var leases: [LeaseReference] { [lease] + companions.map(\.lease) }
}
