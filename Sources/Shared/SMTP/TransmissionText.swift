/// The xtext of RFC 3461 §4: any octets as printable ASCII, in parameters of MAIL and RCPT.
enum TransmissionText {
    /// The octets that `text` means; `nil` where it is no xtext: `+` stands before two hexadecimal digits in upper case, and `=`
    /// nowhere. Octets above 127 pass as they are (RFC 6533 §3).
    static func decode(_ text: String) -> [UInt8]? {
        var octets: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let octet = rest.popFirst() {
            switch octet {
            case UInt8(ascii: "+"):
                guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
                    return nil
                }
                octets.append(high << 4 | low)
            case UInt8(ascii: "="): return nil
            case 33...126, 128...255: octets.append(octet)
            default: return nil
            }
        }
        return octets
    }

    /// The xtext of printable ASCII and what else there is.
    static func encode(_ text: String) -> String {
        text.utf8.map { octet in
            let isPlain = (33...126).contains(octet) && octet != UInt8(ascii: "+") && octet != UInt8(ascii: "=")
            guard !isPlain else { return String(UnicodeScalar(octet)) }
            let digits = String(octet, radix: 16, uppercase: true)
            return octet < 16 ? "+0\(digits)" : "+\(digits)"
        }.joined()
    }

    private static func digit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): octet - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): octet - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
