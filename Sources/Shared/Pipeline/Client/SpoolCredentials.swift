public import Configuration
public import ZeroMQ

/// How a program proves to the spool who it is, and makes sure that it talks to the spool (CurveZMQ, RFC 26 of ZeroMQ).
public struct SpoolCredentials: Sendable {
    /// This host's keys.
    public let own: CurveKeyPair
    /// The spool's public key.
    public let spool: CurveKey

    /// Reads this host's secret key.
    ///
    /// - Throws: `ConfigurationError` when the file can't be read, is open to everybody, or holds no key.
    public init(_ settings: SpoolKeySettings) throws(ConfigurationError) {
        let file = settings.secretFile
        guard let secret = CurveKey(try file.read()) else {
            throw file.error("the file '\(file.path)' holds no secret key of 40 characters (faxctl key make FILE)")
        }
        do throws(ZeroMQError) {
            own = try CurveKeyPair(secretKey: secret)
        } catch {
            throw file.error("keys can't be used here: \(error)")
        }
        spool = settings.spool.map { CurveKey($0) } ?? own.publicKey
    }
}

extension CurveKey {
    /// The key that a configuration names.
    public init(_ key: PublicKey) {
        guard let read = CurveKey(key.text) else { preconditionFailure("a public key is 32 octets in Z85") }
        self = read
    }
}
