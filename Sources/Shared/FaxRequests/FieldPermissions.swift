public import FaxModel

/// Which header fields a sender may use.
public struct FieldPermissions: Hashable, Sendable {
    /// The names of the fields, as the table has them; `nil` for all.
    private let names: Set<String>?

    /// Every field.
    public static let all = FieldPermissions(names: nil)

    /// Those fields that every one of these terms allows, by any of their names; names that no field has are passed over.
    public init(_ terms: [FaxTerms?]) {
        let lists = terms.compactMap { $0?.fields }.map { Set($0.compactMap { RequestField.named($0)?.name }) }
        names = lists.dropFirst().reduce(lists.first) { $0?.intersection($1) }
    }

    private init(names: Set<String>?) {
        self.names = names
    }

    /// Those of these fields that are named here, too; all of these where `fields` is `nil`.
    public func narrowed(to fields: [String]?) -> FieldPermissions {
        guard let fields else { return self }
        let others = Set(fields.compactMap { RequestField.named($0)?.name })
        return FieldPermissions(names: names.map { $0.intersection(others) } ?? others)
    }

    /// Whether the field of this name, as the table has it, may be used.
    public func allows(_ name: String) -> Bool {
        names?.contains(name) ?? true
    }
}
