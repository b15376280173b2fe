public import Foundation

/// A mail to the postmaster of a fax domain (RFC 5321 §4.5.1), on its way to the operator's mailbox: the payload of a `deliver` task in
/// lane `postmaster`. Nothing of it is faxed.
public struct PostmasterMail: Hashable, Sendable, Codable {
    /// Under which the history has it.
    public var job: JobID
    /// The reverse path (RFC 5321 §4.1.1.2); empty for the null reverse path.
    public var sender: String
    /// When the end of the data was received.
    public var received: Date
    /// The mail as received, Received: field included.
    public var document: DocumentReference

    /// A mail from `sender`.
    public init(job: JobID, sender: String, received: Date, document: DocumentReference) {
        self.job = job
        self.sender = sender
        self.received = received
        self.document = document
    }
}
