import Configuration
import FaxModel
import Foundation
import Secrets
import TestSupport
import Testing

@Suite("Passwords are stored sealed") struct SecretSealTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func seal(_ key: String) throws -> SecretSeal {
        try folder.write("key", key + "\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: folder.path("key"))
        return try SecretSeal(SecretFile(path: folder.path("key"), option: "key"))
    }

    private let one = String(repeating: "1aB.-", count: 8)
    private let other = String(repeating: "2aB.-", count: 8)

    @Test func whatWasSealedIsOpenedWithTheSameKeyAndSaysNothingOfItself() throws {
        let seal = try seal(one)
        for password in ["4711", " 1 *#+", "12345678901234567890"] {
            let stored = seal.seal(password)
            #expect(try seal.open(stored) == password)
            #expect(!stored.text.contains(password) && !"\(stored)".contains(stored.text))
            #expect(seal.seal(password) != stored, "nobody sees that two passwords are the same")
        }
        #expect(seal.seal("1").text.count == seal.seal("12345678901234567890").text.count)
    }

    @Test func anotherKeyOpensNothingAndSaysWhatToDo() throws {
        let stored = try seal(one).seal("4711")
        let stranger = try seal(other)
        let error = try #require(#expect(throws: SecretError.self) { try stranger.open(stored) })
        #expect(error.code == .otherKey && "\(error)".contains("secrets.key-file"))
        let none = try #require(#expect(throws: SecretError.self) { try SecretSeal.open(stored, by: nil) })
        #expect(none.code == .noKey && "\(none)".contains("secrets.key-file"))
        #expect(throws: SecretError.self) { try stranger.open(StoredSecret(stored: "sealed:AAAA")) }
    }

    @Test func whatAnEarlierVersionHasStoredIsThePassword() throws {
        #expect(try seal(one).open(StoredSecret(stored: "4711")) == "4711")
        #expect(try SecretSeal.open(StoredSecret(stored: "4711"), by: nil) == "4711")
    }

    @Test func aFileWithoutAKeyIsAMistakeOfTheConfiguration() throws {
        let error = try #require(#expect(throws: ConfigurationError.self) { try seal("short") })
        #expect(error.message.contains("faxctl key make"))
    }
}
