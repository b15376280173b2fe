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
    convenience init(device: String, options: String = "") async throws {
        try await self.init(modems: [(device, options)])
    }

    /// Starts it on these modems, at least one.
    init(modems: [HylaFAXSpool.Modem]) async throws {
        port = try LoopbackPort.reserve()
        modem = try await HylaFAX(modems: modems, sends: true)
        let spool = modem.spool
        scheduler = try ChildProcess(spool.scheduler.program, spool.scheduler.arguments)
        server = try ChildProcess(spool.server(port: port).program, spool.server(port: port).arguments)
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
        let submission = modem.spool.submission(
            file, to: number, port: port, options: [resolution == .fine ? "-m" : "-l", "-B", "\(rate)"], device: device)
        try await ChildProcess.run(submission.program, submission.arguments)
    }

    /// Hands in the wish to fetch what there is at `number`.
    func poll(_ number: String) async throws {
        let request = modem.spool.pollRequest(to: number, port: port)
        try await ChildProcess.run(request.program, request.arguments)
    }

    /// The files that it has fetched so far.
    var fetched: [String] { modem.spool.receivedFiles }

    /// Ends it; calls that are under way break off.
    func stop() async throws {
        try await scheduler.stop()
        try await server.stop()
        try await modem.stop()
    }
}
