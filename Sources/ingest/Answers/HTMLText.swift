/// The text that an HTML document shows, line by line, without what it quotes (`blockquote`). It is made for the few words of an answer, and
/// shows nothing as a browser would.
struct HTMLText {
    /// The text.
    let plain: String

    /// Reads a document; what is no HTML is text.
    init(_ html: String) {
        var text = ""
        /// What is open that shows nothing of itself, innermost last.
        var hidden: [String] = []
        var rest = html[...]
        while let character = rest.first, hidden.count < Self.deepest {
            guard character == "<" else {
                let words = rest.prefix { $0 != "<" }
                if hidden.isEmpty { text += Self.decoded(words) }
                rest = rest[words.endIndex...]
                continue
            }
            if rest.hasPrefix("<!--") {
                rest = rest.firstRange(of: "-->").map { rest[$0.upperBound...] } ?? ""
                continue
            }
            guard let end = rest.firstIndex(of: ">") else { break }
            let tag = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            let isEnd = tag.first == "/"
            let name = tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber }.lowercased()
            if Self.silent.contains(name) {
                if isEnd {
                    if let index = hidden.lastIndex(of: name) { hidden.removeSubrange(index...) }
                } else if tag.last != "/" {
                    hidden.append(name)
                }
            }
            if Self.breaking.contains(name) { text += "\n" }
        }
        plain = text
    }

    /// How deep quotations go that are followed: no mail program's are deeper.
    private static let deepest = 100
    private static let silent: Set<String> = ["head", "style", "script", "title", "blockquote"]
    private static let breaking: Set<String> = [
        "br", "p", "div", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "hr", "blockquote", "body", "pre",
    ]

    /// Words with their character references resolved; a line end in a document is a space.
    private static func decoded(_ words: Substring) -> String {
        var text = ""
        var rest = words[...]
        while let character = rest.first {
            rest = rest.dropFirst()
            guard character == "&", let end = rest.prefix(12).firstIndex(of: ";") else {
                text.append(character.isNewline ? " " : character)
                continue
            }
            let name = rest[..<end]
            if let meant = Self.character(name) {
                text += meant
                rest = rest[rest.index(after: end)...]
            } else {
                text.append(character)
            }
        }
        return text
    }

    private static func character(_ name: Substring) -> String? {
        if let known = names[String(name)] { return known }
        guard name.first == "#" else { return nil }
        let digits = name.dropFirst()
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        let value = UInt32(isHexadecimal ? digits.dropFirst() : digits, radix: isHexadecimal ? 16 : 10)
        return value.flatMap(UnicodeScalar.init).map { String(Character($0)) }
    }

    private static let names = [
        "nbsp": " ", "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "bdquo": "„", "ldquo": "“",
        "rdquo": "”",
    ]
}
