/// Finds header fields in the first octets of a mail, without reading the rest of it.
public enum LeadingFields {
    /// The values of the fields of this name, unfolded (RFC 5322 §2.2.3), the topmost first. Of a header that ends later than
    /// `octets`, the last line there may be half a line and is left out.
    ///
    /// - Parameter name: in lower case.
    public static func values(of name: String, in octets: [UInt8]) -> [String] {
        fields(of: name, in: octets).map(value)
    }

    /// The first of these values; `nil` where there is none.
    ///
    /// - Parameter name: in lower case.
    public static func first(of name: String, in octets: [UInt8]) -> String? {
        fields(of: name, in: octets).first { _ in true }.map(value)
    }

    private static func fields(of name: String, in octets: [UInt8]) -> some Sequence<ArraySlice<UInt8>> {
        let end = octets.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return FieldLines.fields(octets, to: end).lazy
            .prefix { $0.first != UInt8(ascii: "\r") && $0.first != UInt8(ascii: "\n") }
            .filter { FieldLines.isField($0, named: name) }
    }

    private static func value(_ field: ArraySlice<UInt8>) -> String {
        let value = field.drop { $0 != UInt8(ascii: ":") }.dropFirst()
        return String(
            decoding: value.filter { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
