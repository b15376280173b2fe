/// Why a part of a mail could not become pages. The part is left out; the reason is told to recipient and sender.
struct ConversionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence that stands after the part's name: `It is protected by a password.`
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }

    var description: String { reason }
}
