extension String {
    /// As a quoted string (RFC 5322 §3.2.4), its quotes with it.
    ///
    /// By scalars: a quote that a combining mark follows is one character with it to Swift, and would end the string to everybody else.
    public var quoted: String {
        let escaped = unicodeScalars.flatMap { $0 == "\\" || $0 == "\"" ? ["\\", $0] : [$0] }
        return "\"\(String(String.UnicodeScalarView(escaped)))\""
    }
}
