import Foundation

/// What our programs say in English, in another language: a table of sentences, for the texts that people read. What is for programs stays
/// as it is.
///
/// A line of a table is `English = other`, and a later one goes before an earlier; `{1}` and `{2}` stand for whatever is there. A line that begins with `#` says nothing. The
/// line `*` has what is said in place of a sentence that the table lacks, so that nobody reads one in a language that he does not know; `{1.}` on
/// the right is said that way, too, where what is there is lacking.
struct Sentences: Sendable {
    /// English with places, cut at them; and what is said instead.
    private struct Pattern: Sendable {
        var pieces: [String]
        var places: [Int]
        var other: String
    }

    private var exact: [String: String] = [:]
    private var patterns: [Pattern] = []
    private var standard: String?

    /// A table of nothing: every sentence stays as it is.
    init() {}

    /// Reads a table.
    ///
    /// - Parameter name: its name in errors.
    init(name: String, text: String) throws(TemplateError) {
        for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            guard !line.allSatisfy(\.isWhitespace), !line.hasPrefix("#") else { continue }
            guard let sign = line.firstRange(of: " = ") else {
                throw TemplateError(
                    description:
                        "Line \(number + 1) of '\(name)' is not 'English = other'; write it so, or a # before it.")
            }
            let english = line[..<sign.lowerBound].trimmingCharacters(in: .whitespaces)
            let other = line[sign.upperBound...].trimmingCharacters(in: .whitespaces)
            if english == "*" {
                standard = other
            } else {
                guard add(english, other) else {
                    throw TemplateError(
                        description:
                            "Line \(number + 1) of '\(name)' has nothing but places, and would stand for every sentence; write words beside them."
                    )
                }
            }
        }
    }

    /// Takes a sentence that is said as it is: somebody has written it for whoever reads it.
    mutating func add(verbatim sentence: String) {
        if exact[sentence] == nil { exact[sentence] = sentence }
    }

    /// What is said in place of `text`, which is one or more sentences; the text where there is no table.
    ///
    /// - Parameter date: writes a time that stands in it.
    func said(for text: String, date: (Date) -> String) -> String {
        translation(of: text, date) ?? standard ?? text
    }

    /// What the table has for `text`; `nil` where it lacks a sentence of it.
    func translation(of text: String, _ date: (Date) -> String) -> String? {
        var rest = Self.cut(text)[...]
        var said: [String] = []
        while !rest.isEmpty {
            // A line of the table may be about several sentences.
            var count = rest.count
            var found: String?
            while count > 0, found == nil {
                found = line(for: rest.prefix(count).joined(separator: " "), date)
                if found == nil { count -= 1 }
            }
            guard let found else { return nil }
            said.append(found)
            rest = rest.dropFirst(count)
        }
        return said.isEmpty ? nil : said.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// What a line of the table has for `text`, which may lack the full stop at its end.
    private func line(for text: String, _ date: (Date) -> String) -> String? {
        oneLine(for: text, date) ?? (text.hasSuffix(".") ? nil : oneLine(for: "\(text).", date))
    }

    private func oneLine(for text: String, _ date: (Date) -> String) -> String? {
        if let other = exact[text] { return other }
        for pattern in patterns {
            guard let values = Self.match(text[...], pattern.pieces) else { continue }
            return zip(pattern.places, values).reduce(pattern.other) { said, place in
                let written = place.1.contains(" ") ? nil : (try? Date(place.1, strategy: .iso8601)).map(date)
                let known = written ?? translation(of: place.1, date)
                let lacking = standard ?? place.1
                return said.replacing("{\(place.0)}", with: known ?? place.1)
                    .replacing("{\(place.0).}.", with: (known ?? lacking).asSentence)
                    .replacing("{\(place.0).}", with: known ?? lacking)
            }
        }
        return nil
    }

    /// - Returns: whether there is a word in it: else it would be found again in each of its places, without end.
    private mutating func add(_ english: String, _ other: String) -> Bool {
        var pieces = [""]
        var places: [Int] = []
        var rest = english[...]
        while let first = rest.first {
            let end = rest.firstIndex(of: "}")
            if first == "{", let end, let place = Int(rest[rest.index(after: rest.startIndex)..<end]) {
                places.append(place)
                pieces.append("")
                rest = rest[rest.index(after: end)...]
            } else {
                pieces[pieces.count - 1].append(first)
                rest = rest.dropFirst()
            }
        }
        guard pieces.contains(where: { !$0.allSatisfy(\.isWhitespace) }) else { return false }
        if places.isEmpty {
            exact[english] = other
        } else {
            patterns.insert(Pattern(pieces: pieces, places: places, other: other), at: 0)
        }
        return true
    }

    /// What stands between `pieces` in `text`; `nil` where it is not made of them.
    private static func match(_ text: Substring, _ pieces: [String]) -> [String]? {
        guard text.hasPrefix(pieces[0]) else { return nil }
        var rest = text.dropFirst(pieces[0].count)
        var values: [String] = []
        for (index, piece) in pieces.enumerated().dropFirst() {
            if index == pieces.count - 1 {
                guard rest.count > piece.count, rest.hasSuffix(piece) else { return nil }
                let value = String(rest.dropLast(piece.count))
                // What stands before the end of a sentence is part of that sentence.
                guard piece.isEmpty || cut(value).count == 1 else { return nil }
                values.append(value)
            } else {
                guard let found = rest.firstRange(of: piece), found.lowerBound > rest.startIndex else { return nil }
                values.append(String(rest[..<found.lowerBound]))
                rest = rest[found.upperBound...]
            }
        }
        return values
    }

    /// Cuts a text after each full stop, question or exclamation mark before a space and a capital or a digit.
    private static func cut(_ text: String) -> [String] {
        var sentences: [String] = []
        var current = ""
        for word in text.split(separator: " ") {
            if let last = current.last, ".!?".contains(last), word.first.map({ $0.isUppercase || $0.isNumber }) == true
            {
                sentences.append(current)
                current = String(word)
            } else {
                current += (current.isEmpty ? "" : " ") + word
            }
        }
        return current.isEmpty ? sentences : sentences + [current]
    }
}

extension String {
    /// With a full stop at its end, so that another sentence can follow.
    var asSentence: String { hasSuffix(".") ? self : self + "." }
}
