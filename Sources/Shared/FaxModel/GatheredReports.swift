/// What became of the faxes of one mail, to be told together: the payload of a `deliver` task of lane `mails`. The spool makes it in the
/// transaction that ends the last of them, or lays it aside for the operator.
public struct GatheredReports: Hashable, Sendable, Codable {
    /// A fax that has ended.
    public struct Entry: Hashable, Sendable, Codable {
        /// Its job.
        public var job: JobID
        /// What became of it: a `JobReport` in JSON; `nil` where the spool has it no longer.
        public var report: DocumentReference?

        /// The fax `job`, of which `report` tells.
        public init(job: JobID, report: DocumentReference?) {
            self.job = job
            self.report = report
        }
    }

    /// The faxes that have ended and were not told of before, by their numbers; never none.
    public var entries: [Entry]
    /// Those of the same mail that wait for the operator: they are told of when they have ended.
    public var setAside: [JobID]
    /// Whether copies for archives were made of it; `nil` for no.
    public var isArchived: Bool?
    /// Who did not get it, where it is the copy for the operator; `nil` where it is not.
    public var undelivered: UndeliveredResult?

    /// The faxes of a mail.
    public init(entries: [Entry], setAside: [JobID] = []) {
        self.entries = entries
        self.setAside = setAside
    }
}

extension JobReport {
    /// The role of the document with a job's report while it waits for the other faxes of its mail.
    public static let waitingRole = "result-waiting"
    /// The role of the document with a job's report once it was told, or is about to be.
    public static let toldRole = "result"
}
