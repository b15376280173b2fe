import Glibc

/// Finds address lists that would nest so deep that the library's parser, which calls itself for every group in a
/// group, would run out of stack. (RFC 5322 §3.4 knows no groups in groups.)
enum AddressNesting {
    /// Colons in one address field from which on it is refused: a group has one, and nobody writes a thousand.
    static let maximumColons = 1000

    /// Whether the value of an address field is harmless.
    static func isHarmless(_ value: some Sequence<UInt8>) -> Bool {
        value.lazy.filter { $0 == UInt8(ascii: ":") }.prefix(maximumColons + 1).count <= maximumColons
    }

    /// Whether all address fields are, wherever in the mail a header may stand.
    static func isHarmless(mail bytes: [UInt8]) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var start = 0
            while start < bytes.count {
                var end = endOfLine(from: start, in: bytes)
                if beginsAddressField(bytes[start..<end]) {
                    while end < bytes.count, bytes[end] == UInt8(ascii: " ") || bytes[end] == UInt8(ascii: "\t") {
                        end = endOfLine(from: end, in: bytes)
                    }
                    if !isHarmless(bytes[start..<end]) { return false }
                }
                start = end
            }
            return true
        }
    }

    private static func endOfLine(from start: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        guard let base = bytes.baseAddress,
            let newline = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
        else { return bytes.count }
        return UnsafeRawPointer(newline) - base + 1
    }

    private static let names = ["from", "sender", "reply-to", "to", "cc", "bcc"].map { Array($0.utf8) }

    private static func beginsAddressField(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard let first = line.first, first & 0x40 != 0 else { return false }
        return names.contains { name in
            guard name[0] == first | 0x20, line.count > name.count, zip(name, line).allSatisfy({ $0 == $1 | 0x20 })
            else { return false }
            // RFC 5322 §4.5.4 allowed white space before the colon.
            return line.dropFirst(name.count).first { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: ":")
        }
    }
}
