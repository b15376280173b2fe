import Configuration
import Foundation
import NIOCore
import NIOSSL
import SMTP
import TestSupport

@testable import ingest

/// A certificate of an authority of its own, in files.
struct TestCertificate {
    let folder: TemporaryFolder
    let files: SlapdServer.Certificates

    init() async throws {
        folder = try TemporaryFolder()
        files = try await SlapdServer.makeCertificates(in: folder.url)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: files.key)
    }

    /// The keys of section `ingest`.
    var yaml: String { "certificate: \(files.certificate)\n  key: \(files.key)" }

    /// The server's end.
    func server(minimum: String = "1.2") throws -> ServerCertificate {
        let text = "ingest:\n  \(yaml)\n  minimum-tls: \(minimum)\n"
        guard let files = try Configuration(text: text, file: "f").ingest.certificate else {
            throw SupportError("no certificate")
        }
        return try ServerCertificate(files)
    }

    /// A client that trusts the authority.
    func client(maximum: TLSVersion? = nil) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .file(files.authority)
        configuration.minimumTLSVersion = .tlsv1
        configuration.maximumTLSVersion = maximum
        return try NIOSSLContext(configuration: configuration)
    }
}

/// Users in memory.
struct FakeUsers: UserDirectory {
    var passwords: [String: String] = ["jane": "secret"]
    var trouble: LoginTrouble?
    /// Where the logins of those wait who are none of them.
    var strangersWait: Gate?

    func admits(_ login: Login) async throws(LoginTrouble) -> Bool {
        if passwords[login.user] == nil { await strangersWait?.opened() }
        if let trouble { throw trouble }
        return passwords[login.user] == login.password
    }

    func reload() {}
}
