import Configuration
import Foundation
import TestSupport
import Testing

@Suite struct SecretFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func secret(_ path: String) throws -> SecretFile {
        let text = """
            directory:
              url: ldap://x
              base: dc=x
              bind-dn: cn=x
              password-file: \(path)

            """
        let binding = try Configuration(text: text, file: "faxpost.yaml").directory?.binding
        guard case .simple(_, let file)? = binding else { throw SupportError("\(String(describing: binding))") }
        return file
    }

    @Test(arguments: [0o400, 0o600, 0o640, 0o660])
    func thatOfOwnerAndGroupIsRead(mode: Int) throws {
        #expect(try secret(folder.file("password", "s3cret\nmore\n".utf8, mode: mode)).read() == "s3cret")
    }

    @Test(arguments: [0o644, 0o604, 0o642, 0o641, 0o777])
    func thatWhichIsOpenToEverybodyIsRefused(mode: Int) throws {
        let path = try folder.file("password", "s3cret\n".utf8, mode: mode)
        let error = try #require(#expect(throws: ConfigurationError.self) { try secret(path).read() })
        #expect(error.description.hasPrefix("faxpost.yaml:5: directory.password-file: the file '\(path)' is open to"))
        #expect(error.message.contains("(mode \(String(mode, radix: 8)))") && error.message.contains("chmod 640"))
        #expect(!error.description.contains("s3cret"))
    }

    @Test func theModeThatCountsIsThatOfTheFileBehindALink() throws {
        let open = try folder.file("open", "s3cret\n".utf8, mode: 0o644)
        let closed = try folder.file("closed", "s3cret\n".utf8, mode: 0o600)
        for (name, target) in [("to-open", open), ("to-closed", closed)] {
            try FileManager.default.createSymbolicLink(atPath: folder.path(name), withDestinationPath: target)
        }
        #expect(throws: ConfigurationError.self) { try secret(folder.path("to-open")).read() }
        #expect(try secret(folder.path("to-closed")).read() == "s3cret")
    }

    @Test func anEmptyOneIsNoPassword() throws {
        let path = try folder.file("password", "\n\n".utf8, mode: 0o600)
        let error = #expect(throws: ConfigurationError.self) { try secret(path).read() }
        #expect(error?.message == "the file '\(path)' holds nothing")
    }

    @Test func aMissingOneIsMissedOnlyWhenItIsRead() throws {
        let file = try secret(folder.path("nowhere"))
        #expect(file.path == folder.path("nowhere"))
        let error = #expect(throws: ConfigurationError.self) { try file.read() }
        #expect(error?.message == "the file '\(folder.path("nowhere"))' can't be read: No such file or directory")
    }
}
