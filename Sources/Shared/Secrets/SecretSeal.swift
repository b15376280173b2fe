public import Configuration
internal import Crypto
public import FaxModel
import Foundation

/// Seals passwords before the spool has them, and opens them where they are said: ChaCha20-Poly1305 (RFC 8439) with the installation's
/// key.
public struct SecretSeal: Sendable {
    private let key: SymmetricKey
    private let file: SecretFile

    /// Octets to which a password is filled up before it is sealed: how long it is, is not told.
    private static let filled = 32

    /// A seal with the key in `file`, as `faxctl key make` makes it.
    ///
    /// - Throws: when the file can't be read, or holds no key.
    public init(_ file: SecretFile) throws(ConfigurationError) {
        let text = try file.read()
        guard text.utf8.count >= 32 else {
            throw file.error("'\(file.path)' holds no key of at least 32 characters; make one: faxctl key make FILE")
        }
        self.file = file
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Array(text.utf8)), info: Array("faxpost secrets 1".utf8),
            outputByteCount: 32)
    }

    /// Seals a password, each time to other octets.
    public func seal(_ password: String) -> StoredSecret {
        var octets = Array(password.utf8)
        octets += [UInt8](repeating: 0, count: max(0, Self.filled - octets.count))
        guard let box = try? ChaChaPoly.seal(octets, using: key) else {
            preconditionFailure("a key of 32 octets seals everything")
        }
        return StoredSecret(sealed: Array(box.combined))
    }

    /// The password that was sealed; one that an earlier version has stored as it is.
    ///
    /// - Throws: when it was sealed with another key, or is damaged.
    public func open(_ secret: StoredSecret) throws(SecretError) -> String {
        guard let octets = secret.sealed else { return secret.text }
        guard let box = try? ChaChaPoly.SealedBox(combined: octets), let opened = try? ChaChaPoly.open(box, using: key)
        else {
            throw SecretError(
                .otherKey,
                "The fax has a password that was sealed with another key than that of '\(file.path)' (secrets.key-file): every host "
                    + "needs the same one.")
        }
        return String(decoding: opened.prefix { $0 != 0 }, as: UTF8.self)
    }
}

extension SecretSeal {
    /// The password that was sealed, where there may be no seal.
    ///
    /// - Throws: when it can't be opened.
    public static func open(_ secret: StoredSecret, by seal: SecretSeal?) throws(SecretError) -> String {
        if let seal { return try seal.open(secret) }
        guard secret.sealed == nil else {
            throw SecretError(
                .noKey, "The fax has a password, and this host has no key to open it with (secrets.key-file).")
        }
        return secret.text
    }
}

extension Configuration {
    /// What passwords are sealed and opened with; `nil` where the configuration names no key.
    ///
    /// - Throws: when the file can't be read, or holds no key.
    public func secretSeal() throws(ConfigurationError) -> SecretSeal? {
        try secretKey.map { file throws(ConfigurationError) in try SecretSeal(file) }
    }
}
