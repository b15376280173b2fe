/// The quoted-printable encoding (RFC 2045 §6.7).
enum QuotedPrintable {
    /// Text with line ends CR LF, LF or CR, encoded: lines of at most 76 characters that end with CR LF.
    static func encode(_ text: [UInt8]) -> String {
        var encoded = ""
        for line in lines(of: text) {
            var length = 0
            for (index, octet) in line.enumerated() {
                let isSpaceAtEnd = (octet == 32 || octet == 9) && index == line.endIndex - 1
                let isLiteral = (33...60).contains(octet) || (62...126).contains(octet) || octet == 32 || octet == 9
                let piece = isLiteral && !isSpaceAtEnd ? String(UnicodeScalar(octet)) : "=" + hexadecimal(octet)
                // A soft line break needs a place of its own, except at the line's end (RFC 2045 §6.7 (5)).
                let limit = index == line.endIndex - 1 ? 76 : 75
                if length + piece.utf8.count > limit {
                    encoded += "=\r\n"
                    length = 0
                }
                encoded += piece
                length += piece.utf8.count
            }
            encoded += "\r\n"
        }
        return encoded
    }

    /// Two hexadecimal digits in upper case.
    static func hexadecimal(_ octet: UInt8) -> String {
        let digits = String(octet, radix: 16, uppercase: true)
        return octet < 16 ? "0" + digits : digits
    }

    /// The lines of a text, without their ends; a text that ends with a line end has no empty line after it.
    private static func lines(of text: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        var previous: UInt8 = 0
        for octet in text {
            switch octet {
            case 13:
                lines.append(line)
                line = []
            case 10 where previous == 13: break
            case 10:
                lines.append(line)
                line = []
            default: line.append(octet)
            }
            previous = octet
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
