import FaxModel

/// A limit of the spool that holds now: new mail is refused as busy, which `ingest` answers with 452.
public struct IntakeLimit: Codable, Hashable, Sendable {
    /// Which limit.
    public enum Key: String, Codable, Sendable {
        /// Tasks in hand.
        case maximumDepth = "spool.maximum-depth"
        /// Free bytes of the disk on which the spool's folder is.
        case minimumFreeDisk = "spool.minimum-free-disk"
    }

    /// The key of the configuration.
    public var key: Key
    /// What the configuration says: tasks, or bytes.
    public var limit: Int
    /// What there is: tasks in hand, or bytes free.
    public var current: Int

    /// The limit of this key.
    public init(key: Key, limit: Int, current: Int) {
        self.key = key
        self.limit = limit
        self.current = current
    }
}

extension IntakeLimit: CustomStringConvertible {
    /// Both figures and the key, as a clause.
    public var description: String {
        switch key {
        case .maximumDepth: "\(current.counting("task")) in hand, \(key.rawValue) is \(limit)"
        case .minimumFreeDisk: "\(Self.size(current)) of the spool's disk free, \(key.rawValue) is \(Self.size(limit))"
        }
    }

    /// Bytes, so that it is seen which of two is less.
    private static func size(_ bytes: Int) -> String {
        guard bytes >= 1 << 20 else { return "\(bytes >> 10) KiB" }
        let tenths = bytes / (1 << 20) * 10 + bytes % (1 << 20) * 10 / (1 << 20)
        return tenths % 10 == 0 ? "\(tenths / 10) MiB" : "\(tenths / 10).\(tenths % 10) MiB"
    }
}
