public import FaxModel

/// Answers `Query.accounts`: jobs with their calls, as accounting needs them.
public struct Accounts: Codable, Hashable, Sendable {
    /// A job and its calls.
    public struct Entry: Codable, Hashable, Sendable {
        /// The job's line.
        public var job: JobRecord
        /// Its calls, the first first.
        public var attempts: [Attempt]

        /// An entry, complete.
        public init(job: JobRecord, attempts: [Attempt]) {
            self.job = job
            self.attempts = attempts
        }
    }

    /// The jobs in the order in which their mails were accepted.
    public var entries: [Entry]

    /// The accounts of these jobs.
    public init(entries: [Entry]) {
        self.entries = entries
    }
}
