extension CallOutcome {
    /// Whether a call that ended so is one of those that a job may use up: one that was never connected because of our
    /// own trouble, or that we ended, is not.
    public var countsAsDial: Bool {
        switch self {
        case .local, .interrupted: false
        case .sent, .busy, .noAnswer, .noCarrier, .notFax, .incompatible, .trainingFailed, .pageNotConfirmed, .dropped:
            true
        }
    }

    /// Whether a fax machine had answered.
    public var countsAsTry: Bool {
        switch self {
        case .sent, .incompatible, .trainingFailed, .pageNotConfirmed, .dropped: true
        case .busy, .noAnswer, .noCarrier, .notFax, .local, .interrupted: false
        }
    }
}
