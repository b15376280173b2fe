internal import Foundation

/// Help for GMime 3.2, which decodes B words that follow each other (RFC 2047 §4.1) as if they were one, and so drops what
/// comes after the first that is padded: half of a long subject, as many mail programs write it (jstedfast/gmime issue
/// 133, mended after 3.2.13).
enum PaddedWords {
    /// `value` with every padded B word that another encoded word follows written as a Q word (RFC 2047 §4.2): it means
    /// the same.
    static func rewritten(_ value: String) -> String {
        // A padded word ends so; nearly all values end here.
        guard value.utf8.count > 3, value.contains("=?=") else { return value }
        let padded = #/=\?([^?\s]+)\?[Bb]\?([A-Za-z0-9+\/]*={1,2})\?=(?=\s+=\?)/#
        return value.replacing(padded) { match in
            guard let octets = Data(base64Encoded: String(match.output.2)) else { return String(match.output.0) }
            return "=?\(match.output.1)?Q?\(octets.map(hexadecimal).joined())?="
        }
    }

    private static func hexadecimal(_ octet: UInt8) -> String {
        let digits = String(octet, radix: 16, uppercase: true)
        return digits.utf8.count == 1 ? "=0\(digits)" : "=\(digits)"
    }
}
