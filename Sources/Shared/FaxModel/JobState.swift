/// Where a job stands, as its history shows it.
public enum JobState: String, Hashable, Sendable, Codable, CaseIterable {
    /// The mail is on disk.
    case accepted
    /// Sender, recipient and options are known.
    case enriched
    /// The pages are ready and wait for a line.
    case rendered
    /// A line is sending it.
    case sending
    /// Waits to be dialled again.
    case waiting
    /// Every page was confirmed.
    case sent
    /// It will not be tried again.
    case failed
    /// The operator has ended it.
    case cancelled
    /// Set aside for the operator.
    case setAside
    /// A line is receiving it.
    case receiving
    /// It has come in, and its call is over.
    case received
    /// A call has come in and is over, and has brought no fax; or a mail to the postmaster has gone to him.
    case noFax

    /// Whether the job is over for good.
    public var hasEnded: Bool {
        switch self {
        case .sent, .failed, .cancelled, .received, .noFax: true
        case .accepted, .enriched, .rendered, .sending, .waiting, .setAside, .receiving: false
        }
    }

    /// Whether a job that stands so may come to `state`, or stay so.
    public func permits(_ state: JobState) -> Bool {
        state == self || next.contains(state)
    }

    /// The states that may follow. What is drawn in docs/ARCHITECTURE.md, and what the spool takes: a result that was told
    /// is never another one afterwards.
    public var next: [JobState] {
        switch self {
        case .accepted: [.enriched, .noFax, .failed, .cancelled, .setAside]
        case .enriched: [.rendered, .failed, .cancelled, .setAside]
        case .rendered: [.sending, .waiting, .failed, .cancelled, .setAside]
        case .sending: [.waiting, .sent, .received, .failed, .cancelled, .setAside]
        case .waiting: [.sending, .sent, .failed, .cancelled, .setAside]
        case .setAside: [.accepted, .enriched, .rendered, .sending, .waiting, .received, .sent, .failed, .cancelled]
        case .receiving: [.received, .cancelled, .setAside]
        case .received: [.setAside]
        case .sent, .failed, .cancelled, .noFax: []
        }
    }
}
