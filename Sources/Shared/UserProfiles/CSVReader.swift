/// Comma-separated values (RFC 4180), each with the place where it stands. Where the first line has semicolons and no commas, as
/// spreadsheets write it in many countries, semicolons separate.
struct CSVReader {
    /// A value.
    struct Cell: Hashable, Sendable {
        /// The value, without its quotes.
        var text: String
        /// The line on which it begins, from 1.
        var line: Int
        /// The character of the line at which it begins, from 1.
        var column: Int
    }

    /// What is no CSV.
    struct Problem: Error, Hashable, Sendable {
        var line: Int
        var column: Int
        var message: String
    }

    private let characters: [Character]
    private var position = 0
    private var line = 1
    private var column = 1
    /// What separates values.
    let separator: Character

    /// A reader of `text`, with or without a byte order mark.
    init(_ text: String) {
        characters = Array(text.hasPrefix("\u{FEFF}") ? text.dropFirst() : text[...])
        let first = characters.prefix { !$0.isNewline }
        separator = first.contains(";") && !first.contains(",") ? ";" : ","
    }

    /// The next line of values; `nil` after the last. Lines on which nothing stands are passed by.
    mutating func next() throws(Problem) -> [Cell]? {
        while position < characters.count {
            let cells = try row()
            if cells.contains(where: { !$0.text.allSatisfy(\.isWhitespace) }) { return cells }
        }
        return nil
    }

    private mutating func row() throws(Problem) -> [Cell] {
        var cells: [Cell] = []
        while true {
            cells.append(try cell())
            guard let character = take() else { return cells }
            if character.isNewline { return cells }
        }
    }

    /// A value; what follows it is a separator, the line's end, or nothing.
    private mutating func cell() throws(Problem) -> Cell {
        var cell = Cell(text: "", line: line, column: column)
        guard peek == "\"" else {
            while let character = peek, character != separator, !character.isNewline {
                guard character != "\"" else {
                    throw problem(
                        "a quote stands within a value that is not in quotes; put the value in quotes, and the quote twice"
                    )
                }
                cell.text.append(character)
                _ = take()
            }
            return cell
        }
        _ = take()
        while true {
            guard let character = take() else {
                throw Problem(line: cell.line, column: cell.column, message: "the quote that begins here is not closed")
            }
            if character != "\"" {
                cell.text.append(character)
            } else if peek == "\"" {
                cell.text.append("\"")
                _ = take()
            } else {
                break
            }
        }
        guard peek == nil || peek == separator || peek?.isNewline == true else {
            throw problem("something stands behind the quote that ends a value")
        }
        return cell
    }

    private var peek: Character? { position < characters.count ? characters[position] : nil }

    private mutating func take() -> Character? {
        guard let character = peek else { return nil }
        position += 1
        if character.isNewline {
            line += 1
            column = 1
        } else {
            column += 1
        }
        return character
    }

    private func problem(_ message: String) -> Problem {
        Problem(line: line, column: column, message: message)
    }
}
