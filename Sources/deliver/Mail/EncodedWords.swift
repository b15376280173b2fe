import Foundation

/// Text of a header field as RFC 2047 wants it.
enum EncodedWords {
    /// The text in words, which a header may fold between: as it is where it is printable ASCII that nobody can take for
    /// an encoded word, else all of it encoded in UTF-8, in words of at most 75 characters (RFC 2047 §2).
    ///
    /// Control characters, line ends among them, become spaces: no value can begin another field.
    ///
    /// - Parameter first: the characters that the first word may have, where it is encoded: what is left of its line.
    static func words(of text: String, first: Int = longestWord) -> [String] {
        let clean = String(String.UnicodeScalarView(text.unicodeScalars.map(withoutControl)))
        let isPlain = clean.unicodeScalars.allSatisfy { $0.isASCII } && !clean.contains("=?")
        let plain = clean.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        // Encoded, too: a word that is too long for any line (RFC 5322 §2.1.1), and several spaces in a row or at the ends,
        // which a header does not keep.
        if isPlain && plain.allSatisfy({ (1...900).contains($0.utf8.count) }) { return plain }
        return encoded(clean, first: min(first, longestWord))
    }

    /// RFC 2047 §2.
    private static let longestWord = 75

    /// The text encoded: Q where most of it stays readable, else B (RFC 2047 §4).
    private static func encoded(_ text: String, first: Int) -> [String] {
        let strange = text.utf8.count { quoted($0).utf8.count > 1 }
        let isReadable = strange * 3 < text.utf8.count
        var words: [String] = []
        var octets: [UInt8] = []
        // A character is never split between two words (RFC 2047 §5).
        for scalar in text.unicodeScalars {
            let next = Array(String(scalar).utf8)
            if length(octets + next, isReadable) > (words.isEmpty ? first : longestWord) {
                words.append(word(octets, isReadable))
                octets = []
            }
            octets += next
        }
        if !octets.isEmpty { words.append(word(octets, isReadable)) }
        return words
    }

    private static func length(_ octets: [UInt8], _ isReadable: Bool) -> Int {
        let text = isReadable ? octets.reduce(0) { $0 + quoted($1).utf8.count } : (octets.count + 2) / 3 * 4
        return text + "=?UTF-8?Q??=".utf8.count
    }

    private static func word(_ octets: [UInt8], _ isReadable: Bool) -> String {
        isReadable
            ? "=?UTF-8?Q?\(octets.map(quoted).joined())?=" : "=?UTF-8?B?\(Data(octets).base64EncodedString())?="
    }

    /// RFC 2047 §5 (3): what is safe even within a display name stays.
    private static func quoted(_ octet: UInt8) -> String {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "!"), UInt8(ascii: "*"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "/"):
            String(UnicodeScalar(octet))
        case UInt8(ascii: " "): "_"
        default: "=" + QuotedPrintable.hexadecimal(octet)
        }
    }

    private static func withoutControl(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: " "
        default: scalar
        }
    }
}
