extension Job {
    /// Takes over what the envelope wants reported of a recipient (RFC 3461 §4).
    public mutating func takeReportWishes(of recipient: ReceivedMail.Recipient) {
        notify = recipient.notify
        originalRecipient = recipient.originalRecipient
    }

    /// Of which events the job's sender is told. All that is told asks here: what the envelope says (NOTIFY), and where it says
    /// nothing, success and failure.
    public func notifiedEvents(of order: OrderSummary) -> NotificationEvents {
        notify ?? .standard
    }
}

extension JobReport {
    /// Whether its sender is told of this result.
    public var isNotified: Bool {
        job.notifiedEvents(of: order).contains(result.event)
    }
}

extension JobReport.Result {
    /// The event that the result is. A fax that the operator has ended has failed to its sender.
    public var event: NotificationEvents {
        switch self {
        case .sent: .success
        case .failed, .cancelled: .failure
        }
    }
}
