/// Some of an attribute's values, as Active Directory sends them where there are more than it sends at once: `member;range=0-1499`
/// (MS-ADTS §3.1.1.3.1.3.3).
public struct LDAPAttributeRange: Hashable, Sendable {
    /// The attribute, without the option.
    public var attribute: LDAPAttribute
    /// The first value's place, counted from 0.
    public var first: Int
    /// The last value's place; `nil` where it is the last of all (`*`).
    public var last: Int?

    /// Reads a description with the option `range`; `nil` for any other.
    public init?(_ text: String) {
        var parts = text.split(separator: ";", omittingEmptySubsequences: false).map(String.init)
        guard let index = parts.firstIndex(where: { $0.lowercased().hasPrefix("range=") }) else { return nil }
        let bounds = parts.remove(at: index).dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, let first = Int(bounds[0]), first >= 0,
            let attribute = LDAPAttribute(parts.joined(separator: ";"))
        else { return nil }
        if bounds[1] == "*" {
            last = nil
        } else {
            // No attribute has so many that there would be no number for the next one.
            guard let last = Int(bounds[1]), last >= first, last < .max else { return nil }
            self.last = last
        }
        self.attribute = attribute
        self.first = first
    }

    /// What to ask for next, as it stands in a request; `nil` where all values are there.
    public var next: String? { last.map { "\(attribute);range=\($0 + 1)-*" } }
}
