import FaxModel
import Foundation

/// The kinds of fields that there are several of. `words` are what HylaFAX calls values that have another name here.
extension RequestField {
    /// A field whose value is a case of an enumeration, in either case.
    static func choice<Value: RawRepresentable & CaseIterable & Sendable>(
        _ name: String, synonyms: [String] = [], _ option: any WritableKeyPath<FaxOptions, Value> & Sendable,
        words: [String: Value] = [:]
    ) -> RequestField where Value.RawValue == String {
        RequestField(name, synonyms: synonyms, expecting: alternatives(Value.self)) { text, draft throws(BadValue) in
            draft.options[keyPath: option] = try value(text, words)
        }
    }

    /// The same where nothing is the default.
    static func choice<Value: RawRepresentable & CaseIterable & Sendable>(
        _ name: String, synonyms: [String] = [], _ option: any WritableKeyPath<FaxOptions, Value?> & Sendable,
        words: [String: Value] = [:]
    ) -> RequestField where Value.RawValue == String {
        RequestField(name, synonyms: synonyms, expecting: alternatives(Value.self)) { text, draft throws(BadValue) in
            draft.options[keyPath: option] = try value(text, words)
        }
    }

    /// A field that says `yes` or `no`.
    static func flag(
        _ name: String, synonyms: [String] = [], words: [String: Bool] = [:],
        set: @escaping @Sendable (Bool, inout FaxOptions) -> Void
    ) -> RequestField {
        RequestField(name, synonyms: synonyms, expecting: "yes or no") { text, draft throws(BadValue) in
            switch text.lowercased() {
            case "yes": set(true, &draft.options)
            case "no": set(false, &draft.options)
            case let word:
                guard let value = words[word] else { throw BadValue() }
                set(value, &draft.options)
            }
        }
    }

    /// A field of a whole number.
    static func number(
        _ name: String, synonyms: [String] = [], in range: ClosedRange<Int>,
        _ option: any WritableKeyPath<FaxOptions, Int?> & Sendable
    ) -> RequestField {
        let expectation = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return RequestField(name, synonyms: synonyms, expecting: expectation) { text, draft throws(BadValue) in
            guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let number = Int(text), range.contains(number)
            else { throw BadValue() }
            draft.options[keyPath: option] = number
        }
    }

    /// A field of 1 to `limit` printable characters.
    static func text(
        _ name: String, synonyms: [String] = [], limit: Int,
        set: @escaping @Sendable (String, inout FaxOptions) -> Void
    ) -> RequestField {
        RequestField(name, synonyms: synonyms, expecting: TextRule(limit: limit).expectation) {
            text, draft throws(BadValue) in
            set(try TextRule(limit: limit).checked(text), &draft.options)
        }
    }

    /// A field of a time.
    static func time(
        _ name: String, synonyms: [String] = [], _ option: any WritableKeyPath<FaxOptions, Date?> & Sendable
    ) -> RequestField {
        let expectation =
            "a time such as 2026-11-30T08:00:00+01:00, Mon, 30 Nov 2026 08:00:00 +0100 or now + 2 hours"
        return RequestField(name, synonyms: synonyms, expecting: expectation) { text, draft throws(BadValue) in
            guard let time = Date(requested: text, now: draft.now) else { throw BadValue() }
            draft.options[keyPath: option] = time
        }
    }

    private static func value<Value: RawRepresentable>(
        _ text: String, _ words: [String: Value]
    ) throws(BadValue) -> Value where Value.RawValue == String {
        // Codings are written in capitals.
        guard
            let value = Value(rawValue: text.lowercased()) ?? Value(rawValue: text.uppercased())
                ?? words[text.lowercased()]
        else { throw BadValue() }
        return value
    }

    private static func alternatives<Value: RawRepresentable & CaseIterable>(
        _ type: Value.Type
    ) -> String where Value.RawValue == String {
        let words = Value.allCases.map(\.rawValue)
        return "\(words.dropLast().joined(separator: ", ")) or \(words.last ?? "")"
    }
}
