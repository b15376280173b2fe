/// A value of the syntax Facsimile Telephone Number (RFC 4517 §3.3.11), as `facsimileTelephoneNumber` has it:
/// `+49 228 12345$twoDimensional$fineResolution`.
public struct FacsimileTelephoneNumber: Hashable, Sendable {
    /// What the machine behind the number can do.
    public enum Parameter: String, Sendable, CaseIterable {
        case twoDimensional, fineResolution, unlimitedLength, b4Length, a3Width, b4Width, uncompressed
    }

    /// The telephone number as the directory writes it, without parameters.
    public var number: String
    /// The parameters that the RFC knows; others are left out.
    public var parameters: Set<Parameter>

    /// Reads a value. It never fails: a directory's mistakes must not stop a fax, and whoever dials checks the number.
    public init(_ text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        let number = parts.first ?? ""
        self.number = String(number.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        self.parameters = Set(
            parts.dropFirst().compactMap { part in
                Parameter.allCases.first { $0.rawValue.lowercased() == part.lowercased() }
            })
    }
}
