/// Answers every `Command`: what it has changed.
public struct CommandReport: Codable, Hashable, Sendable {
    /// Jobs that it concerns.
    public var jobs: Int
    /// Tasks that it moved at once.
    public var tasks: Int
    /// Tasks that a worker has in hand: the command takes effect when they are handed back.
    public var inHand: Int
    /// Those of them that are faxes in calls: a call ends after the page that it is at.
    public var endingCalls: Int
    /// A sentence on what the operator may not have meant, although it was done; `nil` where nothing is to be said.
    public var warning: String?

    /// So many jobs and tasks; none by default.
    public init(jobs: Int = 0, tasks: Int = 0, inHand: Int = 0, endingCalls: Int = 0) {
        self.jobs = jobs
        self.tasks = tasks
        self.inHand = inHand
        self.endingCalls = endingCalls
    }
}
