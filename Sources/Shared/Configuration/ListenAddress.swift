/// Where a server listens: a host and port, or a socket in the file system.
public enum ListenAddress: Hashable, Sendable, ConfigurationValue {
    /// A TCP port of an address.
    case port(HostAndPort)
    /// A unix socket at an absolute path.
    case socket(path: String)

    public static var expectation: String {
        "\(HostAndPort.expectation), or a unix socket such as unix:/run/faxpost/lmtp, of at most 107 octets"
    }

    public init?(configuration text: String) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            // sockaddr_un has 108 octets, one of them for the NUL.
            guard path.hasPrefix("/"), path.utf8.count <= 107, !path.utf8.contains(0) else { return nil }
            self = .socket(path: path)
        } else {
            guard let address = HostAndPort(configuration: text) else { return nil }
            self = .port(address)
        }
    }
}

extension ListenAddress: CustomStringConvertible {
    public var description: String {
        switch self {
        case .port(let address): address.description
        case .socket(let path): "unix:\(path)"
        }
    }
}
