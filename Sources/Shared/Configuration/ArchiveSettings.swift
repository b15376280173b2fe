public import FaxModel

/// An item of list `archive`: a mailbox that gets a copy of faxes, or of word of them, whoever else does.
public struct ArchiveSettings: Sendable, Hashable {
    /// Which way a fax went.
    public enum Direction: String, Sendable, CaseIterable, ConfigurationValue {
        /// We sent it, or tried to.
        case sent
        /// It came in, or was fetched.
        case received
    }

    /// What became of a fax.
    public enum Result: String, Sendable, CaseIterable, ConfigurationValue {
        /// It was sent.
        case sent
        /// It could not be sent.
        case failed
        /// The operator has ended it before it was sent.
        case cancelled
        /// It was received, and nothing is missing.
        case complete
        /// It was received, and something may be missing.
        case incomplete
    }

    /// Who gets the copy.
    public var recipient: String
    /// Which faxes; `nil` for both ways.
    public var direction: Direction?
    /// The domains of those who send faxes by mail; empty for any. A received fax has no such sender.
    public var senders: [MailDomainPattern]
    /// The domains of the addresses that a fax was mailed to: fax addresses of those that are sent, mailboxes of those that were received.
    /// Empty for any.
    public var recipients: [MailDomainPattern]
    /// The groups of lines; empty for any.
    public var lineGroups: [String]
    /// What became of the fax; empty for anything.
    public var results: [Result]

    /// Reads the list.
    static func list(_ root: ConfigurationSection) throws(ConfigurationError) -> [ArchiveSettings] {
        var rules: [ArchiveSettings] = []
        for item in try root.sections("archive") { rules.append(try ArchiveSettings(item)) }
        return rules
    }

    private init(_ item: ConfigurationSection) throws(ConfigurationError) {
        let address: MailAddress = try item.value("to")
        recipient = address.text
        direction = try item.optional("direction")
        senders = try item.condition("senders")
        recipients = try item.condition("recipients")
        lineGroups = try item.condition("line-groups")
        results = try item.condition("results")
        if direction == .received, !senders.isEmpty {
            throw item.error("senders", "is for faxes that are sent; a received fax has no sender's mail address")
        }
        try item.finish()
    }

    /// Whether a copy is made of word of a fax that has ended.
    public func fits(_ report: JobReport) -> Bool {
        let result: Result
        switch report.result {
        case .sent: result = .sent
        case .failed: result = .failed
        case .cancelled: result = .cancelled
        case .delayed: return false
        }
        let groups = (report.job.lineGroups ?? [report.job.lineGroup]).map(\.rawValue)
        return fits(
            .sent, result, groups: groups, senders: [report.order.returnPath], recipients: [report.job.address])
    }

    /// Whether a copy is made of a received fax that is mailed to these.
    public func fits(_ fax: ReceivedFax, mailedTo addresses: [String]) -> Bool {
        fits(
            .received, fax.isComplete ? .complete : .incomplete, groups: [fax.group.rawValue], senders: [],
            recipients: addresses)
    }

    private func fits(
        _ direction: Direction, _ result: Result, groups: [String], senders: [String], recipients: [String]
    ) -> Bool {
        (self.direction ?? direction) == direction
            && (results.isEmpty || results.contains(result))
            && (lineGroups.isEmpty || groups.contains(where: lineGroups.contains))
            && Self.fits(self.senders, senders) && Self.fits(self.recipients, recipients)
    }

    private static func fits(_ patterns: [MailDomainPattern], _ addresses: [String]) -> Bool {
        patterns.isEmpty
            || addresses.contains { address in
                guard let at = address.lastIndex(of: "@") else { return false }
                let domain = String(address[address.index(after: at)...])
                return patterns.contains { $0.fits(domain) }
            }
    }
}
