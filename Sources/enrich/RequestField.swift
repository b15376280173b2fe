import FaxModel
import Foundation

/// A header field by which an application asks for something: one entry of the table in `RequestField.all`.
struct RequestField: Sendable {
    /// The field's name.
    let name: String
    /// What a value must be, to follow "expected".
    let expectation: String
    /// Takes the value over; `false` when it is not as expected, and nothing is changed then.
    let take: @Sendable (String, inout FaxOptions) -> Bool

    /// Every field under this prefix is ours, in either case.
    static let prefix = "X-Fax-"

    /// The field of this name, in either case; `nil` when there is none.
    static func named(_ name: String) -> RequestField? {
        all.first { $0.name.lowercased() == name.lowercased() }
    }
}

extension RequestField {
    /// A field whose value is a case of an enumeration, in either case.
    static func choice<Value: RawRepresentable & CaseIterable & Sendable>(
        _ name: String, _ option: any WritableKeyPath<FaxOptions, Value> & Sendable
    ) -> RequestField where Value.RawValue == String {
        let words = Value.allCases.map(\.rawValue)
        let expectation = "\(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")"
        return RequestField(name: name, expectation: expectation) { text, options in
            guard let value = Value(rawValue: text.lowercased()) else { return false }
            options[keyPath: option] = value
            return true
        }
    }

    /// A field that says `yes` or `no`.
    static func flag(_ name: String, _ option: any WritableKeyPath<FaxOptions, Bool> & Sendable) -> RequestField {
        RequestField(name: name, expectation: "yes or no") { text, options in
            switch text.lowercased() {
            case "yes": options[keyPath: option] = true
            case "no": options[keyPath: option] = false
            default: return false
            }
            return true
        }
    }

    /// A field of 1 to `limit` printable characters.
    static func text(
        _ name: String, limit: Int, _ option: any WritableKeyPath<FaxOptions, String?> & Sendable
    ) -> RequestField {
        RequestField(name: name, expectation: "1 to \(limit) printable characters") { text, options in
            guard (1...limit).contains(text.count), text.unicodeScalars.allSatisfy(\.isPrintable) else { return false }
            options[keyPath: option] = text
            return true
        }
    }
}

extension RequestField {
    /// A field of a time of RFC 3339 §5.6, with its offset, or of RFC 5322 §3.3.
    static func time(_ name: String, _ option: any WritableKeyPath<FaxOptions, Date?> & Sendable) -> RequestField {
        let expectation = "a time such as 2026-11-30T08:00:00+01:00 or Mon, 30 Nov 2026 08:00:00 +0100"
        return RequestField(name: name, expectation: expectation) { text, options in
            guard let time = Date(requested: text) else { return false }
            options[keyPath: option] = time
            return true
        }
    }
}

extension Unicode.Scalar {
    /// Whether the character leaves ink or a space, and does nothing else.
    fileprivate var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
