import TestSupport

/// HylaFAX's faxgetty, which answers on each of some modems: with error correction and MMR, 14,400 bit/s.
final class HylaFAX: Sendable {
    /// What it reads and writes.
    let spool: HylaFAXSpool
    private let processes: [ChildProcess]

    /// Starts it on the modem at `device`, whose path has no underscore; returns when it waits for a call.
    ///
    /// - Parameter options: more lines for the modem's configuration.
    convenience init(device: String, options: String = "") async throws {
        try await self.init(modems: [(device, options)])
    }

    /// Starts it on these modems; returns when it waits for calls.
    ///
    /// - Parameter sends: whether faxes are handed in there.
    init(modems: [HylaFAXSpool.Modem], sends: Bool = false) async throws {
        spool = try await HylaFAXSpool(modems: modems, sends: sends)
        processes = try spool.devices.map { [spool] device in
            try ChildProcess(spool.answering(device).program, spool.answering(device).arguments)
        }
        for (process, device) in zip(processes, spool.devices) {
            try await eventually("HylaFAX waits for a call") { [spool] in
                if let ending = process.ending { throw SupportError("faxgetty \(ending): \(process.output)") }
                return spool.isIdle(device)
            }
        }
    }

    /// The faxes of the calls so far, each a TIFF file of all its pages, as soon as there are `count`.
    ///
    /// - Parameter device: the modem that received them; `nil` for all.
    func received(calls count: Int = 1, device: String? = nil) async throws -> [[UInt8]] {
        try await eventually("HylaFAX has received \(count)") { [spool] in try spool.received(at: device).count >= count
        }
        return try spool.received(at: device)
    }

    /// Ends it.
    func stop() async throws {
        for process in processes { try await process.stop() }
    }
}
