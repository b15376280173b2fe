public import LDAPGrammar

/// An entry that a search found.
public struct LDAPEntry: Hashable, Sendable {
    /// Its distinguished name (RFC 4514).
    public var dn: String
    /// Its attributes with the octets of each value, in the order in which the server sent them.
    public var attributes: [LDAPAttribute: [[UInt8]]]

    /// An entry.
    public init(dn: String, attributes: [LDAPAttribute: [[UInt8]]]) {
        self.dn = dn
        self.attributes = attributes
    }

    /// The values of `attribute` that are UTF-8 and hold more than spaces.
    public func texts(_ attribute: LDAPAttribute) -> [String] {
        (attributes[attribute] ?? []).compactMap { bytes in
            guard let text = String(validating: bytes, as: UTF8.self), !text.allSatisfy(\.isWhitespace) else {
                return nil
            }
            return text
        }
    }

    /// The first text of the first of `attributes` that has one.
    public func text(_ attributes: [LDAPAttribute]) -> String? {
        for attribute in attributes {
            if let text = texts(attribute).first { return text }
        }
        return nil
    }
}

extension [LDAPEntry] {
    /// The entry, where there is exactly one: of several nobody knows which is meant.
    public var only: LDAPEntry? { count == 1 ? self[0] : nil }
}
