public import FaxModel
public import Foundation

/// Netpbm's bitmaps (PBM, `P4`), which Poppler's tools write.
public enum PortableBitmap {
    /// The page in a file.
    public static func read(_ url: URL) throws -> PageBitmap {
        let octets = [UInt8](try Data(contentsOf: url))
        var words: [String] = []
        var word = ""
        var position = 0
        while words.count < 3, position < octets.count {
            let character = Character(UnicodeScalar(octets[position]))
            position += 1
            if character.isWhitespace {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
            }
        }
        guard words.count == 3, words[0] == "P4", let width = Int(words[1]), let rows = Int(words[2]),
            let page = PageBitmap(width: width, rows: rows, bytes: Array(octets[position...]))
        else { throw SupportError("\(url.lastPathComponent) is no bitmap") }
        return page
    }
}
