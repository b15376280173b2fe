import Configuration
import Crypt
import NIOPosix
import SMTP
import Synchronization

/// The users in a file: lines `name:hash`, empty lines and lines that begin with `#` between them.
final class UserFile: UserDirectory {
    private let file: SecretFile
    private let pool: NIOThreadPool
    private let hashes: Mutex<[String: PasswordHash]>
    /// What the password of somebody whom nobody knows is compared with, so that his login takes as long as any.
    private let decoy: PasswordHash

    /// Reads the file. Passwords are hashed on the threads of `pool`.
    ///
    /// - Throws: when the file can't be read, everybody on the machine may read it, or a line is none.
    init(_ file: SecretFile, pool: NIOThreadPool) throws(ConfigurationError) {
        self.file = file
        self.pool = pool
        let hashes = try Self.read(file)
        self.hashes = Mutex(hashes)
        guard let decoy = hashes.min(by: { $0.key < $1.key })?.value ?? PasswordHash(hashing: "nobody") else {
            throw file.error("no password can be hashed on this machine: crypt(3) has no yescrypt")
        }
        self.decoy = decoy
    }

    func admits(_ login: Login) async throws(LoginTrouble) -> Bool {
        // Strings are equal that differ in their form; rules and accounts know a user by one form only.
        let known = login.user.isPrepared ? hashes.withLock { $0[login.user] } : nil
        let hash = known ?? decoy
        do {
            let matches = try await pool.runIfActive { hash.matches(login.password) }
            return matches && known != nil
        } catch {
            throw LoginTrouble(reason: "Passwords can't be checked any more: \(error).")
        }
    }

    func reload() throws {
        let new = try Self.read(file)
        hashes.withLock { $0 = new }
    }

    private static func read(_ file: SecretFile) throws(ConfigurationError) -> [String: PasswordHash] {
        var hashes: [String: PasswordHash] = [:]
        var names: Set<String> = []
        let lines = try file.content().split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("#") {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let hash = PasswordHash(String(parts[1])) else {
                throw file.error(
                    "line \(index + 1) of '\(file.path)' is not NAME:HASH, the hash as 'faxctl password' makes it")
            }
            guard String(parts[0]).isPrepared else {
                throw file.error(
                    "line \(index + 1) of '\(file.path)': the name '\(parts[0])' has spaces at an end or two together, characters that nobody sees, or is not in its composed form (NFKC)"
                )
            }
            // Rules and accounts know no difference between upper and lower case.
            guard names.insert(parts[0].lowercased()).inserted else {
                throw file.error("line \(index + 1) of '\(file.path)' names '\(parts[0])' a second time")
            }
            hashes[String(parts[0])] = hash
        }
        return hashes
    }
}
