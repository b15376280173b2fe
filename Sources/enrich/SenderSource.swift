import FaxModel

/// What a look-up of a sender brought.
enum SenderFinding: Hashable, Sendable {
    /// The sender is known; `place` says where from, to follow "found in".
    case found(Party, place: String)
    /// The sender is not known; `reason` is a clause that says why.
    case unknown(reason: String)
}

/// Where senders are looked up.
protocol SenderSource: Sendable {
    /// Who has this mail address; the empty address of the null reverse path is nobody's.
    ///
    /// - Throws: `Failure` when it can't be known now, and should be asked again.
    func find(_ address: String) async throws(Failure) -> SenderFinding
}
