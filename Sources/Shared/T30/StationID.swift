/// The identification of a station (T.30 §5.3.6.2.4 to 5.3.6.2.6): up to 20 characters, digits, `+` and space by the
/// Recommendation, letters in practice.
public struct StationID: Hashable, Sendable {
    /// The characters, without padding.
    public let text: String

    /// The id of this text: characters outside of printable ASCII are left out, what is beyond 20 is cut off.
    public init(_ text: String) {
        let printable = text.unicodeScalars.filter { (0x20...0x7E).contains($0.value) }.prefix(Self.length)
        self.text = printable.reduce(into: "") { $0.unicodeScalars.append($1) }
    }

    /// Reads an information field: the last character first (T.30 §5.3.6.2.4). Octets that are no printable ASCII
    /// count as spaces.
    ///
    /// - Returns: `nil` when nothing but padding is in it.
    public init?(field: some Collection<UInt8>) {
        let characters = field.prefix(Self.length).map { (0x20...0x7E).contains($0) ? $0 : 0x20 }
        let text = String(decoding: characters.reversed(), as: UTF8.self)
            .drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
        guard !text.isEmpty else { return nil }
        self.text = String(text)
    }

    /// The information field: 20 octets, the last character first, padded with spaces.
    public var field: [UInt8] {
        let characters = Array(text.utf8.reversed())
        return characters + Array(repeating: 0x20, count: Self.length - characters.count)
    }

    /// The characters of an id.
    static let length = 20
}
