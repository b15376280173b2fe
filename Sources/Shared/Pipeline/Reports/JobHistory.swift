public import FaxModel
public import Foundation

/// Answers `Query.job`: everything that the spool knows of one job.
public struct JobHistory: Codable, Hashable, Sendable {
    /// One line of the journal.
    public struct Event: Codable, Hashable, Sendable {
        /// When it was committed.
        public var time: Date
        /// The stage whose worker said so; `nil` for what the spool or `ingest` said.
        public var stage: Stage?
        /// What happened.
        public var text: String

        /// An event.
        public init(time: Date, stage: Stage?, text: String) {
            self.time = time
            self.stage = stage
            self.text = text
        }
    }

    /// A task that works for the job now.
    public struct LiveTask: Codable, Hashable, Sendable {
        /// The stage that has it or will have it.
        public var stage: Stage
        /// The lane.
        public var lane: Lane
        /// `ready`, `leased`, `delayed`, `blocked`, `held`, `failed` or `corrupt`.
        public var state: String
        /// When it may be taken.
        public var notBefore: Date?
        /// How often it ended with `retry`.
        public var retries: Int
        /// How often it ended with `trouble` since then.
        public var troubles: Int
        /// How often a worker died with it.
        public var losses: Int
        /// Why it was put back or set aside last.
        public var reason: String?
        /// How urgent it is.
        public var priority: Priority
        /// When it is over; `nil` for never.
        public var expires: Date?
        /// What keeps it from being given out, as the end of a sentence; `nil` where its state says all.
        public var waitsFor: String?

        /// A task, complete.
        public init(
            stage: Stage, lane: Lane, state: String, notBefore: Date?, retries: Int, troubles: Int = 0, losses: Int,
            reason: String?, priority: Priority = .normal, expires: Date? = nil, waitsFor: String? = nil
        ) {
            self.stage = stage
            self.lane = lane
            self.state = state
            self.notBefore = notBefore
            self.retries = retries
            self.troubles = troubles
            self.losses = losses
            self.reason = reason
            self.priority = priority
            self.expires = expires
            self.waitsFor = waitsFor
        }
    }

    /// The job's line.
    public var job: JobRecord
    /// What happened, oldest first.
    public var events: [Event]
    /// The calls that were made, oldest first.
    public var attempts: [Attempt]
    /// What works for it now.
    public var tasks: [LiveTask]
    /// Its documents by role: `mail`, `cover`, `pages`, `sent`.
    public var documents: [String: DocumentReference]

    /// A history, complete.
    public init(
        job: JobRecord, events: [Event], attempts: [Attempt], tasks: [LiveTask],
        documents: [String: DocumentReference]
    ) {
        self.job = job
        self.events = events
        self.attempts = attempts
        self.tasks = tasks
        self.documents = documents
    }
}
