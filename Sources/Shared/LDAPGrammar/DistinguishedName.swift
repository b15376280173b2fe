/// A distinguished name (RFC 4514), as far as it has to be told from another one: upper and lower case mean the same, and so do runs
/// of spaces, as in all the attributes that directories name people and groups by (caseIgnoreMatch, RFC 4517 §4.2.11).
public struct DistinguishedName: Hashable, Sendable {
    /// An attribute and its value.
    private struct Pair: Hashable, Comparable {
        var attribute: String
        var value: [UInt8]

        static func < (left: Pair, right: Pair) -> Bool {
            left.attribute == right.attribute
                ? left.value.lexicographicallyPrecedes(right.value) : left.attribute < right.attribute
        }
    }

    /// The relative names, the nearest first; the pairs of each in their order.
    private let names: [[Pair]]

    /// Reads the string form.
    ///
    /// - Returns: `nil` for what is none. The empty text is the name of the root.
    public init?(_ text: String) {
        var names: [[Pair]] = []
        if !text.allSatisfy(\.isWhitespace) {
            for part in Self.split(Array(text.utf8)[...], at: UInt8(ascii: ",")) {
                var pairs: [Pair] = []
                for piece in Self.split(part, at: UInt8(ascii: "+")) {
                    guard let pair = Self.pair(piece) else { return nil }
                    pairs.append(pair)
                }
                names.append(pairs.sorted())
            }
        }
        self.names = names
    }

    /// The value of the nearest name, in lower case: `fax-users` of `cn=Fax-Users,ou=groups,…`; `nil` for the root, and where it
    /// is no text or has several parts.
    public var name: String? {
        guard let pair = names.first?.first, names[0].count == 1 else { return nil }
        return String(validating: pair.value, as: UTF8.self)
    }

    /// Whether it is `base` or below it.
    public func isWithin(_ base: DistinguishedName) -> Bool {
        names.count >= base.names.count && Array(names.suffix(base.names.count)) == base.names
    }

    /// The parts between separators that are not escaped.
    private static func split(_ text: ArraySlice<UInt8>, at separator: UInt8) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var start = text.startIndex
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == separator {
                parts.append(text[start..<index])
                start = index + 1
            }
            index += text[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return parts + [text[min(start, text.endIndex)...]]
    }

    private static func pair(_ text: ArraySlice<UInt8>) -> Pair? {
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")), let value = value(text[(equals + 1)...]) else {
            return nil
        }
        let type = text[..<equals].drop { $0 == 0x20 }.reversed().drop { $0 == 0x20 }.reversed()
        let attribute = String(decoding: Array(type), as: UTF8.self).lowercased()
        guard LDAPAttribute(attribute) != nil else { return nil }
        return Pair(attribute: attribute, value: value)
    }

    /// The value without escapes, in lower case, without spaces at either end and with single ones within; `nil` for a broken escape.
    private static func value(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var octets: [UInt8] = []
        var rest = text.drop { $0 == 0x20 }
        // Trailing spaces that are not escaped do not count.
        var significant = 0
        while let octet = rest.popFirst() {
            guard octet == UInt8(ascii: "\\") else {
                octets.append(octet)
                if octet != 0x20 { significant = octets.count }
                continue
            }
            guard let next = rest.popFirst() else { return nil }
            if let high = hexadecimal(next), let second = rest.first, let low = hexadecimal(second) {
                rest = rest.dropFirst()
                octets.append(high << 4 | low)
            } else {
                octets.append(next)
            }
            significant = octets.count
        }
        octets.removeLast(octets.count - significant)
        guard let lower = String(validating: octets, as: UTF8.self)?.lowercased() else { return octets }
        return Array(lower.split(separator: " ").joined(separator: " ").utf8)
    }

    private static func hexadecimal(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): octet - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
