import Crypt
import Testing

@Suite("Hashes of passwords: crypt(5)")
struct PasswordHashTests {
    @Test("A hash that is made matches its password and no other, and is another each time")
    func made() throws {
        let hash = try #require(PasswordHash(hashing: "geheim-ß"))
        #expect(hash.text.hasPrefix("$y$"))
        #expect(hash.matches("geheim-ß"))
        #expect(!hash.matches("geheim-s"))
        #expect(!hash.matches(""))
        #expect(PasswordHash(hash.text) == hash)
        #expect(try #require(PasswordHash(hashing: "geheim-ß")) != hash)
    }

    @Test(
        "Hashes of others match: crypt(3)'s published vectors of SHA-512 and yescrypt",
        arguments: [
            (
                "Hello world!",
                "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"
            ),
            (
                "pleaseletmein",
                "$y$jD5.7$LdJMENpBABJJ3hIHjB1Bi.$HboGM6qPrsK.StKYGt6KErmUYtioHreJd98oIugoNB6"
            ),
        ])
    func foreign(password: String, text: String) throws {
        let hash = try #require(PasswordHash(text))
        #expect(hash.matches(password))
        #expect(!hash.matches(password + "x"))
    }

    @Test(
        "What is no hash, or a weak one, is none",
        arguments: [
            "", "secret", "$1$salt$qJH7.N4xYta3aEG/dfqo/0", "*", "!", "ab0123456789A", "$6$only", "$6$a$b:c",
            "$6$a$b\n",
        ])
    func refused(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test("A password that can't be one has no hash", arguments: ["", "a\0b", String(repeating: "x", count: 513)])
    func unusable(password: String) {
        #expect(PasswordHash(hashing: password) == nil)
    }
}
