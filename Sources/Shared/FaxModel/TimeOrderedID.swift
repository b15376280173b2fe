public import Foundation

/// An id that is made where the thing begins, and that sorts by its time.
///
/// 64 bits: 42 of milliseconds since 2020-01-01T00:00Z, then 22 chosen at random, so that several processes need no
/// common counter. The text form is 13 digits of Crockford's base 32 (no I, L, O, U): it sorts by time and can be read
/// out on the telephone.
public protocol TimeOrderedID: Hashable, Sendable, Comparable, LosslessStringConvertible, Codable {
    /// The 64 bits.
    var rawValue: UInt64 { get }

    /// The id with these 64 bits.
    init(rawValue: UInt64)
}

extension TimeOrderedID {
    /// The id for something that begins at `time`; of `random`, the lowest 22 bits count.
    public init(time: Date, random: UInt32) {
        // 2020-01-01T00:00Z, in seconds since 1970.
        let milliseconds = min(UInt64(max(0, time.timeIntervalSince1970 - 1_577_836_800) * 1000), (1 << 42) - 1)
        self.init(rawValue: milliseconds << 22 | UInt64(random & 0x3F_FFFF))
    }

    /// A new id for something that begins now.
    public static func new() -> Self {
        Self(time: Date(), random: UInt32.random(in: 0...0x3F_FFFF))
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// Digits of five bits each that people can read out: none that is taken for another.
public enum Base32 {
    /// The digits of 0 to 31, in ASCII.
    public static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
}

extension TimeOrderedID {
    public var description: String {
        String(
            decoding: (0..<13).map { position in Base32.digits[Int(rawValue >> UInt64((12 - position) * 5) & 31)] },
            as: UTF8.self)
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
            guard let digit = Base32.digits.firstIndex(of: upper), position > 0 || digit < 16 else { return nil }
            value = value << 5 | UInt64(digit)
        }
        self.init(rawValue: value)
    }

    public init(from decoder: any Decoder) throws {
        self = try decoder.parsed()
    }

    public func encode(to encoder: any Encoder) throws {
        try encoder.encode(description)
    }
}
