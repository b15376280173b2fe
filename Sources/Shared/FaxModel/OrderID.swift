public import Foundation

/// Names an order: what one mail asks for, or what one received call brought.
///
/// 64 bits: 42 of milliseconds since 2020-01-01T00:00Z, then 22 chosen at random by whoever accepts the order, so that
/// several `ingest` processes need no common counter. The spool refuses an id that it has seen. The text form is 13
/// digits of Crockford's base 32 (no I, L, O, U): it sorts by time and can be read out on the telephone.
public struct OrderID: Hashable, Sendable, Comparable {
    /// The 64 bits.
    public let rawValue: UInt64

    /// The id with these 64 bits.
    public init(rawValue: UInt64) {
        self.rawValue = rawValue
    }

    /// The id for something that arrives at `time`; of `random`, the lowest 22 bits count.
    public init(time: Date, random: UInt32) {
        let milliseconds = min(UInt64(max(0, time.timeIntervalSince1970 - Self.epoch) * 1000), (1 << 42) - 1)
        self.rawValue = milliseconds << 22 | UInt64(random & 0x3F_FFFF)
    }

    /// A new id for something that arrives now.
    public static func new() -> OrderID {
        OrderID(time: Date(), random: UInt32.random(in: 0...0x3F_FFFF))
    }

    public static func < (left: OrderID, right: OrderID) -> Bool {
        left.rawValue < right.rawValue
    }

    /// 2020-01-01T00:00Z, in seconds since 1970.
    private static let epoch: TimeInterval = 1_577_836_800
}

extension OrderID: LosslessStringConvertible {
    private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    public var description: String {
        String(
            decoding: (0..<13).map { position in
                Self.digits[Int(rawValue >> UInt64((12 - position) * 5) & 31)]
            }, as: UTF8.self)
    }

    /// Reads the 13 digits, in either case.
    ///
    /// - Returns: `nil` for anything else, a first digit above `F` (65 bits) included.
    public init?(_ description: String) {
        guard description.utf8.count == 13 else { return nil }
        var value: UInt64 = 0
        for (position, character) in description.utf8.enumerated() {
            // Octet by octet: other scripts have letters whose upper case is one of the digits.
            let upper = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(character) ? character & 0xDF : character
            guard let digit = Self.digits.firstIndex(of: upper), position > 0 || digit < 16 else { return nil }
            value = value << 5 | UInt64(digit)
        }
        self.rawValue = value
    }
}

extension OrderID: Codable {
    public init(from decoder: any Decoder) throws {
        self = try decoder.parsed()
    }

    public func encode(to encoder: any Encoder) throws {
        try encoder.encode(description)
    }
}
