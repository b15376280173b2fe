import FaxModel

/// What has become of a job, as the indexes `job_open` and `job_ended` say it: SQLite uses them only where a statement says
/// the same in the same words.
enum JobCondition {
    /// It has not ended.
    static let isOpen = "state NOT IN (\(ended))"
    /// It has.
    static let hasEnded = "state IN (\(ended))"

    private static let ended = JobState.allCases.filter(\.hasEnded).map { "'\($0.rawValue)'" }.joined(separator: ", ")
}
