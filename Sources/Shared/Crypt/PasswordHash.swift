internal import CCrypt

/// The hash of a password as crypt(5) writes it: yescrypt (`$y$`), or SHA-512 (`$6$`), as /etc/shadow has them.
public struct PasswordHash: Hashable, Sendable {
    /// The hash with its method, cost and salt.
    public let text: String

    /// Reads a hash; `nil` for what is none, or is of a method that is too weak or too little known to be let in.
    public init?(_ text: String) {
        guard Self.methods.contains(where: { text.hasPrefix($0) }), text.utf8.count < Int(ccrypt_output_size),
            text.utf8.allSatisfy({ (33...126).contains($0) && !Self.forbidden.contains($0) }),
            text.split(separator: "$", omittingEmptySubsequences: false).count >= 4
        else { return nil }
        self.text = text
    }

    /// Hashes a password by yescrypt, with a salt from the system's random source. Takes tens of milliseconds of a processor.
    ///
    /// - Returns: `nil` for a password that can't be hashed: an empty one, one with a NUL, or one of more than 512 octets.
    public init?(hashing password: String) {
        var setting = [CChar](repeating: 0, count: Int(ccrypt_setting_size))
        guard Self.isUsable(password), ccrypt_make_setting("$y$", &setting) == 0,
            let text = Self.hash(password, setting: setting)
        else { return nil }
        self.text = text
    }

    /// Whether this is the hash of `password`. Takes as long as the hash's cost says, whatever the password; the comparison takes
    /// the same time for every one.
    public func matches(_ password: String) -> Bool {
        guard Self.isUsable(password), let other = Self.hash(password, setting: text.utf8CString.map { $0 }) else {
            return false
        }
        let (mine, others) = (Array(text.utf8), Array(other.utf8))
        guard mine.count == others.count else { return false }
        return zip(mine, others).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static let methods = ["$y$", "$gy$", "$7$", "$6$", "$2b$"]
    /// crypt(5): what no hash may have in it.
    private static let forbidden = Array(":;*!\\".utf8)

    /// crypt(3) refuses more than 512 octets (CRYPT_MAX_PASSPHRASE_SIZE), and would stop at a NUL.
    private static func isUsable(_ password: String) -> Bool {
        !password.isEmpty && password.utf8.count <= 512 && !password.utf8.contains(0)
    }

    private static func hash(_ password: String, setting: [CChar]) -> String? {
        var output = [CChar](repeating: 0, count: Int(ccrypt_output_size))
        guard ccrypt_hash(password, setting, &output) == 0 else { return nil }
        return String(decoding: output.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
