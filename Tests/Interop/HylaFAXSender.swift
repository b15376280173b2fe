import FaxModel
import Foundation
import TestSupport

/// HylaFAX that sends: its scheduler, its server and its modem, and a fax handed in by sendfax.
final class HylaFAXSender: Sendable {
    private let modem: HylaFAX
    private let scheduler: ChildProcess
    private let server: ChildProcess
    private let port: Int

    /// Starts it on the modem at `device`, whose path has no underscore.
    ///
    /// - Parameter options: more lines for the modem's configuration.
    init(device: String, options: String = "") async throws {
        port = try LoopbackPort.reserve()
        modem = try await HylaFAX(device: device, options: options, sends: true)
        let spool = modem.spool
        scheduler = try ChildProcess(spool.scheduler.program, spool.scheduler.arguments)
        server = try ChildProcess(spool.server(port: port).program, spool.server(port: port).arguments)
        try await LoopbackPort.listening(port, while: server)
    }

    /// Hands in a fax of these pages.
    func send(_ pages: [PageBitmap], to number: String) async throws {
        let folder = try TemporaryFolder()
        let file = folder.path("fax.tif")
        try Data(InkPage.file(pages)).write(to: URL(filePath: file))
        let submission = modem.spool.submission(file, to: number, port: port)
        try await ChildProcess.run(submission.program, submission.arguments)
    }
}
