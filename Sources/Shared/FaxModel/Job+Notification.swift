extension Job {
    /// Of which events the job's sender is told. All that is told asks here: what the mail's header fields say goes before the usual.
    public func notifiedEvents(of order: OrderSummary) -> NotificationEvents {
        order.options.notification?.events ?? .standard
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
        case .delayed: .delay
        }
    }
}
