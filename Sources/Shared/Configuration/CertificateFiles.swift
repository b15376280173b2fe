/// The certificate of `ingest`: two PEM files, and how old a version of TLS may be.
public struct CertificateFiles: Sendable, Hashable {
    /// The versions of TLS that may be the oldest (RFC 8996: none before 1.2).
    public enum Version: String, Sendable, CaseIterable, ConfigurationValue {
        case v12 = "1.2"
        case v13 = "1.3"
    }

    /// The certificate, and behind it those that lead to the authority.
    public var certificate: String
    /// The certificate's private key.
    public var key: SecretFile
    /// The oldest version of TLS that a client may speak.
    public var minimumVersion: Version

    /// Reads the keys `certificate`, `key` and `minimum-tls`; `nil` where there is none.
    ///
    /// - Throws: also for a certificate without key, and a key without certificate.
    init?(_ section: ConfigurationSection) throws(ConfigurationError) {
        let certificate: String? = try section.optional("certificate")
        let key = try section.secretFile("key")
        minimumVersion = try section.value("minimum-tls", default: .v12)
        guard (certificate == nil) == (key == nil) else {
            throw section.error(certificate == nil ? "key" : "certificate", "certificate and key go together")
        }
        guard let certificate, let key else { return nil }
        self.certificate = certificate
        self.key = key
    }
}
