import Configuration
import Crypt
import Foundation
import NIOPosix
import SMTP
import TestSupport
import Testing

@testable import ingest

@Suite("Who may log in", .timeLimit(.minutes(20)))
struct UserDirectoryTests {
    private func users(_ text: String, in folder: TemporaryFolder) throws -> UserFile {
        try folder.write("users", text)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path("users"))
        let settings = try Configuration(text: "ingest: {users: {file: \(folder.path("users"))}}", file: "f").ingest
        guard case .file(let file) = settings.users else { throw SupportError("no file") }
        return try UserFile(file, pool: .singleton)
    }

    @Test(
        "A file of names and hashes: the right password, and no other, of a user who is in it; read anew it may be another"
    )
    func file() async throws {
        let folder = try TemporaryFolder()
        let hash = try #require(PasswordHash(hashing: "secret")).text
        let users = try users("# users\n\njane:\(hash)\n", in: folder)
        #expect(try await users.admits(Login(user: "jane", password: "secret")))
        #expect(try await users.admits(Login(user: "jane", password: "Secret")) == false)
        #expect(try await users.admits(Login(user: "nobody", password: "secret")) == false)
        try folder.write("users", "john:\(hash)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: folder.path("users"))
        try users.reload()
        #expect(try await users.admits(Login(user: "jane", password: "secret")) == false)
        #expect(try await users.admits(Login(user: "john", password: "secret")))
        try folder.write("users", "nonsense\n")
        #expect(throws: ConfigurationError.self) { try users.reload() }
        #expect(try await users.admits(Login(user: "john", password: "secret")))
    }

    @Test("A user is known by one form of his name only: accounts are kept by it")
    func forms() async throws {
        let folder = try TemporaryFolder()
        let hash = try #require(PasswordHash(hashing: "secret")).text
        let users = try users("j\u{E9}r\u{F4}me:\(hash)\n", in: folder)
        #expect(try await users.admits(Login(user: "j\u{E9}r\u{F4}me", password: "secret")))
        #expect(try await users.admits(Login(user: "je\u{301}ro\u{302}me", password: "secret")) == false)
        #expect(throws: ConfigurationError.self) { try self.users("je\u{301}r:\(hash)\n", in: folder) }
    }

    @Test(
        "A line that is none is refused, with its number",
        arguments: ["jane", "jane:secret", ":$6$a$b", "jane:$1$a$b", "a:$6$a$bcd\na:$6$a$bcd"])
    func badFile(text: String) throws {
        let folder = try TemporaryFolder()
        let error = #expect(throws: ConfigurationError.self) { try users(text, in: folder) }
        #expect(error?.key == "ingest.users.file")
        #expect(error?.message.contains("line \(text.split(separator: "\n").count) of") == true)
    }

    private static let ldif = """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        o: Example
        dc: example

        dn: uid=jane,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: jane
        cn: Jane
        sn: Doe
        userPassword: geheim

        dn: cn=Odd\\2C Name,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: odd
        cn: Odd, Name
        sn: Name
        userPassword: odd

        """

    private func directory(_ users: String, _ server: SlapdServer) throws -> any UserDirectory {
        let text = """
            ingest: {users: {\(users)}}
            directory: {url: '\(server.url)', base: '\(SlapdServer.suffix)', timeout: 2s}
            """
        return try #require(try Configuration(text: text, file: "f").userDirectory(pool: .singleton))
    }

    @Test(
        "RFC 4513 §5.1.3: a directory lets users in, by a name that is made or by one that is found; never without a password"
    )
    func directory() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        for users in [
            try directory("dn: 'uid={user},dc=example,dc=org'", server),
            try directory("filter: '(uid={user})'", server),
        ] {
            #expect(try await users.admits(Login(user: "jane", password: "geheim")))
            #expect(try await users.admits(Login(user: "jane", password: "wrong")) == false)
            #expect(try await users.admits(Login(user: "nobody", password: "geheim")) == false)
            // §5.1.2: an unauthenticated bind would succeed.
            #expect(try await users.admits(Login(user: "jane", password: "")) == false)
            for name in ["*", "jane)(uid=*", "jane,dc=example,dc=org", "", "jane\\"] {
                #expect(try await users.admits(Login(user: name, password: "geheim")) == false)
            }
        }
        let byName = try directory("dn: 'cn={user},dc=example,dc=org'", server)
        #expect(try await byName.admits(Login(user: "Odd, Name", password: "odd")))
    }

    @Test("While the directory does not answer, nobody can tell")
    func away() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        let users = try directory("dn: 'uid={user},dc=example,dc=org'", server)
        try await server.stop()
        await #expect(throws: LoginTrouble.self) { try await users.admits(Login(user: "jane", password: "geheim")) }
    }

    @Test(
        "A name that a directory would take for another one is nobody's (RFC 4518)",
        arguments: [
            ("jane", true), ("Jane Doe", true), ("j\u{E9}r\u{F4}me", true), ("jane ", false), (" jane", false),
            ("jane  doe", false), ("je\u{301}ro\u{302}me", false), ("\u{FF4A}ane", false), ("ja\u{AD}ne", false),
        ])
    func prepared(name: String, isPrepared: Bool) {
        #expect(name.isPrepared == isPrepared)
    }

    @Test("One name in two spellings by case is refused: rules know one user")
    func twiceByCase() throws {
        let hash = try #require(PasswordHash(hashing: "secret"))
        let folder = try TemporaryFolder()
        #expect(throws: ConfigurationError.self) { try users("jane:\(hash.text)\nJane:\(hash.text)\n", in: folder) }
    }
}
