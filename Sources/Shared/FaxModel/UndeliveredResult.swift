public import Foundation

/// Word of a result that its recipient did not get: then it goes to the operator as well.
public struct UndeliveredResult: Hashable, Sendable, Codable {
    /// Who did not get it, and why.
    public var recipient: UndeliveredRecipient
    /// From when on the operator's copy is tried.
    public var since: Date

    /// What `recipient` did not get, as was known at `since`.
    public init(recipient: UndeliveredRecipient, since: Date) {
        self.recipient = recipient
        self.since = since
    }
}

/// What has been done about word of a result that could not be mailed: the checkpoint of its `deliver` task. Who has it tried again has told
/// the operator once, and no more.
public struct ResultDelivery: Hashable, Sendable, Codable {
    /// Whether the operator was sent a copy.
    public var isOperatorTold: Bool

    /// What has been done.
    public init(isOperatorTold: Bool = false) {
        self.isOperatorTold = isOperatorTold
    }
}
