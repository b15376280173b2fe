import FaxModel

extension CallOutcome {
    /// Whether a call that ended so is one of those that a job may use up: one that was never connected because of our
    /// own trouble, or that we ended, is not.
    var countsAsDial: Bool {
        switch self {
        case .local, .interrupted: false
        case .sent, .busy, .noAnswer, .noCarrier, .notFax, .incompatible, .trainingFailed, .pageNotConfirmed, .dropped:
            true
        }
    }

    /// Whether a fax machine had answered.
    var countsAsTry: Bool {
        switch self {
        case .sent, .incompatible, .trainingFailed, .pageNotConfirmed, .dropped: true
        case .busy, .noAnswer, .noCarrier, .notFax, .local, .interrupted: false
        }
    }

    /// The failure of a fax whose last call ended so, for now.
    func failure(_ sentence: String) -> Failure {
        Failure(status, sentence)
    }

    /// The code of RFC 3463 §3: what the subject has been since telephone and mail have been one.
    private var status: EnhancedStatusCode {
        switch self {
        case .sent: EnhancedStatusCode(2, 0, 0)
        case .busy, .noAnswer, .noCarrier: EnhancedStatusCode(4, 4, 1)  // no answer from host
        case .notFax: EnhancedStatusCode(4, 1, 1)  // bad destination mailbox address
        case .incompatible: EnhancedStatusCode(4, 3, 3)  // system not capable of selected features
        case .trainingFailed, .pageNotConfirmed, .dropped: EnhancedStatusCode(4, 4, 2)  // bad connection
        case .local, .interrupted: EnhancedStatusCode(4, 3, 0)  // other or undefined mail system status
        }
    }
}
