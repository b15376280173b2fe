public import Foundation
import Synchronization

/// A real OpenLDAP server for tests: on loopback, on a free port, with its configuration and data in a temporary folder.
///
/// `stop()` ends exactly this process and keeps the data; `start()` begins it again on the same port. When the last
/// reference goes, the process is ended and the folder removed.
public final class SlapdServer: @unchecked Sendable {
    // @unchecked: the process changes under `running` only; everything else is constant after `init`.

    /// Certificates for the server, as PEM files.
    public struct Certificates: Sendable {
        /// The authority that signed the certificate.
        public let authority: String
        /// The server's certificate.
        public let certificate: String
        /// The server's key, unencrypted.
        public let key: String
    }

    /// A test's server could not be set up; the text says what the tool said.
    public struct StartError: Error, CustomStringConvertible {
        public let description: String
    }

    /// The suffix of the data.
    public static let suffix = "dc=example,dc=org"
    /// Who may read everything when `restricted`.
    public static let administrator = "cn=admin,dc=example,dc=org"
    /// The password of the administrator.
    public static let password = "geheim-ß"

    /// Where configuration, data and certificates are.
    public let folder: URL
    /// TCP port on 127.0.0.1 for `ldap`.
    public private(set) var port = 0
    /// TCP port on 127.0.0.1 for `ldaps`; `nil` without certificates.
    public private(set) var securePort: Int?
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
    public init(
        ldif: String, tls: Bool = false, certificateName: String = "DNS:localhost,IP:127.0.0.1",
        restricted: Bool = false, sizeLimit: Int = 500
    ) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "slapd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "data"), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        certificates = tls ? try Self.makeCertificates(in: folder, for: certificateName) : nil
        try write("slapd.conf", configuration(restricted: restricted, sizeLimit: sizeLimit))
        try write("data.ldif", ldif)
        try Self.run("/usr/sbin/slapadd", ["-q", "-f", path("slapd.conf"), "-l", path("data.ldif")])
        try startOnFreePort()
    }

    deinit {
        stop()
        try? FileManager.default.removeItem(at: folder)
    }

    /// The server's URL in clear text.
    public var url: String { "ldap://127.0.0.1:\(port)" }

    /// The server's URL with TLS from the first byte.
    public var secureURL: String { "ldaps://127.0.0.1:\(securePort ?? 0)" }

    /// Between finding a free port and listening on it somebody else may take it: then another port will do.
    private func startOnFreePort() throws {
        for attempt in 1...5 {
            port = try Self.freePort()
            securePort = certificates == nil ? nil : try Self.freePort()
            do {
                return try start()
            } catch  where attempt < 5 {
                continue
            }
        }
    }

    /// Starts the server and returns when it listens.
    public func start() throws {
        try running.withLock { current in
            guard current == nil else { return }
            var listeners = url
            if securePort != nil { listeners += " " + secureURL }
            // A debug level keeps it in the foreground; 8 (connection management) makes it tell when it waits for clients.
            let process = try ChildProcess(
                "/usr/sbin/slapd", ["-d", "8", "-f", path("slapd.conf"), "-h", listeners])
            var said = ""
            while !said.contains("listen=") {
                let chunk = process.output.availableData
                guard !chunk.isEmpty else {
                    process.wait()
                    throw StartError(description: "slapd did not start: \(said)")
                }
                said += String(decoding: chunk, as: UTF8.self)
            }
            current = process
            // Whatever it says later must not fill the stream.
            let output = process.output
            Thread.detachNewThread { while !output.availableData.isEmpty {} }
        }
    }

    /// Ends the server and returns when its process is gone.
    public func stop() {
        running.withLock { current in
            current?.terminate()
            current?.wait()
            current = nil
        }
    }

    private func configuration(restricted: Bool, sizeLimit: Int) -> String {
        var lines = ["core", "cosine", "inetorgperson"].map { "include /etc/ldap/schema/\($0).schema" }
        lines += ["modulepath /usr/lib/ldap", "moduleload back_mdb", "sizelimit \(sizeLimit)"]
        if let certificates {
            lines += [
                "TLSCACertificateFile \(certificates.authority)", "TLSCertificateFile \(certificates.certificate)",
                "TLSCertificateKeyFile \(certificates.key)",
            ]
        }
        lines += [
            "database mdb", "suffix \"\(Self.suffix)\"", "rootdn \"\(Self.administrator)\"",
            "rootpw \(Self.password)", "directory \(path("data"))", "maxsize 67108864",
        ]
        if restricted { lines += ["access to * by anonymous auth by * none"] }
        return lines.joined(separator: "\n") + "\n"
    }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private func write(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }
}

extension SlapdServer {
    /// An authority and a certificate that it signed for `name` (a subjectAltName), made by openssl in `folder`.
    public static func makeCertificates(
        in folder: URL, for name: String = "DNS:localhost,IP:127.0.0.1"
    ) throws -> Certificates {
        let file = { (name: String) in folder.appending(path: name).path }
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        try run(
            "/usr/bin/openssl",
            ["req", "-x509"] + key
                + [
                    "-subj", "/CN=Test authority \(UUID().uuidString)", "-keyout", file("ca.key"), "-out",
                    file("ca.pem"), "-addext", "basicConstraints=critical,CA:TRUE", "-addext",
                    "keyUsage=critical,keyCertSign,cRLSign",
                ])
        try run(
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

    /// A TCP port of 127.0.0.1 that nobody listens on now.
    public static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(descriptor, generic, length) == 0 && getsockname(descriptor, generic, &length) == 0
            }
        }
        guard bound else { throw StartError(description: "no free port: errno \(errno)") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = try ChildProcess(program, arguments)
        let said = process.output.readDataToEndOfFile()
        guard process.wait() == 0 else {
            throw StartError(description: "\(program) failed: \(String(decoding: said, as: UTF8.self))")
        }
    }
}

/// A process that we started, and the stream of both its outputs. The stream's ends are closed in every other child: a server
/// that inherits one keeps a reader waiting for the end of the file.
private struct ChildProcess {
    let identifier: pid_t
    let output: FileHandle

    /// Starts the program at the path `program`.
    init(_ program: String, _ arguments: [String]) throws {
        var ends: [Int32] = [0, 0]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &ends) == 0 else {
            throw SlapdServer.StartError(description: "no socket: errno \(errno)")
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 2)
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
        defer { words.forEach { free($0) } }
        words.append(nil)
        var identifier: pid_t = 0
        // Threads of dispatch queues block all signals, and a child would inherit that: SIGTERM would not end it.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let code = posix_spawn(&identifier, program, &actions, &attributes, words, [nil])
        close(ends[1])
        output = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
        guard code == 0 else { throw SlapdServer.StartError(description: "\(program): errno \(code)") }
        self.identifier = identifier
    }

    /// Asks it to end.
    func terminate() {
        kill(identifier, SIGTERM)
    }

    /// Waits for its end; its status as `waitpid` gives it.
    @discardableResult
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) == -1, errno == EINTR {}
        return status
    }
}
