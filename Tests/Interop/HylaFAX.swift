import Foundation
import TestSupport

/// HylaFAX's faxgetty, which answers on each of some modems: with error correction and MMR, 14,400 bit/s. Everything that it
/// reads and writes is a copy of Debian's in a folder of the test's.
final class HylaFAX: Sendable {
    private let folder: TemporaryFolder
    private let processes: [ChildProcess]

    /// A modem's device, whose path has no underscore, and more lines for its configuration.
    typealias Modem = (device: String, options: String)

    /// Starts it on the modem at `device`, whose path has no underscore; returns when it waits for a call.
    ///
    /// - Parameters:
    ///   - options: more lines for the modem's configuration.
    ///   - change: changes its spool before it starts.
    convenience init(
        device: String, options: String = "", spool change: (TemporaryFolder) async throws -> Void = { _ in }
    ) async throws {
        try await self.init(modems: [(device, options)], spool: change)
    }

    /// Starts it on these modems; returns when it waits for calls.
    init(modems: [Modem], spool change: (TemporaryFolder) async throws -> Void = { _ in }) async throws {
        folder = try TemporaryFolder()
        try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: folder.url.path)
        try await Self.makeSpool(in: folder, modems)
        try await change(folder)
        try await ChildProcess.run("/bin/chown", ["-R", "uucp:uucp", folder.path("spool"), folder.path("lock")])
        processes = try modems.map { [folder] modem in
            try ChildProcess("/usr/sbin/faxgetty", ["-p", "-q", folder.path("spool"), modem.device])
        }
        for (process, modem) in zip(processes, modems) {
            let name = Self.name(of: modem.device)
            try await eventually("HylaFAX waits for a call") { [folder] in
                if let ending = process.ending { throw SupportError("faxgetty \(ending): \(process.output)") }
                return folder.text("spool/status/\(name)").hasPrefix("Running and idle")
            }
        }
    }

    /// Its spool folder.
    var spool: String { folder.path("spool") }

    /// The faxes of the calls so far, each a TIFF file of all its pages, as soon as there are `count`.
    ///
    /// - Parameter device: the modem that received them; `nil` for all.
    func received(calls count: Int = 1, device: String? = nil) async throws -> [[UInt8]] {
        var files: [String] = []
        // It logs a fax when its file is complete.
        try await eventually("HylaFAX has received \(count)") { [folder] in
            let faxes = folder.text("spool/log/xferfaxlog").split(separator: "\n").map {
                $0.split(separator: "\t", omittingEmptySubsequences: false)
            }
            files = faxes.filter { fax in
                fax.count > 4 && fax[1] == "RECV" && (device == nil || fax[3] == device.map(Self.name(of:)) ?? "")
            }.map { String($0[4]) }
            return files.count >= count
        }
        return try files.map {
            Array(try Data(contentsOf: folder.url.appending(path: "spool/\($0.replacing("\"", with: ""))")))
        }
    }

    /// Ends it.
    func stop() async throws {
        for process in processes { try await process.stop() }
    }

    /// What it makes of a device's path in names of files.
    static func name(of device: String) -> String { device.replacing("/", with: "_") }

    private static func makeSpool(in folder: TemporaryFolder, _ modems: [Modem]) async throws {
        let spool = folder.path("spool")
        try await ChildProcess.run("/bin/cp", ["-a", "/var/spool/hylafax", spool])
        try await ChildProcess.run("/bin/rm", ["-rf", "\(spool)/etc"])
        try await ChildProcess.run("/bin/cp", ["-a", "/etc/hylafax", "\(spool)/etc"])
        try folder.makeFolder("lock")
        let setup = folder.text("spool/etc/setup.cache").split(separator: "\n").map { line in
            line.hasPrefix("SPOOL=") ? "SPOOL='\(spool)'" : line
        }
        try await ChildProcess.run("/bin/rm", ["-f", "\(spool)/etc/setup.cache"])
        try folder.write("spool/etc/setup.cache", setup.joined(separator: "\n") + "\n")
        for modem in modems {
            try folder.write(
                "spool/etc/config.\(name(of: modem.device))",
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
            try await ChildProcess.run("/bin/chmod", ["666", modem.device])
        }
        // What it does with a fax that it has received is mail it to its operator.
        try folder.write("spool/bin/faxrcvd", "#!/bin/sh\nexit 0\n")
        try await ChildProcess.run("/bin/chmod", ["755", "\(spool)/bin/faxrcvd"])
    }
}

extension TemporaryFolder {
    /// What is in a file; nothing where there is none.
    fileprivate func text(_ name: String) -> String {
        (try? String(contentsOf: url.appending(path: name), encoding: .utf8)) ?? ""
    }
}
