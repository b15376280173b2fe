/// Finds header fields in the first octets of a mail, without reading the rest of it.
public enum LeadingFields {
    /// The values of the fields of this name, unfolded (RFC 5322 §2.2.3), the topmost first. Of a header that ends later than
    /// `octets`, the last line there may be half a line and is left out.
    ///
    /// - Parameter name: in lower case.
    public static func values(of name: String, in octets: [UInt8]) -> [String] {
        let name = Array(name.utf8)
        var lines = octets.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...].dropLast()
        var values: [String] = []
        while let line = lines.popFirst(), !line.isEmpty, line.first != UInt8(ascii: "\r") {
            // A line that begins with a space goes on with the field before, whatever it looks like.
            guard !isFolded(line), let colon = line.firstIndex(of: UInt8(ascii: ":")),
                line[..<colon].reversed().drop(while: isSpace).reversed().map(lowercased) == name
            else { continue }
            var value = Array(line[(colon + 1)...])
            while let next = lines.first, isFolded(next) {
                value += next
                lines = lines.dropFirst()
            }
            values.append(String(decoding: value.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self))
        }
        return values
    }

    private static func isFolded(_ line: ArraySlice<UInt8>) -> Bool {
        line.first.map(isSpace) ?? false
    }

    private static func isSpace(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: " ") || octet == UInt8(ascii: "\t")
    }

    private static func lowercased(_ octet: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet) ? octet | 0x20 : octet
    }
}
