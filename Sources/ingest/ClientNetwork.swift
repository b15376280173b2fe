import Foundation

/// What counts as one client, for limits: an IPv4 address, or the 64 bits of an IPv6 address that name its network, because
/// whoever has one such address has all of them.
struct ClientNetwork: Hashable, Sendable {
    private let octets: [UInt8]

    /// The client at this IP address, a zone (`%eth0`) ignored. An IPv4 address written as an IPv6 one (RFC 4291 §2.5.5.2) is the
    /// IPv4 address. All that is no address, such as `local`, is one client.
    init(_ address: String) {
        let text = String(address.prefix { $0 != "%" })
        var four = in_addr()
        var sixteen = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            octets = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            let all = withUnsafeBytes(of: &sixteen) { Array($0) }
            let isMapped = all.prefix(12).elementsEqual(Array(repeating: 0, count: 10) + [0xFF, 0xFF])
            octets = isMapped ? Array(all.suffix(4)) : Array(all.prefix(8))
        } else {
            octets = []
        }
    }
}
