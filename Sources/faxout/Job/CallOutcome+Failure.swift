import FaxModel

extension CallOutcome {
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
