import FaxModel
import Foundation
import TestSupport

/// HylaFAX that sends: its scheduler, its server and its modem, and a fax handed in by sendfax.
final class HylaFAXSender: Sendable {
    private let modem: HylaFAX
    private let scheduler: ChildProcess
    private let server: ChildProcess
    private let port: Int
    private let device: String

    /// Starts it on the modem at `device`, whose path has no underscore.
    ///
    /// - Parameter options: more lines for the modem's configuration.
    convenience init(device: String, options: String = "") async throws {
        try await self.init(modems: [(device, options)])
    }

    /// Starts it on these modems, at least one.
    init(modems: [HylaFAX.Modem]) async throws {
        device = modems[0].device
        port = try LoopbackPort.reserve()
        modem = try await HylaFAX(
            modems: modems,
            spool: { folder in
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
            })
        scheduler = try ChildProcess("/usr/sbin/faxq", ["-D", "-q", modem.spool])
        server = try ChildProcess(
            "/usr/sbin/hfaxd", ["-d", "-q", modem.spool, "-l", "127.0.0.1", "-i", "\(port)"])
        try await LoopbackPort.listening(port, while: server)
    }

    /// Hands in a fax of these pages; a call that was broken off is made again at once.
    ///
    /// - Parameters:
    ///   - rate: the highest rate in bit/s.
    ///   - device: the modem that is to send it; `nil` for the first.
    func send(
        _ pages: [PageBitmap], to number: String, resolution: Resolution = .fine, rate: Int = 14400,
        device: String? = nil
    ) async throws {
        let folder = try TemporaryFolder()
        let file = folder.path("fax.tif")
        try Data(InkPage.file(pages, resolution: resolution)).write(to: URL(filePath: file))
        let name = HylaFAX.name(of: device ?? self.device)
        try await ChildProcess.run(
            "/usr/bin/sendfax",
            [
                "-n", resolution == .fine ? "-m" : "-l", "-B", "\(rate)", "-I", "1", "-t", "20", "-h",
                "\(name)@127.0.0.1:\(port)", "-d",
                number, file,
            ])
    }

    /// Ends it; calls that are under way break off.
    func stop() async throws {
        try await scheduler.stop()
        try await server.stop()
        try await modem.stop()
    }
}
