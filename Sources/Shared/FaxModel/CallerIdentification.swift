/// What the exchange says of a call that comes in: who calls, and which of our numbers.
public struct CallerIdentification: Hashable, Sendable, Codable {
    /// Why there is no number or no name.
    public enum Absence: String, Hashable, Sendable, Codable, CaseIterable {
        /// The caller does not want it to be told (`P`).
        case withheld
        /// The exchange does not know it (`O`).
        case unavailable
    }

    /// The caller's number, as the modem tells it.
    public var number: String?
    /// The caller's name, as the modem tells it.
    public var name: String?
    /// Our number that was called, or the last digits of it (DID).
    public var dialled: String?
    /// Why there is no number, where that is told.
    public var absence: Absence?

    /// What is known of a caller; nothing by default.
    public init(number: String? = nil, name: String? = nil, dialled: String? = nil, absence: Absence? = nil) {
        self.number = number
        self.name = name
        self.dialled = dialled
        self.absence = absence
    }
}
