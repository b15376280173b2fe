/// Where a server listens or is reached: `fax.example.com:25`, `192.0.2.1:25`, `[2001:db8::1]:25`.
public struct HostAndPort: Hashable, Sendable, ConfigurationValue {
    /// A name or an IP address, without brackets.
    public var host: String
    /// A TCP port; 0 lets the system choose one to listen on.
    public var port: Int

    /// This host at this port.
    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    public static var expectation: String { "a host and port such as mail.example.com:25 or [2001:db8::1]:25" }

    public init?(configuration text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty, !host.contains(where: { $0.isWhitespace || $0 == "[" || $0 == "]" }) else { return nil }
        self.init(host: String(host), port: port)
    }
}

extension HostAndPort: CustomStringConvertible {
    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
