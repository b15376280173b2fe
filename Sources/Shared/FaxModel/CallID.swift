/// Names a telephone call. Faxes that went in one call have it in common.
public struct CallID: TimeOrderedID {
    public let rawValue: UInt64

    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}
