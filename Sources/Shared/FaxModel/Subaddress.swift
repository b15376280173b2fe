/// A subaddress as whoever sends a fax writes it (RFC 3192 §2, T33S; T.33 §5): what reaches the far end's machine as SUB (T.30 §5.3.6.1.3),
/// without the characters that only fill it up.
public enum Subaddress {
    /// What one must be, to follow "expected".
    public static let expectation = "1 to 20 digits, # or *"

    /// Whether `text` is one: 1 to 20 digits, `#` and `*`.
    public static func canBe(_ text: String) -> Bool {
        (1...20).contains(text.utf8.count) && text.utf8.allSatisfy("0123456789#*".utf8.contains)
    }
}
