/// Finds the Message-ID of a mail in its first octets, without reading the rest of it.
public enum MessageIDField {
    /// The identifier with its angle brackets, unfolded (RFC 5322 §3.6.4); `nil` when the header has none, ends later than
    /// `octets`, or gives one longer than a line may be.
    public static func find(in octets: [UInt8]) -> String? {
        guard let value = LeadingFields.first(of: "message-id", in: octets) else { return nil }
        let text = String(decoding: value.utf8.filter { $0 > 0x20 }, as: UTF8.self)
        return text.isEmpty || text.utf8.count > 998 ? nil : text
    }
}
