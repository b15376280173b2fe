import Foundation
import TestSupport

/// The domain controller of a real Active Directory domain for tests: Samba's, with its LDAP server alone, on a loopback address of its own.
/// The port is LDAP's own, 389: Samba knows no other, so it takes root.
final class SambaDomain: Sendable {
    /// The domain's naming context.
    static let base = "dc=example,dc=test"
    /// Who may do everything.
    static let administrator = "administrator@example.test"
    /// The administrator's password.
    static let password = "Geheim-123!"

    /// Whether it can run here.
    static var isAvailable: Bool {
        geteuid() == 0
            && ["/usr/sbin/samba", "/usr/bin/samba-tool"].allSatisfy(FileManager.default.isExecutableFile(atPath:))
    }

    /// Where its data are.
    let folder: TemporaryFolder
    /// Its address.
    let address: String
    private let process: ChildProcess

    /// Makes a new domain, and starts its controller.
    init() async throws {
        folder = try TemporaryFolder()
        address = "127.\(Int.random(in: 64...250)).\(Int.random(in: 0...250)).\(Int.random(in: 2...250))"
        try await ChildProcess.run(
            "/usr/bin/samba-tool",
            [
                "domain", "provision", "--targetdir=\(folder.url.path)", "--realm=EXAMPLE.TEST", "--domain=EXAMPLE",
                "--adminpass=\(Self.password)", "--server-role=dc", "--dns-backend=NONE", "--host-name=dc1",
                "--host-ip=\(address)", "--option=interfaces=\(address)/8", "--option=bind interfaces only=yes",
                // No file system has to keep NT's access rights.
                "--option=vfs objects=dfs_samba4 acl_xattr xattr_tdb",
                "--option=xattr_tdb:file=\(folder.path("xattr.tdb"))",
            ])
        try folder.write("own.conf", Self.configuration(folder, address))
        process = try ChildProcess("/usr/sbin/samba", ["-i", "-M", "single", "-s", folder.path("own.conf")])
        let words = [
            "-x", "-H", url, "-D", Self.administrator, "-w", Self.password, "-b", Self.base, "-s", "base", "dn",
        ]
        try await eventually("the domain controller answers") {
            (try? await ChildProcess.run("/usr/bin/ldapsearch", words)) != nil
        }
    }

    /// The URL of its directory.
    var url: String { "ldap://\(address)" }

    /// Changes the data, as the administrator: LDIF of changes (RFC 2849).
    func modify(_ changes: String) async throws {
        let file = try folder.write("changes-\(UUID().uuidString).ldif", changes)
        try await ChildProcess.run(
            "/usr/bin/ldapmodify",
            ["-x", "-H", url, "-D", Self.administrator, "-w", Self.password, "-f", file])
    }

    /// Asks it to end. At the end of a test, it keeps the domain until then.
    func terminate() {
        process.send(SIGTERM)
    }

    private static func configuration(_ folder: TemporaryFolder, _ address: String) -> String {
        let places = [
            ("private dir", "private"), ("state directory", "state"), ("cache directory", "cache"),
            ("lock directory", ""), ("pid directory", ""), ("ncalrpc dir", "ncalrpc"),
            ("winbindd socket directory", "winbindd"), ("ntp signd socket directory", "ntp"), ("log file", "samba.log"),
            ("binddns dir", "bind-dns"),
        ]
        return """
            [global]
            netbios name = DC1
            realm = EXAMPLE.TEST
            workgroup = EXAMPLE
            server role = active directory domain controller
            server services = ldap
            ldap server require strong auth = no
            tls enabled = no
            interfaces = \(address)/8
            bind interfaces only = yes
            disable netbios = yes
            load printers = no

            """ + places.map { "\($0) = \($1.isEmpty ? folder.url.path : folder.path($1))\n" }.joined()
    }
}
