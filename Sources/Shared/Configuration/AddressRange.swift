import Foundation

/// A range of IP addresses in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3): `192.0.2.0/24`, `2001:db8::/32`, or one
/// address.
public struct AddressRange: Hashable, Sendable, ConfigurationValue {
    /// 4 or 16 octets, those beyond the prefix zero.
    private let network: [UInt8]
    /// Bits that all addresses of the range have in common.
    private let prefixLength: Int

    public static var expectation: String { "an address or range such as 127.0.0.1, 192.0.2.0/24 or 2001:db8::/32" }

    /// Bits beyond the prefix must be zero: a slip in one of the two numbers would else open another range than meant.
    public init?(configuration text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let octets = Self.octets(of: String(first)) else { return nil }
        let bits = octets.count * 8
        guard let length = parts.count == 2 ? Int(parts[1]) : bits, (0...bits).contains(length) else { return nil }
        network = octets
        prefixLength = length
        guard Self.masked(octets, to: length) == octets else { return nil }
    }

    /// Whether `address` is in the range. An IPv4 address written as an IPv6 one (RFC 4291 §2.5.5.2) counts as the IPv4
    /// address. A zone (`%eth0`) is ignored. What is no address is in no range.
    public func contains(_ address: String) -> Bool {
        guard var octets = Self.octets(of: String(address.prefix { $0 != "%" })) else { return false }
        if network.count == 4, octets.count == 16, octets.prefix(12) == Self.mappedPrefix {
            octets = Array(octets.suffix(4))
        }
        return octets.count == network.count && Self.masked(octets, to: prefixLength) == network
    }

    /// Whether it has addresses of this machine only (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3).
    public var isLoopback: Bool {
        network.count == 4
            ? prefixLength >= 8 && network[0] == 127
            : prefixLength == 128 && network == [UInt8](repeating: 0, count: 15) + [1]
    }

    /// The addresses of this machine only.
    public static let loopback = ["127.0.0.0/8", "::1"].compactMap(AddressRange.init(configuration:))

    /// Whether a client is on this machine: at a loopback address, or at a unix socket (`local`).
    public static func isThisMachine(_ client: String) -> Bool {
        client == "local" || loopback.contains { $0.contains(client) }
    }

    private static let mappedPrefix = ArraySlice([UInt8](repeating: 0, count: 10) + [0xFF, 0xFF])

    private static func masked(_ octets: [UInt8], to length: Int) -> [UInt8] {
        octets.enumerated().map { index, octet in
            let bits = max(0, min(8, length - index * 8))
            return octet & UInt8(truncatingIfNeeded: 0xFF00 >> bits)
        }
    }

    private static func octets(of text: String) -> [UInt8]? {
        var four = in_addr()
        if inet_pton(AF_INET, text, &four) == 1 { return withUnsafeBytes(of: &four) { Array($0) } }
        var sixteen = in6_addr()
        if inet_pton(AF_INET6, text, &sixteen) == 1 { return withUnsafeBytes(of: &sixteen) { Array($0) } }
        return nil
    }
}
