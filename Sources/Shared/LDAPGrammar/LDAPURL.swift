/// Where a directory server listens (RFC 4516 §2): scheme, host and port, and nothing more.
public struct LDAPURL: Hashable, Sendable {
    /// How the server is reached.
    public enum Scheme: String, Sendable, CaseIterable {
        /// TCP, in clear text until StartTLS.
        case ldap
        /// TLS from the first byte.
        case ldaps
    }

    /// How the server is reached.
    public let scheme: Scheme
    /// Name or address; an IPv6 address without its brackets.
    public let host: String
    /// TCP port, 1…65535.
    public let port: Int

    /// The server on `host` at `port`, by default 389 for `ldap` and 636 for `ldaps`.
    public init(_ scheme: Scheme, host: String, port: Int? = nil) {
        self.scheme = scheme
        self.host = host
        self.port = port ?? Self.standardPort(scheme)
    }

    private static func standardPort(_ scheme: Scheme) -> Int {
        switch scheme {
        case .ldap: 389
        case .ldaps: 636
        }
    }
}

extension LDAPURL: LosslessStringConvertible {
    public var description: String {
        "\(scheme.rawValue)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// Reads `ldap://host`, `ldaps://host:port`, `ldap://[::1]:port`, with or without a slash at the end.
    ///
    /// - Returns: `nil` for anything else; a base, a filter or attributes after the host are something else.
    public init?(_ text: String) {
        guard let scheme = Scheme.allCases.first(where: { text.lowercased().hasPrefix($0.rawValue + "://") }) else {
            return nil
        }
        var rest = text.dropFirst(scheme.rawValue.count + 3)
        if rest.hasSuffix("/") { rest.removeLast() }
        let host: Substring
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            host = rest[rest.index(after: rest.startIndex)..<end]
            guard host.contains(":"), host.allSatisfy({ $0.isHexDigit || ":.%".contains($0) }) else { return nil }
            rest = rest[rest.index(after: end)...]
        } else {
            host = rest.prefix { $0 != ":" }
            guard host.utf8.allSatisfy(Self.isHostCharacter) else { return nil }
            rest = rest.dropFirst(host.count)
        }
        guard !host.isEmpty else { return nil }
        guard rest.hasPrefix(":") else {
            guard rest.isEmpty else { return nil }
            self.init(scheme, host: String(host))
            return
        }
        guard rest.dropFirst().utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(rest.dropFirst()),
            (1...65535).contains(port)
        else { return nil }
        self.init(scheme, host: String(host), port: port)
    }

    private static func isHostCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
