import FaxModel
import Yams

/// A mapping of the configuration file, read key by key.
///
/// It notes which keys were asked for, so that `finish()` can refuse the one that nobody knows: a misspelt key stops a
/// worker at its start instead of being ignored for years. Where a key is absent, the default stands; where there is no
/// default, the key is required.
public final class ConfigurationSection {
    private let file: String
    private let path: String?
    private let line: Int?
    private let entries: [(key: String, line: Int?, value: Node)]
    private var known: Set<String> = []

    /// The section that `node` holds; that no key stands twice, the YAML parser has checked.
    ///
    /// - Throws: when it is no mapping, or has a key that is no text.
    init(_ node: Node?, file: String, path: String?) throws(ConfigurationError) {
        self.file = file
        self.path = path
        self.line = node?.mark?.line
        var entries: [(key: String, line: Int?, value: Node)] = []
        switch node {
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard case .scalar(let scalar) = key else {
                    throw ConfigurationError(
                        file: file, line: key.mark?.line, key: path, message: "a key must be a word")
                }
                entries.append((scalar.string, key.mark?.line, value))
            }
        case nil: break
        case .scalar(let scalar) where scalar.string.isEmpty: break
        case .scalar, .sequence, .alias:
            throw ConfigurationError(
                file: file, line: node?.mark?.line, key: path, message: "is not a section of 'key: value' lines")
        }
        self.entries = entries
    }

    /// The value of `key`, or `default`.
    ///
    /// - Throws: when the text is not of the type, or the key is absent and there is no default.
    public func value<Value: ConfigurationValue>(
        _ key: String, default standard: Value? = nil
    ) throws(ConfigurationError) -> Value {
        if let value: Value = try optional(key) { return value }
        guard let standard else { throw missing(key, expected: Value.expectation) }
        return standard
    }

    /// The value of `key`; `nil` when it is absent.
    ///
    /// - Throws: when the text is not of the type.
    public func optional<Value: ConfigurationValue>(_ key: String) throws(ConfigurationError) -> Value? {
        guard let node = node(key) else { return nil }
        return try read(node, key: key)
    }

    /// The value of `key` within `range`, or `default`.
    ///
    /// - Throws: when it is no whole number within the range, or absent without a default.
    public func value(
        _ key: String, in range: ClosedRange<Int>, default standard: Int? = nil
    ) throws(ConfigurationError) -> Int {
        let value: Int = try value(key, default: standard)
        guard range.contains(value) else {
            throw error(key, "\(value) is not between \(range.lowerBound) and \(range.upperBound)")
        }
        return value
    }

    /// The value of `key` within `range`; `nil` when it is absent.
    ///
    /// - Throws: when it is no whole number within the range.
    public func optionalValue(_ key: String, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int? {
        guard let value: Int = try optional(key) else { return nil }
        return try self.value(key, in: range, default: value)
    }

    /// The rate in bit/s under `key`; `nil` when it is absent.
    ///
    /// - Throws: when no modulation has it (T.30 table 2).
    public func optionalRate(_ key: String) throws(ConfigurationError) -> Int? {
        guard let rate: Int = try optional(key) else { return nil }
        guard Modulation.bitRates.contains(rate) else {
            throw error(key, "\(rate) is not one of \(Modulation.bitRates)")
        }
        return rate
    }

    /// The duration under `key`, or `default`.
    ///
    /// - Throws: when it is no duration, or no longer than nothing.
    public func time(_ key: String, default standard: Duration) throws(ConfigurationError) -> Duration {
        try optionalTime(key) ?? standard
    }

    /// The duration under `key`; `nil` when it is absent.
    ///
    /// - Throws: when it is no duration, or no longer than nothing.
    public func optionalTime(_ key: String) throws(ConfigurationError) -> Duration? {
        let time: Duration? = try optional(key)
        guard time != .zero else { throw error(key, "must be longer than nothing") }
        return time
    }

    /// The list under `key`, one word standing for a list of one; `default` when it is absent.
    ///
    /// - Throws: when an item is not of the type, or the key is absent and there is no default.
    public func list<Value: ConfigurationValue>(
        _ key: String, default standard: [Value]? = nil
    ) throws(ConfigurationError) -> [Value] {
        guard let node = node(key) else {
            guard let standard else { throw missing(key, expected: "a list, each \(Value.expectation)") }
            return standard
        }
        guard case .sequence(let items) = node else { return [try read(node, key: key)] }
        var values: [Value] = []
        for item in items { values.append(try read(item, key: key)) }
        return values
    }

    /// The list under `key`, one word standing for a list of one; empty when it is absent, which means anything.
    ///
    /// - Throws: when an item is not of the type, or the list is there and empty: who writes that means nothing.
    public func condition<Value: ConfigurationValue>(_ key: String) throws(ConfigurationError) -> [Value] {
        guard node(key) != nil else { return [] }
        let values: [Value] = try list(key)
        guard !values.isEmpty else {
            throw error(key, "is an empty list, which nothing matches; leave it out for anything")
        }
        return values
    }

    /// The section under `key`; an empty one when it is absent.
    public func section(_ key: String) throws(ConfigurationError) -> ConfigurationSection {
        try ConfigurationSection(node(key), file: file, path: Self.join(path, key))
    }

    /// The section under `key`; `nil` when it is absent.
    public func optionalSection(_ key: String) throws(ConfigurationError) -> ConfigurationSection? {
        guard node(key) != nil else { return nil }
        return try section(key)
    }

    /// The sections listed under `key`; none when it is absent.
    public func sections(_ key: String) throws(ConfigurationError) -> [ConfigurationSection] {
        guard let node = node(key) else { return [] }
        guard case .sequence(let items) = node else { throw error(key, "is not a list of sections") }
        var sections: [ConfigurationSection] = []
        for (index, item) in items.enumerated() {
            sections.append(try ConfigurationSection(item, file: file, path: "\(Self.join(path, key))[\(index + 1)]"))
        }
        return sections
    }

    /// The words under `key`, each under a word that the file's writer has chosen; none when it is absent.
    ///
    /// - Throws: when it is no mapping, or one of its values is no word.
    public func words(_ key: String) throws(ConfigurationError) -> [(name: String, value: String)] {
        let section = try section(key)
        var words: [(name: String, value: String)] = []
        for entry in section.entries { words.append((entry.key, try section.read(entry.value, key: entry.key))) }
        return words
    }

    /// The mappings of words under `key`, each under a word that the file's writer has chosen; none when it is absent.
    ///
    /// - Throws: when it is no mapping of mappings of words.
    public func wordLists(
        _ key: String
    ) throws(ConfigurationError) -> [(name: String, values: [(name: String, value: String)])] {
        let section = try section(key)
        var lists: [(name: String, values: [(name: String, value: String)])] = []
        for entry in section.entries { lists.append((entry.key, try section.words(entry.key))) }
        return lists
    }

    /// The sections listed under `key`, where `[]` lists none; `nil` when it is absent.
    public func optionalSections(_ key: String) throws(ConfigurationError) -> [ConfigurationSection]? {
        guard node(key) != nil else { return nil }
        return try sections(key)
    }

    /// Refuses what was not asked for. Every reader of a section calls it last.
    ///
    /// - Throws: when a key stands in the file that nobody knows; the message lists those that are known.
    public func finish() throws(ConfigurationError) {
        guard let stranger = entries.first(where: { !known.contains($0.key) }) else { return }
        throw error(stranger.key, "unknown key; known here: \(known.sorted().joined(separator: ", "))")
    }

    /// An error about the value of `key`, for conditions that its reader checks.
    public func error(_ key: String, _ message: String) -> ConfigurationError {
        let line = entries.first { $0.key == key }?.line ?? line
        return ConfigurationError(file: file, line: line, key: Self.join(path, key), message: message)
    }

    private func node(_ key: String) -> Node? {
        known.insert(key)
        return entries.first { $0.key == key }?.value
    }

    private func read<Value: ConfigurationValue>(_ node: Node, key: String) throws(ConfigurationError) -> Value {
        guard case .scalar(let scalar) = node else { throw error(key, "is not \(Value.expectation)") }
        guard let value = Value(configuration: scalar.string) else {
            throw error(key, "'\(scalar.string)' is not \(Value.expectation)")
        }
        return value
    }

    private func missing(_ key: String, expected: String) -> ConfigurationError {
        error(key, "is missing; expected \(expected)")
    }

    private static func join(_ path: String?, _ key: String) -> String {
        path.map { "\($0).\(key)" } ?? key
    }
}
