public import FaxModel

/// How a task ended, and what follows from it: stored as a whole, or not at all.
public struct Completion: Hashable, Sendable {
    /// How it ended.
    public var verdict: Verdict
    /// The tasks that take over.
    public var successors: [NewTask] = []
    /// Documents that the successors or the history refer to and that are not in the spool yet.
    public var documents: [NewDocument] = []
    /// What the history is told.
    public var updates: [JobUpdate] = []
    /// Replaces the task's checkpoint where the task stays; `nil` leaves it as it is.
    public var checkpoint: [UInt8]?
    /// What was found out about the number that the task dials.
    public var finding: NumberFinding?

    /// A completion without successors, documents or news.
    public init(_ verdict: Verdict) {
        self.verdict = verdict
    }

    /// Adds a document, and says how to refer to it.
    public mutating func add(_ bytes: [UInt8], mediaType: String) -> DocumentReference {
        let document = NewDocument(bytes)
        if !documents.contains(where: { $0.digest == document.digest }) { documents.append(document) }
        return DocumentReference(digest: document.digest, byteCount: bytes.count, mediaType: mediaType)
    }

    /// Replaces the task's checkpoint where the task stays.
    public mutating func setCheckpoint(_ state: some Encodable) {
        checkpoint = PayloadCoding.encode(state)
    }
}
