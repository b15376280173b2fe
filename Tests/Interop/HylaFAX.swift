import TestSupport

/// HylaFAX's faxgetty, which answers on one modem: with error correction and MMR, 14,400 bit/s.
final class HylaFAX: Sendable {
    /// What it reads and writes.
    let spool: HylaFAXSpool
    private let process: ChildProcess

    /// Starts it on the modem at `device`, whose path has no underscore; returns when it waits for a call.
    ///
    /// - Parameters:
    ///   - options: more lines for the modem's configuration.
    ///   - sends: whether faxes are handed in there.
    init(device: String, options: String = "", sends: Bool = false) async throws {
        spool = try await HylaFAXSpool(device: device, options: options, sends: sends)
        process = try ChildProcess(spool.answering.program, spool.answering.arguments)
        try await eventually("HylaFAX waits for a call") { [spool, process] in
            if let ending = process.ending { throw SupportError("faxgetty \(ending): \(process.output)") }
            return spool.isIdle
        }
    }

    /// The pages of the calls so far, each a TIFF file of all its pages, as soon as there are `count` calls.
    func received(calls count: Int = 1) async throws -> [[UInt8]] {
        try await eventually("HylaFAX has received \(count)") { [spool] in spool.receivedCount >= count }
        return try spool.received()
    }

    /// Ends it.
    func stop() async throws {
        try await process.stop()
    }
}
