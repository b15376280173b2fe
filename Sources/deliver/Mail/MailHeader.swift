import SMTP

/// The header of a mail or of a part of one, as it is written (RFC 5322 §2.2, §3.6).
struct MailHeader {
    /// The fields with their CR LF.
    private(set) var text = ""

    /// Adds a field of free text: subject, comment, or one of our own (RFC 5322 §2.2.1, RFC 2047 §5 (1)). A field of
    /// nothing is left out.
    mutating func add(_ name: String, _ text: String) {
        add(name, words: EncodedWords.words(of: text, first: Self.room(after: name)))
    }

    /// Adds a field whose words are right as they are: printable ASCII, folded between them where it must be.
    mutating func add(_ name: String, words: [String]) {
        guard !words.isEmpty else { return }
        var line = "\(name):"
        for (index, word) in words.enumerated() {
            if index > 0 && line.utf8.count + 1 + word.utf8.count > Self.longestLine {
                text += line + "\r\n"
                line = ""
            }
            line += " " + word
        }
        text += line + "\r\n"
    }

    /// Adds a field with one mailbox (RFC 5322 §3.4): the address, and the name where there is one.
    mutating func add(_ name: String, mailbox: Mailbox, displayName: String?) {
        var words = displayName.map { Self.phrase($0, after: name) } ?? []
        words.append("<\(mailbox)>")
        add(name, words: words)
    }

    /// Adds a field with several mailboxes (RFC 5322 §3.4); none of them, none of it.
    mutating func add(_ name: String, mailboxes: [Mailbox]) {
        add(
            name,
            words: mailboxes.enumerated().map { index, mailbox in
                "<\(mailbox)>" + (index == mailboxes.count - 1 ? "" : ",")
            })
    }

    /// RFC 5322 §2.1.1; a line with encoded words has two fewer (RFC 2047 §2).
    private static let longestLine = 78

    /// Characters that an encoded word may have in a field's first line.
    private static func room(after name: String) -> Int { longestLine - 2 - name.utf8.count - 2 }

    /// A display name: as a quoted string where it is ASCII, so that commas and dots in it harm nobody (RFC 5322 §3.2.4).
    private static func phrase(_ name: String, after field: String) -> [String] {
        let words = EncodedWords.words(of: name, first: room(after: field))
        if words.contains(where: { $0.hasPrefix("=?") }) { return words }
        let escaped = words.joined(separator: " ").flatMap { $0 == "\"" || $0 == "\\" ? ["\\", $0] : [$0] }
        return escaped.isEmpty ? [] : ["\"\(String(escaped))\""]
    }
}
