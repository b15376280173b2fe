/// Bits written as the standards write them: 0 and 1, spaces between words.
enum BitString {
    /// The octets of these bits, first bit most significant, padded with 0.
    static func octets(_ digits: String) -> [UInt8] {
        let bits = digits.filter { $0 == "0" || $0 == "1" }
        return stride(from: 0, to: bits.count, by: 8).map { start in
            let octet = bits.dropFirst(start).prefix(8)
            return UInt8(octet, radix: 2)! << UInt8(8 - octet.count)
        }
    }

    /// End of line.
    static let eol = "000000000001"
}
