import Foundation
import TestSupport

/// HylaFAX on one modem, while something is measured: it receives, and sends where that is wanted.
final class HylaFAX {
    private let spool: HylaFAXSpool
    private let port: Int
    private let log: URL
    private var programs: [RunningProgram] = []

    /// Starts it on the modem at `device`, whose path has no underscore, and waits until it is ready.
    init(_ setup: Setup, device: String, sends: Bool = false) throws {
        // A header line on top of every page, as ours have one.
        let options = sends ? "TagLineFont: etc/lutRS18.pcf" : ""
        spool = try blocking { try await HylaFAXSpool(modems: [(device, options)], sends: sends) }
        port = try LoopbackPort.reserve()
        log = try setup.folder()
        try start("faxgetty", spool.answering(spool.devices[0]))
        try waitUntilIdle()
        guard sends else { return }
        try start("faxq", spool.scheduler)
        try start("hfaxd", spool.server(port: port))
        try waitUntil("hfaxd") { (try? LineConnection(port: port)) != nil }
    }

    /// Hands in a fax of the TIFF file at `file`.
    func submit(_ file: URL, to number: String) throws {
        let submission = spool.submission(file.path, to: number, port: port)
        _ = try run(submission.program, submission.arguments)
    }

    /// Waits until it would answer.
    func waitUntilIdle() throws {
        try waitUntil("HylaFAX to be idle") { spool.isIdle(spool.devices[0]) }
    }

    /// The file of the fax of this number, from 1, as soon as it has arrived.
    func received(_ number: Int) throws -> [UInt8] {
        try waitUntil("fax \(number) to arrive") { try spool.received().count >= number }
        let files = try spool.received()
        guard files.count >= number else { throw BenchmarkError("HylaFAX has logged a fax that it has not kept") }
        return files[number - 1]
    }

    /// Ends it.
    func stop() { programs.reversed().forEach { $0.stop() } }

    private func start(_ name: String, _ command: (program: String, arguments: [String])) throws {
        programs.append(
            try RunningProgram(command.program, command.arguments, log: log.appending(path: "\(name).log")))
    }
}
