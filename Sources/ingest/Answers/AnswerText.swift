import Foundation
import MIME

/// The text of an answer, without what it quotes.
struct AnswerText {
    private let lines: [String]

    /// The text of `mail`: its plain text, or the HTML of a mail that has no other.
    init(of mail: Mail) {
        lines = Self.unquoted(Self.text(of: mail.root) ?? "")
    }

    /// The first line with anything in it; `nil` where there is none.
    var firstLine: String? { lines.first }

    /// Characters of a text that are looked at: an answer's first line is at its beginning.
    private static let longest = 256 << 10

    private static func text(of part: MailPart) -> String? {
        guard !part.isAttachment else { return nil }
        switch part.content {
        case .message: return nil
        case .parts(let parts):
            let found = parts.compactMap { text(of: $0) }
            // Of alternatives, the plain text comes first (RFC 2046 §5.1.4); where it is empty, the other counts.
            return found.first { !unquoted($0).isEmpty } ?? found.first
        case .body:
            guard part.mediaType.type == "text", let text = (try? part.text(limit: longest)) ?? nil else { return nil }
            return part.mediaType.subtype == "html" ? HTMLText(text).plain : text
        }
    }

    /// The lines that its writer has written: none that is empty or quoted, and none that says whose words are quoted below it.
    private static func unquoted(_ text: String) -> [String] {
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            line.trimmingCharacters(in: .whitespaces.union(["\u{200B}", "\u{FEFF}"]))
        }.filter { !$0.isEmpty }
        return lines.indices.filter { index in
            guard !lines[index].hasPrefix(">") else { return false }
            let isAboveQuotation = lines.indices.contains(index + 1) && lines[index + 1].hasPrefix(">")
            return !(isAboveQuotation && lines[index].hasSuffix(":"))
        }.map { lines[$0] }
    }
}
