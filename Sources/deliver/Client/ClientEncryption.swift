import Configuration
import Foundation
import NIOCore
import NIOSSL
import NetworkTrouble

/// What a mail server's certificate is measured by, and TLS with it.
struct ClientEncryption: Sendable {
    private let context: NIOSSLContext
    private let serverName: String?

    /// TLS as the settings of a server say; `nil` where none is wanted.
    ///
    /// - Throws: `ConfigurationError` when the authorities can't be read.
    init?(_ settings: SmarthostSettings) throws {
        var configuration = TLSConfiguration.makeClientConfiguration()
        // RFC 8996.
        configuration.minimumTLSVersion = .tlsv12
        switch settings.encryption {
        case .none: return nil
        case .opportunistic, .required: configuration.certificateVerification = .none
        case .verified, .implicit: configuration.certificateVerification = .fullVerification
        }
        if let authorities = settings.authorities { configuration.trustRoots = .file(authorities) }
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw ConfigurationError(
                file: settings.authorities ?? "the system's authorities",
                message:
                    "can't be read as certificates for the mail server \(settings.name): \(NetworkTrouble.words(of: error))"
            )
        }
        var host: String?
        if case .port(let address) = settings.address { host = address.host }
        let name = settings.serverName ?? host
        // A name goes out as SNI (RFC 6066 §3), and the certificate must have it; without, it must have the address.
        serverName = name.flatMap { (try? SocketAddress(ipAddress: $0, port: 0)) == nil ? $0 : nil }
    }

    /// What speaks TLS on one connection.
    func handler() throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(context: context, serverHostname: serverName)
    }
}
