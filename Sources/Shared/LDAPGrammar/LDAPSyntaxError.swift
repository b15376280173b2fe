/// Where a text departs from the grammar that it should follow. Thrown by the readers of this module.
public struct LDAPSyntaxError: Error, Hashable, Sendable {
    /// The first byte that does not fit, counted from 0 in the text's UTF-8; the text's length where something is missing.
    public var offset: Int
    /// What is wrong and what is expected, as a sentence without full stop.
    public var message: String

    /// Something wrong at `offset`.
    public init(offset: Int, message: String) {
        self.offset = offset
        self.message = message
    }
}

extension LDAPSyntaxError: CustomStringConvertible {
    public var description: String { "\(message) (at character \(offset + 1))" }
}
