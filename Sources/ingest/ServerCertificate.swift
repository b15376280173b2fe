import Configuration
import Foundation
import NIOSSL
import NetworkTrouble
import Synchronization

/// The certificate with which clients are met. It can be read anew while connections go on: those that are open keep the old
/// one.
final class ServerCertificate: Sendable {
    private let files: CertificateFiles
    private let context: Mutex<NIOSSLContext>

    /// Reads the certificate and its key.
    ///
    /// - Throws: when they can't be read, do not belong together, or everybody on the machine may read the key.
    init(_ files: CertificateFiles) throws(ConfigurationError) {
        self.files = files
        context = Mutex(try Self.context(files))
    }

    /// Reads both anew; what was stays in use where they can't be used.
    ///
    /// - Throws: as `init`, and when the certificate has expired.
    func reload() throws(ConfigurationError) {
        if isExpired { throw files.key.error("the certificate '\(files.certificate)' has expired") }
        let new = try Self.context(files)
        context.withLock { $0 = new }
    }

    /// Whether the certificate in the file can be read, and has expired.
    var isExpired: Bool {
        guard let certificate = try? NIOSSLCertificate.fromPEMFile(files.certificate).first else { return false }
        return certificate.notValidAfter < time(nil)
    }

    /// The server's end of TLS for a connection that begins now.
    func handler() -> NIOSSLServerHandler {
        NIOSSLServerHandler(context: context.withLock { $0 })
    }

    private static func context(_ files: CertificateFiles) throws(ConfigurationError) -> NIOSSLContext {
        let key = try files.key.content()
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(files.certificate)
            guard !chain.isEmpty else {
                throw files.key.error("the file '\(files.certificate)' holds no certificate in PEM")
            }
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) },
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
            configuration.minimumTLSVersion =
                switch files.minimumVersion {
                case .v12: .tlsv12
                case .v13: .tlsv13
                }
            return try NIOSSLContext(configuration: configuration)
        } catch let error as ConfigurationError {
            throw error
        } catch {
            throw files.key.error(
                "the certificate '\(files.certificate)' and the key '\(files.key.path)' can't be used: \(NetworkTrouble.words(of: error))"
            )
        }
    }
}
