/// A value of the syntax Postal Address (RFC 4517 §3.3.28), as `postalAddress` has it: lines with `$` between them, in which `\24` is
/// a dollar sign and `\5C` a backslash.
public enum PostalAddress {
    /// The lines, with line feeds between them; empty ones are left out.
    public static func lines(_ text: String) -> String {
        text.split(separator: "$").map { line in
            line.replacing("\\24", with: "$").replacing("\\5C", with: "\\").replacing("\\5c", with: "\\")
        }
        .map { $0.drop(while: \.isWhitespace) }.filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
