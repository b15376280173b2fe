public import FaxModel

/// A number that a header lists, and what is for its recipient alone.
public struct RequestedRecipient: Hashable, Sendable {
    /// The number or fax address as it was written: the local part of an address.
    public var address: String
    /// The subaddress at the number.
    public var subaddress: String?
    /// The sender's own reference for this recipient.
    public var reference: String?
    /// Whose account the fax is on.
    public var billingCode: String?
    /// What the cover page says; the recipient's name and company among it.
    public var cover = CoverFields()

    /// A number, and nothing else.
    public init(address: String) {
        self.address = address
    }
}
