public import FaxModel
public import Foundation

/// Answers `Query.queue`: what waits where.
public struct QueueReport: Codable, Hashable, Sendable {
    /// The tasks of one stage and lane.
    public struct Depth: Codable, Hashable, Sendable {
        /// The stage.
        public var stage: Stage
        /// The lane.
        public var lane: Lane
        /// Tasks that may be taken now.
        public var ready: Int
        /// Tasks that wait for their time.
        public var delayed: Int
        /// Tasks that workers hold.
        public var leased: Int
        /// Tasks that can't be done and wait for the operator.
        public var failed: Int
        /// Tasks set aside because they can't be read or their workers died on them.
        public var corrupt: Int
        /// When the oldest of the ready, delayed and leased tasks was submitted.
        public var oldest: Date?

        /// A stage and lane without tasks.
        public init(stage: Stage, lane: Lane) {
            self.stage = stage
            self.lane = lane
            ready = 0
            delayed = 0
            leased = 0
            failed = 0
            corrupt = 0
        }
    }

    /// The stages in the pipeline's order, their lanes by name. Every stage is there, with lane `default` if it has no other.
    public var depths: [Depth]

    /// The report of these depths.
    public init(depths: [Depth]) {
        self.depths = depths
    }
}

/// Answers `Query.jobs` and `Query.order`: one line a job.
public struct JobList: Codable, Hashable, Sendable {
    /// The jobs, newest first.
    public var jobs: [JobRecord]

    /// The list of these jobs.
    public init(jobs: [JobRecord]) {
        self.jobs = jobs
    }
}

/// What the history keeps of a job.
public struct JobRecord: Codable, Hashable, Sendable {
    /// The job's name.
    public var id: JobID
    /// Where it stands.
    public var state: JobState
    /// Who sends: the mail's reverse path.
    public var sender: String
    /// Who receives, in words.
    public var recipient: String?
    /// The number to dial.
    public var number: FaxNumber?
    /// The mail's subject.
    public var subject: String?
    /// The application's reference.
    public var reference: String?
    /// Pages that the fax has.
    public var pageCount: Int?
    /// Pages that the far end confirmed.
    public var confirmedPages: Int
    /// Calls so far.
    public var attempts: Int
    /// The last result as a sentence.
    public var result: String?
    /// When the mail was accepted.
    public var created: Date
    /// When anything last changed.
    public var updated: Date

    /// A job that has just been accepted.
    public init(id: JobID, created: Date) {
        self.id = id
        state = .accepted
        sender = ""
        confirmedPages = 0
        attempts = 0
        self.created = created
        updated = created
    }
}

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
        /// `ready`, `delayed`, `leased`, `failed` or `corrupt`.
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

        /// A task, complete.
        public init(
            stage: Stage, lane: Lane, state: String, notBefore: Date?, retries: Int, troubles: Int = 0, losses: Int,
            reason: String?
        ) {
            self.stage = stage
            self.lane = lane
            self.state = state
            self.notBefore = notBefore
            self.retries = retries
            self.troubles = troubles
            self.losses = losses
            self.reason = reason
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

/// Answers `Query.retry`: how many tasks were put back.
public struct Moved: Codable, Hashable, Sendable {
    /// Tasks put back.
    public var tasks: Int

    /// So many.
    public init(tasks: Int) {
        self.tasks = tasks
    }
}

/// How answers to queries are written: JSON, dates in ISO 8601.
public enum ReportCoding {
    /// Writes a report.
    public static func encode(_ report: some Encodable) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        do {
            return Array(try encoder.encode(report))
        } catch {
            preconditionFailure("a report of our own can't be written as JSON: \(error)")
        }
    }

    /// Reads a report.
    public static func decode<Report: Decodable>(_ type: Report.Type, from bytes: [UInt8]) throws -> Report {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(type, from: Data(bytes))
    }
}
