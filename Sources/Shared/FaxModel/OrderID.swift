/// Names an order: what one mail asks for, or what one received call brought. It is made by whoever accepts the order; the
/// spool refuses an id that it has seen.
public struct OrderID: TimeOrderedID {
    public let rawValue: UInt64

    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }
}
