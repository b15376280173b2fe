/// Exchange's way to write an address that is no mail address: `IMCEAFAX-…` (MS-OXCMAIL §2.1.3.1.8 and §2.2.3.1.2).
extension FaxAddress {
    /// What is encapsulated; `nil` where nothing is.
    ///
    /// - Throws: when it is an address of another kind, or is encoded wrongly.
    static func decapsulated(_ localPart: String) throws(FaxAddressError) -> String? {
        guard localPart.lowercased().hasPrefix("imcea"), let hyphen = localPart.firstIndex(of: "-") else { return nil }
        let kind = localPart[..<hyphen].dropFirst(5)
        guard kind.lowercased() == "fax" else { throw FaxAddressError("it encapsulates an address of kind \(kind)") }
        guard let decoded = decoded(localPart[localPart.index(after: hyphen)...].utf8) else {
            throw FaxAddressError("what it encapsulates is encoded wrongly")
        }
        return decoded
    }

    /// `_` stands for a slash, `+` and two hexadecimal digits for an octet.
    private static func decoded(_ text: Substring.UTF8View) -> String? {
        var octets: [UInt8] = []
        var rest = text[...]
        while let octet = rest.popFirst() {
            switch octet {
            case UInt8(ascii: "_"): octets.append(UInt8(ascii: "/"))
            case UInt8(ascii: "+"):
                let digits = rest.prefix(2)
                guard digits.count == 2, let code = String(digits), code.allSatisfy(\.isHexDigit),
                    let octet = UInt8(code, radix: 16)
                else { return nil }
                octets.append(octet)
                rest = rest.dropFirst(2)
            default: octets.append(octet)
            }
        }
        let decoded = String(decoding: octets, as: UTF8.self)
        return decoded.unicodeScalars.contains { $0.properties.generalCategory == .control } ? nil : decoded
    }
}
