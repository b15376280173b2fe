import Foundation

/// A spool of HylaFAX of its own, for one modem: what its programs read and write is a copy of Debian's in a folder that goes
/// with the last reference.
public final class HylaFAXSpool: Sendable {
    private let folder: TemporaryFolder
    private let device: String

    /// Makes a spool for a Class 1 modem at `device`, whose path has no underscore: error correction, MMR, 14,400 bit/s.
    ///
    /// - Parameters:
    ///   - options: more lines for the modem's configuration.
    ///   - sends: whether faxes are handed in there.
    public init(device: String, options: String = "", sends: Bool = false) async throws {
        self.device = device
        folder = try TemporaryFolder()
        try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: folder.url.path)
        try await copy()
        try configureModem(options)
        if sends { try await configureSending() }
        try await ChildProcess.run("/bin/chmod", ["666", device])
        try await ChildProcess.run("/bin/chown", ["-R", "uucp:uucp", path, folder.path("lock")])
    }

    /// Where it is.
    public var path: String { folder.path("spool") }

    /// What `faxgetty`, which answers at the modem, is started with.
    public var answering: (program: String, arguments: [String]) {
        ("/usr/sbin/faxgetty", ["-p", "-q", path, device])
    }

    /// What the scheduler, `faxq`, is started with.
    public var scheduler: (program: String, arguments: [String]) { ("/usr/sbin/faxq", ["-D", "-q", path]) }

    /// What the server, `hfaxd`, is started with, that is to listen at `port` of 127.0.0.1.
    public func server(port: Int) -> (program: String, arguments: [String]) {
        ("/usr/sbin/hfaxd", ["-d", "-q", path, "-l", "127.0.0.1", "-i", "\(port)"])
    }

    /// What hands in a fax of the TIFF file at `file`, at fine resolution, to the server at `port`.
    public func submission(_ file: String, to number: String, port: Int) -> (program: String, arguments: [String]) {
        ("/usr/bin/sendfax", ["-n", "-m", "-h", "\(name)@127.0.0.1:\(port)", "-d", number, file])
    }

    /// Whether `faxgetty` waits for a call.
    public var isIdle: Bool { text("status/\(name)").hasPrefix("Running and idle") }

    /// The faxes that were received so far: it logs one when its file is complete.
    public var receivedCount: Int { text("log/xferfaxlog").components(separatedBy: "\tRECV\t").count - 1 }

    /// The faxes that were received so far, each a TIFF file of all its pages, in their order.
    public func received() throws -> [[UInt8]] {
        let queue = URL(filePath: "\(path)/recvq")
        return try FileManager.default.contentsOfDirectory(atPath: queue.path).filter { $0.hasSuffix(".tif") }.sorted()
            .map { Array(try Data(contentsOf: queue.appending(path: $0))) }
    }

    /// What it makes of the device's path in names of files.
    private var name: String { device.replacing("/", with: "_") }

    /// What is in a file of the spool; nothing where there is none.
    private func text(_ name: String) -> String {
        (try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)) ?? ""
    }

    private func copy() async throws {
        try await ChildProcess.run("/bin/cp", ["-a", "/var/spool/hylafax", path])
        try await ChildProcess.run("/bin/rm", ["-rf", "\(path)/etc"])
        try await ChildProcess.run("/bin/cp", ["-a", "/etc/hylafax", "\(path)/etc"])
        try folder.makeFolder("lock")
        let setup = text("etc/setup.cache").split(separator: "\n").map { line in
            line.hasPrefix("SPOOL=") ? "SPOOL='\(path)'" : line
        }
        try await ChildProcess.run("/bin/rm", ["-f", "\(path)/etc/setup.cache"])
        try folder.write("spool/etc/setup.cache", setup.joined(separator: "\n") + "\n")
        // What it does with a fax that it has received is mail it to its operator.
        try folder.write("spool/bin/faxrcvd", "#!/bin/sh\nexit 0\n")
        try await ChildProcess.run("/bin/chmod", ["755", "\(path)/bin/faxrcvd"])
    }

    private func configureModem(_ options: String) throws {
        try folder.write(
            "spool/etc/config.\(name)",
            """
            UUCPLockDir: \(folder.path("lock"))
            UUCPLockType: ascii
            ModemType: Class1
            ModemRate: 19200
            ModemFlowControl: xonxoff
            RingsBeforeAnswer: 1
            Class1AdaptRecvCmd: AT+FAR=1
            RecvFileMode: 0644
            LocalIdentifier: "HylaFAX 2222"
            TagLineFont: ""
            ModemResetDelay: 0
            ModemSoftResetCmdDelay: 0
            ModemDTRDropDelay: 0
            \(options)

            """)
    }

    private func configureSending() async throws {
        try folder.write(
            "spool/etc/config",
            """
            LogFacility: daemon
            CountryCode: 49
            AreaCode: 30
            LongDistancePrefix: 0
            InternationalPrefix: 00
            DialStringRules: "etc/dialrules"
            UUCPLockDir: \(folder.path("lock"))
            UUCPLockType: ascii

            """)
        try folder.write(
            "spool/etc/hosts.hfaxd",
            #"""
            127.0.0.1
            localhost
            ^.*@127\.0\.0\.1$
            ^.*@localhost$

            """#)
        try await ChildProcess.run("/bin/chmod", ["600", folder.path("spool/etc/hosts.hfaxd")])
    }
}
