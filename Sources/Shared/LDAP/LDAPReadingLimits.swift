/// How many messages a server may send to one who reads a whole directory, and for how long, until it is taken for one that sends without end: it
/// must not hold the reader, nor fill its disk.
public struct LDAPReadingLimits: Hashable, Sendable {
    /// Entries, references and news of one search, its pages together.
    public var messages: Int
    /// How long all searches of a reader may take together.
    public var time: Duration
    /// Octets that all messages of a reader may take together.
    public var octets: Int

    /// Limits; by default a million messages, an hour, and 4 GiB.
    public init(messages: Int = 1_000_000, time: Duration = .seconds(3600), octets: Int = 4 << 30) {
        self.messages = messages
        self.time = time
        self.octets = octets
    }

    /// Pieces in which the values of one attribute may come (MS-ADTS §3.1.1.3.1.3.3): three million values, at the 1500 that Active
    /// Directory sends at once.
    static let mostRanges = 2000
}
