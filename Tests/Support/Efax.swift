import Foundation

/// Somebody else's fax machine: efax, which answers one call and keeps its pages as TIFF files.
///
/// It divides by the whole seconds that it takes to send a page, and dies where that are none: a page of 20 s wants an exchange of at most ten
/// times life.
public final class Efax: Sendable {
    /// Its process.
    public let process: ChildProcess
    private let folder: TemporaryFolder

    /// What an exchange for efax needs.
    public static let exchangeOptions = ["--turbo", "10"]

    /// Starts to wait for a call on the modem at `device`; returns when it does.
    ///
    /// - Parameter rate: the highest rate as efax writes it: 0 for 2400 bit/s to 5 for 14,400.
    public init(device: String, stationID: String = "+49 2222", rate: Int = 5) async throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        process = try ChildProcess(
            "/usr/bin/efax",
            [
                "-v", "ewinchmrf", "-d", device, "-o1", "-l", stationID, "-c", "1,\(rate),0,2,0,0,0,0", "-i", "X3",
                "-i",
                "S0=1", "-w", "-r", folder.path("page"),
            ])
        try await process.says("waiting for activity")
    }

    /// Waits until the call is over.
    ///
    /// - Returns: the pages that it received, as TIFF files of one page each.
    public func received() async throws -> [[UInt8]] {
        try await process.ended()
        return pages
    }

    /// The pages that it has kept so far.
    public var pages: [[UInt8]] {
        var pages: [[UInt8]] = []
        while let page = try? Data(contentsOf: folder.url.appending(path: String(format: "page.%03d", pages.count + 1)))
        {
            pages.append(Array(page))
        }
        return pages
    }
}
