/// What a text may be that is printed, kept and told: of so many characters, none of which does anything but leave ink.
struct TextRule {
    /// Characters at the most.
    var limit: Int

    /// What is expected, to follow "expected".
    var expectation: String { "1 to \(limit) printable characters" }

    /// The text, when it may be.
    func checked(_ text: String) throws(BadValue) -> String {
        guard (1...limit).contains(text.count), text.unicodeScalars.allSatisfy(\.isPrintable),
            text.contains(where: { !$0.isWhitespace })
        else {
            throw BadValue(expectation)
        }
        return text
    }
}

extension Unicode.Scalar {
    /// Whether the character leaves ink or a space, and does nothing else.
    private var leavesInk: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    /// Whether the character may be printed. Joiners are part of how some scripts are written.
    fileprivate var isPrintable: Bool { leavesInk || self == "\u{200C}" || self == "\u{200D}" }
}
