public import Foundation
import Synchronization

/// A real OpenLDAP server for tests: on loopback, on a free port, with its configuration and data in a temporary folder.
///
/// `stop()` ends exactly this process and keeps the data; `start()` begins it again on the same port. When the last
/// reference goes, the process is ended and the folder removed.
public final class SlapdServer: Sendable {
    /// Certificates for the server, as PEM files.
    public struct Certificates: Sendable {
        /// The authority that signed the certificate.
        public let authority: String
        /// The server's certificate.
        public let certificate: String
        /// The server's key, unencrypted.
        public let key: String
    }

    /// The suffix of the data.
    public static let suffix = "dc=example,dc=org"
    /// Who may read everything when `restricted`.
    public static let administrator = "cn=admin,dc=example,dc=org"
    /// The password of the administrator.
    public static let password = "geheim-ß"

    /// Where configuration, data and certificates are.
    public let folder: TemporaryFolder
    /// TCP port on 127.0.0.1 for `ldap`.
    public let port: Int
    /// TCP port on 127.0.0.1 for `ldaps`; `nil` without certificates.
    public let securePort: Int?
    /// The authority and the certificate; `nil` for a server without TLS.
    public let certificates: Certificates?

    private let running = Mutex<ChildProcess?>(nil)

    /// Loads `ldif` and starts the server.
    ///
    /// - Parameters:
    ///   - tls: Whether there is a certificate, made for this server by an authority of its own.
    ///   - certificateName: Whom the certificate is for.
    ///   - restricted: Whether only the administrator may read.
    ///   - sizeLimit: The most entries that the server returns.
    ///   - schema: A schema beside the usual ones, as slapd.conf has it.
    ///   - isFaxNumberSearchable: Whether fax numbers can be searched for, as in Active Directory; RFC 4519 has no rule for that.
    ///   - settings: Further lines of slapd.conf, for the database.
    ///   - hasExpired: Whether the certificate is one of yesterday.
    ///   - megabytes: The most that the database takes.
    public init(
        ldif: String, tls: Bool = false, certificateName: String = "DNS:localhost,IP:127.0.0.1",
        restricted: Bool = false, sizeLimit: Int = 500, schema: String = "", isFaxNumberSearchable: Bool = false,
        settings: [String] = [], hasExpired: Bool = false, megabytes: Int = 64
    ) async throws {
        folder = try TemporaryFolder()
        try folder.makeFolder("data")
        certificates = tls ? try await Self.makeCertificates(in: folder.url, for: certificateName) : nil
        port = try LoopbackPort.reserve()
        securePort = tls ? try LoopbackPort.reserve() : nil
        if hasExpired { try await Self.letExpire(in: folder, for: certificateName) }
        try folder.write("own.schema", schema)
        var core = "/etc/ldap/schema/core.schema"
        if isFaxNumberSearchable {
            let rule = "SYNTAX 1.3.6.1.4.1.1466.115.121.1.22 )"
            let text = try String(contentsOfFile: core, encoding: .utf8).replacing(
                rule,
                with: "EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )"
            )
            core = try folder.write("core.schema", text)
        }
        try folder.write(
            "slapd.conf",
            configuration(core, restricted: restricted, sizeLimit: sizeLimit, megabytes: megabytes, settings: settings))
        try folder.write("data.ldif", ldif)
        try await ChildProcess.run(
            "/usr/sbin/slapadd", ["-q", "-f", folder.path("slapd.conf"), "-l", folder.path("data.ldif")])
        try await start()
    }

    /// The server's URL in clear text.
    public var url: String { "ldap://127.0.0.1:\(port)" }

    /// The server's URL with TLS from the first byte.
    public var secureURL: String { "ldaps://127.0.0.1:\(securePort ?? 0)" }

    /// A file with the password of the administrator that nobody else may read.
    ///
    /// - Returns: its path.
    public func passwordFile() throws -> String {
        let path = folder.path("password")
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(Self.password.utf8), attributes: [.posixPermissions: 0o600])
        else { throw SupportError("\(path) can't be written") }
        return path
    }

    /// Starts the server and returns when it listens.
    public func start() async throws {
        var listeners = url
        if securePort != nil { listeners += " " + secureURL }
        // A debug level keeps it in the foreground; 8 (connection management) makes it tell when it waits for clients.
        let process = try ChildProcess(
            "/usr/sbin/slapd", ["-d", "8", "-f", folder.path("slapd.conf"), "-h", listeners])
        running.withLock { $0 = process }
        try await process.says("listen=", times: securePort == nil ? 1 : 2)
    }

    /// Ends the server and returns when its process is gone.
    public func stop() async throws {
        let process = running.withLock { $0.take() }
        try await process?.stop()
    }

    /// Lets the server answer nobody until `resume`. It has stopped when this returns.
    public func suspend() {
        guard let process = running.withLock({ $0 }) else { return }
        process.send(SIGSTOP)
        var information = siginfo_t()
        _ = waitid(P_PID, id_t(process.identifier), &information, WSTOPPED | WEXITED | WNOWAIT)
    }

    /// Lets the server go on.
    public func resume() {
        running.withLock { $0 }?.send(SIGCONT)
    }

    /// Asks the server to end. At the end of a test, it keeps the server until then.
    public func terminate() {
        running.withLock { $0 }?.send(SIGTERM)
    }

    private func configuration(
        _ core: String, restricted: Bool, sizeLimit: Int, megabytes: Int, settings: [String]
    ) -> String {
        var lines = [
            core, "/etc/ldap/schema/cosine.schema", "/etc/ldap/schema/inetorgperson.schema", folder.path("own.schema"),
        ]
        .map { "include \($0)" }
        lines += [
            "modulepath /usr/lib/ldap", "moduleload back_mdb", "moduleload memberof", "moduleload syncprov",
            "sizelimit \(sizeLimit)",
        ]
        if let certificates {
            lines += [
                "TLSCACertificateFile \(certificates.authority)", "TLSCertificateFile \(certificates.certificate)",
                "TLSCertificateKeyFile \(certificates.key)",
            ]
        }
        lines += [
            "database mdb", "suffix \"\(Self.suffix)\"", "rootdn \"\(Self.administrator)\"",
            "rootpw \(Self.password)", "directory \(folder.path("data"))", "maxsize \(megabytes << 20)",
        ]
        lines += settings.filter { !$0.hasPrefix("overlay") && !$0.hasPrefix("syncprov") } + ["overlay memberof"]
        lines += settings.filter { $0.hasPrefix("overlay") || $0.hasPrefix("syncprov") }
        if restricted { lines += ["access to * by anonymous auth by * none"] }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension SlapdServer {
    /// Changes the data, as the administrator: LDIF of changes (RFC 2849).
    public func modify(_ changes: String) async throws {
        let file = try folder.write("changes-\(UUID().uuidString).ldif", changes)
        try await ChildProcess.run(
            "/usr/bin/ldapmodify",
            ["-x", "-H", url, "-D", Self.administrator, "-w", Self.password, "-f", file])
    }

    /// Puts a certificate of the same authority, whose time is over, in the place of the server's.
    private static func letExpire(in folder: TemporaryFolder, for name: String) async throws {
        try folder.write(
            "ca.conf",
            """
            [ca]
            default_ca = own
            [own]
            database = \(folder.path("index.txt"))
            new_certs_dir = \(folder.url.path)
            rand_serial = yes
            default_md = sha256
            policy = any
            x509_extensions = server
            [any]
            commonName = supplied
            [server]
            subjectAltName = \(name)

            """)
        try folder.write("index.txt", "")
        try await ChildProcess.run(
            "/usr/bin/openssl",
            [
                "req", "-new", "-key", folder.path("server.key"), "-subj", "/CN=localhost", "-out",
                folder.path("server.csr"),
            ])
        try await ChildProcess.run(
            "/usr/bin/openssl",
            [
                "ca", "-batch", "-notext", "-config", folder.path("ca.conf"), "-cert", folder.path("ca.pem"),
                "-keyfile",
                folder.path("ca.key"), "-in", folder.path("server.csr"), "-startdate", "20200101000000Z", "-enddate",
                "20200102000000Z", "-out", folder.path("server.pem"),
            ])
    }

    /// An authority and a certificate that it signed for `name` (a subjectAltName), made by openssl in `folder`.
    public static func makeCertificates(
        in folder: URL, for name: String = "DNS:localhost,IP:127.0.0.1"
    ) async throws -> Certificates {
        let file = { (name: String) in folder.appending(path: name).path }
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        try await ChildProcess.run(
            "/usr/bin/openssl",
            ["req", "-x509"] + key
                + [
                    "-subj", "/CN=Test authority \(UUID().uuidString)", "-keyout", file("ca.key"), "-out",
                    file("ca.pem"), "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
                    "keyUsage=critical,keyCertSign,cRLSign",
                ])
        try await ChildProcess.run(
            "/usr/bin/openssl",
            ["req", "-x509"] + key
                + [
                    "-subj", "/CN=localhost", "-keyout", file("server.key"), "-out", file("server.pem"), "-CA",
                    file("ca.pem"), "-CAkey", file("ca.key"), "-addext", "subjectAltName=\(name)",
                    "-addext", "basicConstraints=critical,CA:FALSE",
                ])
        return Certificates(
            authority: file("ca.pem"), certificate: file("server.pem"), key: file("server.key"))
    }
}
