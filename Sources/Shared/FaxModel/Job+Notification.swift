extension Job {
    /// Takes over what the envelope wants reported of a recipient (RFC 3461 §4).
    public mutating func takeReportWishes(of recipient: ReceivedMail.Recipient) {
        notify = recipient.notify
        originalRecipient = recipient.originalRecipient
    }

    /// The events of which the job's sender is told. All that is told asks here.
    public func notifiedEvents(of options: FaxOptions) -> NotificationEvents {
        .wanted(
            header: options.notification?.events, envelope: notify,
            standard: options.notification?.standardEvents ?? .usual)
    }
}

extension JobReport {
    /// The event that it tells of. A fax that the operator has ended has failed to its sender.
    public var event: NotificationEvents {
        switch result {
        case .sent: .success
        case .failed, .cancelled: .failure
        case .delayed: isProgress == true ? .progress : .delay
        }
    }

    /// Whether nothing more will become of the fax.
    public var hasEnded: Bool {
        switch result {
        case .sent, .failed, .cancelled: true
        case .delayed: false
        }
    }
}
