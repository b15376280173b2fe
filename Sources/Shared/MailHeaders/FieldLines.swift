/// Reads the lines of a header as they stand there (RFC 5322 §2.2), whatever they are.
public enum FieldLines {
    /// Where the field that begins at `start` ends: before the next line that is none of its own (RFC 5322 §2.2.3).
    ///
    /// - Parameter limit: where the header ends.
    public static func endOfField(in octets: [UInt8], from start: Int, to limit: Int) -> Int {
        var position = start
        while let lineFeed = octets[position..<limit].firstIndex(of: UInt8(ascii: "\n")) {
            position = lineFeed + 1
            guard position < limit, octets[position] == UInt8(ascii: " ") || octets[position] == UInt8(ascii: "\t")
            else { return position }
        }
        return limit
    }

    /// The name of a field, without spaces before its colon (obsolete, RFC 5322 §4.5); `nil` where there is none: no name stands before a
    /// colon in its first line.
    public static func name(of field: ArraySlice<UInt8>) -> String? {
        guard let colon = field.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let written = field[..<colon]
        let name = written.prefix { $0 > UInt8(ascii: " ") && $0 < 127 }
        guard !name.isEmpty,
            written.dropFirst(name.count).allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") })
        else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    /// The fields, and whatever else stands there, in their order.
    ///
    /// - Parameter limit: where the header ends; `nil` for the end of `octets`.
    public static func fields(_ octets: [UInt8], to limit: Int? = nil) -> some Sequence<ArraySlice<UInt8>> {
        let limit = limit ?? octets.count
        return sequence(state: 0) { position -> ArraySlice<UInt8>? in
            guard position < limit else { return nil }
            let end = endOfField(in: octets, from: position, to: limit)
            defer { position = end }
            return octets[position..<end]
        }
    }

    /// Whether a field has this name, in either case.
    ///
    /// - Parameter name: in lower case.
    public static func isField(_ field: ArraySlice<UInt8>, named name: String) -> Bool {
        let name = name.utf8
        guard field.count > name.count, zip(field, name).allSatisfy({ lowercased($0) == $1 }) else { return false }
        return field.dropFirst(name.count).first { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") }
            == UInt8(ascii: ":")
    }

    private static func lowercased(_ octet: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(octet) ? octet | 0x20 : octet
    }

    /// The first word of a line, up to a space, a colon or its end.
    public static func word(of field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 > UInt8(ascii: " ") && $0 != UInt8(ascii: ":") }, as: UTF8.self)
    }
}
