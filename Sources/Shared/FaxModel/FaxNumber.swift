import Foundation

/// A telephone number as it is dialled: an optional `+`, then 1 to 32 digits.
///
/// Visual separators are dropped when text is read (RFC 3966 §5.1.1: `-`, `.`, `(`, `)`, and space or `/` besides).
public struct FaxNumber: Hashable, Sendable {
    /// `+` where the number is international, then digits only.
    public let digits: String
}

extension FaxNumber: LosslessStringConvertible {
    public var description: String { digits }

    /// Reads a number with or without separators.
    ///
    /// - Returns: `nil` when the text has another character, no digit, a `+` that is not the first, or over 32 digits.
    public init?(_ text: String) {
        var digits = ""
        for character in text.unicodeScalars {
            switch character {
            case "0"..."9": digits.unicodeScalars.append(character)
            case "+" where digits.isEmpty: digits.unicodeScalars.append(character)
            case "-", ".", "(", ")", " ", "/": continue
            default: return nil
            }
        }
        let count = digits.drop { $0 == "+" }.count
        guard (1...32).contains(count) else { return nil }
        self.digits = digits
    }
}

extension FaxNumber: Codable {
    public init(from decoder: any Decoder) throws {
        self = try decoder.parsed()
    }

    public func encode(to encoder: any Encoder) throws {
        try encoder.encode(digits)
    }
}
