/// Who may talk to the spool over a network: section `spool.keys`. Each host has a secret key; the public key that belongs to
/// it is what the other hosts' configuration names.
public struct SpoolKeySettings: Sendable, Hashable {
    /// The file with this host's secret key.
    public var secretFile: SecretFile
    /// The spool's public key; `nil` on the spool's own host, whose key it is.
    public var spool: PublicKey?
    /// The public keys of the other hosts whose programs the spool admits.
    public var admit: [PublicKey]

    /// Reads section `spool.keys`.
    init(_ section: ConfigurationSection) throws(ConfigurationError) {
        guard let file = try section.secretFile("secret-file") else {
            throw section.error("secret-file", "is missing; expected a file with a secret key (faxctl key make FILE)")
        }
        secretFile = file
        spool = try section.optional("spool")
        admit = try section.list("admit", default: [])
        try section.finish()
    }
}

/// A public key as people write it: 40 characters of Z85 (RFC 32 of ZeroMQ).
public struct PublicKey: Hashable, Sendable, ConfigurationValue {
    /// The 40 characters.
    public let text: String

    public static var expectation: String { "a public key of 40 characters, in single quotes" }

    public init?(configuration text: String) {
        let values = text.compactMap(Self.alphabet.firstIndex)
        guard text.count == 40, values.count == 40 else { return nil }
        // Five characters are 32 bits.
        for start in stride(from: 0, to: values.count, by: 5) {
            let group = values[start..<start + 5].reduce(0) { $0 * Self.alphabet.count + $1 }
            guard group <= UInt32.max else { return nil }
        }
        self.text = text
    }

    private static let alphabet = Array(
        "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#")
}
