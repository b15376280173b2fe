public import FaxModel

/// Some fax numbers, as a rule names them: by a word, by how they begin, or by the first and the last of a range.
///
/// A number with its `+` stands for all that begin with it: in many countries nobody can tell a whole number from the beginning of
/// a longer one. Without `+` it is an extension of our own telephone system, and stands for itself.
public enum NumberPattern: Hashable, Sendable {
    /// Every number.
    case anywhere
    /// The extensions of our own telephone system.
    case extensions
    /// The numbers of our own country.
    case national
    /// The numbers of all other countries.
    case international
    /// The international numbers that begin so; with its `+`.
    case beginning(String)
    /// The numbers whose first digits are in the range: as many of them as either end has. Both have a `+`, or neither has.
    case range(String, String)
    /// One extension.
    case oneExtension(String)

    /// Whether `number`, an international one or an extension, is among them.
    ///
    /// - Parameter countryCode: our country; `nil` where it is not known.
    public func contains(_ number: FaxNumber, countryCode: String?) -> Bool {
        let digits = number.digits
        let isInternational = digits.hasPrefix("+")
        switch self {
        case .anywhere: return true
        case .extensions: return !isInternational
        case .national: return countryCode.map { digits.hasPrefix("+\($0)") } ?? false
        case .international: return isInternational && countryCode.map { !digits.hasPrefix("+\($0)") } ?? false
        case .beginning(let prefix): return digits.hasPrefix(prefix)
        case .oneExtension(let number): return digits == number
        case .range(let first, let last):
            guard isInternational == first.hasPrefix("+") else { return false }
            // An extension is dialled as it is: 1234 is none of 100..199.
            let length = isInternational ? min(digits.count, first.count) : digits.count
            let beginning = String(digits.prefix(length))
            return beginning.count == first.count && (first...last).contains(beginning)
        }
    }

    /// Whether it is about our country.
    public var needsCountryCode: Bool {
        switch self {
        case .national, .international: true
        case .anywhere, .extensions, .beginning, .range, .oneExtension: false
        }
    }
}

extension NumberPattern: ConfigurationValue, CustomStringConvertible {
    public static var expectation: String {
        "anywhere, national, international, extensions, the beginning of numbers such as +49, or a range such as "
            + "+4930231200..+4930231299 or 100..199"
    }

    public init?(configuration text: String) {
        switch text {
        case "anywhere": self = .anywhere
        case "extensions": self = .extensions
        case "national": self = .national
        case "international": self = .international
        default:
            guard let ends = text.firstRange(of: "..") else {
                guard let number = FaxNumber(text), number.digits.dropFirst().first != "0" || !text.hasPrefix("+")
                else {
                    return nil
                }
                self = number.digits.hasPrefix("+") ? .beginning(number.digits) : .oneExtension(number.digits)
                return
            }
            guard let first = FaxNumber(String(text[..<ends.lowerBound]))?.digits,
                let last = FaxNumber(String(text[ends.upperBound...]))?.digits, first.count == last.count,
                first.hasPrefix("+") == last.hasPrefix("+"), first <= last
            else { return nil }
            self = .range(first, last)
        }
    }

    public var description: String {
        switch self {
        case .anywhere: "anywhere"
        case .extensions: "extensions"
        case .national: "national"
        case .international: "international"
        case .beginning(let digits), .oneExtension(let digits): digits
        case .range(let first, let last): "\(first)..\(last)"
        }
    }
}
