import Foundation

/// Names a job: one fax to one recipient. Written `ORDER-N`, where N counts the order's recipients from 1.
public struct JobID: Hashable, Sendable, Comparable {
    /// The order that the job belongs to.
    public let order: OrderID
    /// The recipient's place in the order, from 1.
    public let number: Int

    /// Job `number` (from 1) of `order`.
    public init(order: OrderID, number: Int) {
        precondition(number > 0, "jobs of an order are counted from 1")
        self.order = order
        self.number = number
    }

    public static func < (left: JobID, right: JobID) -> Bool {
        (left.order, left.number) < (right.order, right.number)
    }
}

extension JobID: LosslessStringConvertible {
    public var description: String { "\(order)-\(number)" }

    /// Reads `ORDER-N`; `nil` for anything else, a sign or a leading zero before N included.
    public init?(_ description: String) {
        let parts = description.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let order = OrderID(String(parts[0])), let number = Int(parts[1]), number > 0,
            String(number) == parts[1]
        else { return nil }
        self.init(order: order, number: number)
    }
}

extension JobID: Codable {
    public init(from decoder: any Decoder) throws {
        self = try decoder.parsed()
    }

    public func encode(to encoder: any Encoder) throws {
        try encoder.encode(description)
    }
}
