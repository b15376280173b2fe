/// What fax machines say in a subaddress, a polling address or a password (SUB, SID, SEP, PWD: T.30 §5.3.6.1.2 and §5.3.6.1.3).
public enum FaxWord {
    /// What one must be, to follow "expected".
    public static let expectation = "1 to 20 digits, *, #, + and spaces"

    /// Whether `text` can be said: 1 to 20 digits, `*`, `#`, `+` and spaces.
    public static func canBe(_ text: String) -> Bool {
        (1...20).contains(text.utf8.count) && text.allSatisfy { "0123456789*#+ ".contains($0) }
    }
}
