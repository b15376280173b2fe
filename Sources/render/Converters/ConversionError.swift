/// Why a part of a mail could not become pages. The part is left out; the reason is told to recipient and sender.
struct ConversionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence that stands after the part's name: `It is protected by a password.`
    let reason: String
    /// What the converter said, for the author of a cover template; nobody else is told.
    let detail: String?

    init(_ reason: String, detail: String? = nil) {
        self.reason = reason
        self.detail = detail
    }

    var description: String { reason }
}
