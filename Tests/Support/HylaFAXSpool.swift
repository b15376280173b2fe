import Foundation

/// A spool of HylaFAX of its own, for some modems: what its programs read and write is a copy of Debian's in a folder that goes
/// with the last reference.
public final class HylaFAXSpool: Sendable {
    /// The device of a Class 1 modem, whose path has no underscore, and more lines for its configuration.
    public typealias Modem = (device: String, options: String)

    private let folder: TemporaryFolder
    /// The modems' devices.
    public let devices: [String]

    /// Makes a spool for these modems, at least one: error correction, MMR, 14,400 bit/s.
    ///
    /// - Parameter sends: whether faxes are handed in there.
    public init(modems: [Modem], sends: Bool = false) async throws {
        devices = modems.map(\.device)
        folder = try TemporaryFolder()
        try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: folder.url.path)
        try await copy()
        for modem in modems { try configure(modem) }
        if sends { try await configureSending() }
        try await ChildProcess.run("/bin/chmod", ["666"] + devices)
        try await ChildProcess.run("/bin/chown", ["-R", "uucp:uucp", path, folder.path("lock")])
    }

    /// Where it is.
    public var path: String { folder.path("spool") }

    /// What `faxgetty`, which answers at the modem at `device`, is started with.
    public func answering(_ device: String) -> (program: String, arguments: [String]) {
        ("/usr/sbin/faxgetty", ["-p", "-q", path, device])
    }

    /// What the scheduler, `faxq`, is started with.
    public var scheduler: (program: String, arguments: [String]) { ("/usr/sbin/faxq", ["-D", "-q", path]) }

    /// What the server, `hfaxd`, is started with, that is to listen at `port` of 127.0.0.1.
    public func server(port: Int) -> (program: String, arguments: [String]) {
        ("/usr/sbin/hfaxd", ["-d", "-q", path, "-l", "127.0.0.1", "-i", "\(port)"])
    }

    /// What hands in a fax of the TIFF file at `file` to the server at `port`; a call that was broken off is made again at once.
    ///
    /// - Parameters:
    ///   - options: the page's resolution (`-m` or `-l`) and what else `sendfax` is to know.
    ///   - device: the modem that is to send it; `nil` for the first.
    public func submission(
        _ file: String, to number: String, port: Int, options: [String] = ["-m"], device: String? = nil
    ) -> (program: String, arguments: [String]) {
        let modem = Self.name(of: device ?? devices[0])
        let server = ["-h", "\(modem)@127.0.0.1:\(port)"]
        return ("/usr/bin/sendfax", ["-n", "-I", "1", "-t", "20"] + options + server + ["-d", number, file])
    }

    /// What hands in the wish to fetch what there is at `number` (polling) to the server at `port`.
    public func pollRequest(to number: String, port: Int) -> (program: String, arguments: [String]) {
        let server = ["-h", "\(Self.name(of: devices[0]))@127.0.0.1:\(port)"]
        return ("/usr/bin/sendfax", ["-n", "-p", "-I", "1", "-t", "1"] + server + ["-d", number])
    }

    /// The names of the files that have been received or fetched and are complete or not, each a TIFF file.
    public var receivedFiles: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/recvq")) ?? []).filter { $0.hasSuffix(".tif") }
            .sorted().map { "\(path)/recvq/\($0)" }
    }

    /// Whether `faxgetty` waits for a call at the modem at `device`.
    public func isIdle(_ device: String) -> Bool {
        text("status/\(Self.name(of: device))").hasPrefix("Running and idle")
    }

    /// The faxes that were received so far, each a TIFF file of all its pages, in their order. (It logs one when its file is
    /// complete.)
    ///
    /// - Parameter device: the modem that received them; `nil` for all.
    public func received(at device: String? = nil) throws -> [[UInt8]] {
        let faxes = text("log/xferfaxlog").split(separator: "\n").map {
            $0.split(separator: "\t", omittingEmptySubsequences: false)
        }
        return try faxes.filter { fax in
            fax.count > 4 && fax[1] == "RECV" && (device.map { fax[3] == Self.name(of: $0) } ?? true)
        }.map { fax in
            Array(try Data(contentsOf: URL(filePath: "\(path)/\(fax[4].replacing("\"", with: ""))")))
        }
    }

    /// What it makes of a device's path in names of files.
    private static func name(of device: String) -> String { device.replacing("/", with: "_") }

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

    private func configure(_ modem: Modem) throws {
        try folder.write(
            "spool/etc/config.\(Self.name(of: modem.device))",
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
            \(modem.options)

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
