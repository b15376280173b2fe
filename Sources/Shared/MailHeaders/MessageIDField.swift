/// Finds the Message-ID of a mail in its first octets, without reading the rest of it.
enum MessageIDField {
    /// The identifier with its angle brackets, unfolded (RFC 5322 §3.6.4); `nil` when the header has none, ends later than
    /// `octets`, or gives one longer than a line may be.
    static func find(in octets: [UInt8]) -> String? {
        var lines = octets.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        while let line = lines.popFirst(), !line.isEmpty, line.first != UInt8(ascii: "\r") {
            guard line.count > name.count, line.prefix(name.count).elementsEqual(name, by: { $0 | 0x20 == $1 }) else {
                continue
            }
            var value = Array(line.dropFirst(name.count))
            while let next = lines.first, next.first == UInt8(ascii: " ") || next.first == UInt8(ascii: "\t") {
                value += next
                lines = lines.dropFirst()
            }
            // What may go on after the octets is half of an identifier.
            guard !lines.isEmpty else { return nil }
            let text = String(decoding: value.filter { $0 > 0x20 }, as: UTF8.self)
            return text.isEmpty || text.utf8.count > 998 ? nil : text
        }
        return nil
    }

    private static let name = Array("message-id:".utf8)
}
