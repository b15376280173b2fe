import Foundation

/// What a template is filled with: texts on one line, conditions, and lists of the same. What there is nothing to say of is left out.
struct TextValues {
    private(set) var values: [String: Any] = [:]

    /// A text; strangers' line ends become spaces.
    mutating func set(_ name: String, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        values[name] = text.split(whereSeparator: { $0.isNewline }).joined(separator: " ")
    }

    /// A number.
    mutating func set(_ name: String, _ number: Int) {
        values[name] = String(number)
    }

    /// A condition.
    mutating func set(_ name: String, when condition: Bool) {
        values[name] = condition
    }

    /// A list.
    mutating func set(_ name: String, _ list: [TextValues]) {
        values[name] = list.map(\.values)
    }

    /// A list of texts.
    mutating func set(_ name: String, _ list: [String]) {
        values[name] = list.map { $0.split(whereSeparator: { $0.isNewline }).joined(separator: " ") }
    }
}
