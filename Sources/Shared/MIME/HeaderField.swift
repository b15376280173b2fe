/// One field of a header, in its place.
public struct HeaderField: Hashable, Sendable {
    /// The name as written: `Subject`.
    public let name: String
    /// The value as text: unfolded, encoded words decoded (RFC 2047), without surrounding space. A value that is no
    /// UTF-8 is read as windows-1252.
    public let value: String
    /// The value as it stands in the mail, folding included.
    public let raw: String

    init(name: String, value: String, raw: String) {
        self.name = name
        self.value = value
        self.raw = raw
    }

    /// Whether the field has this name; case does not count (RFC 5322 §1.2.2).
    public func isNamed(_ name: String) -> Bool {
        self.name.utf8.elementsEqual(name.utf8) || self.name.lowercased() == name.lowercased()
    }
}

extension [HeaderField] {
    /// The value of the first field of this name; `nil` when there is none.
    public func value(of name: String) -> String? {
        first { $0.isNamed(name) }?.value
    }
}
