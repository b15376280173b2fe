import Foundation
import TestSupport

/// Somebody else's modems and line: two iaxmodems that call each other by IAX2, at life speed.
final class Iaxmodem: Sendable {
    private let folder: TemporaryFolder
    private let processes: [ChildProcess]
    private let configurations: [String]

    /// Starts both; returns when their devices are there.
    init() async throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: folder.url.path)
        let ports = try [LoopbackPort.reserve(), LoopbackPort.reserve()]
        var names: [String] = []
        for place in 0..<2 {
            // It reads its configuration from here only.
            let name = "\(folder.url.lastPathComponent)-\(place)"
            try """
            device \(folder.path("\(place)"))
            owner root:root
            mode 666
            port \(ports[place])
            refresh 0
            server 127.0.0.1:\(ports[1 - place])
            peername modem\(place)
            secret none
            cidname modem\(place)
            cidnumber 100\(place)
            codec slinear

            """.write(toFile: "/etc/iaxmodem/\(name)", atomically: false, encoding: .utf8)
            names.append(name)
        }
        configurations = names.map { "/etc/iaxmodem/\($0)" }
        processes = try names.map { try ChildProcess("/usr/bin/iaxmodem", [$0]) }
        for (place, process) in processes.enumerated() {
            try await eventually("iaxmodem has made its device") { [folder] in
                if let ending = process.ending { throw SupportError("iaxmodem \(ending): \(process.output)") }
                return FileManager.default.fileExists(atPath: folder.path("\(place)"))
            }
        }
    }

    deinit {
        for configuration in configurations { try? FileManager.default.removeItem(atPath: configuration) }
    }

    /// The device of one of the two modems, 0 or 1. Whatever it dials, the other one rings.
    func device(_ place: Int) -> String { folder.path("\(place)") }
}
