import FaxModel
import Foundation
import TestSupport

/// Somebody else's fax machine that sends: efax, which adds blank rows on top of each page.
enum EfaxSender {
    /// Rows that it adds to a fine page.
    static let blankRows = 20

    /// Sends pages from the modem at `device`, and waits until the call is over.
    ///
    /// - Parameter rate: the highest rate as efax writes it: 0 for 2400 bit/s to 5 for 14,400.
    /// - Throws: `SupportError` when it says that they were not sent.
    static func send(
        _ pages: [PageBitmap], to number: String, device: String, resolution: Resolution = .fine, rate: Int = 5
    ) async throws {
        let folder = try TemporaryFolder()
        var files: [String] = []
        for (index, page) in pages.enumerated() {
            let coded = folder.path("coded-\(index + 1).tif")
            try Data(InkPage.file([page], resolution: resolution)).write(to: URL(filePath: coded))
            // It reads neither T.6 nor more than one strip.
            let path = folder.path("page-\(index + 1).tif")
            try await ChildProcess.run("/usr/bin/tiffcp", ["-c", "none", "-r", "\(page.rows)", coded, path])
            files.append(path)
        }
        try await ChildProcess.run(
            "/usr/bin/efax",
            [
                "-v", "ewinchmrf", "-d", device, "-o1", "-l", "+49 1001", "-c", "1,\(rate),0,2,0,0,0,0", "-i", "X3",
                "-h",
                "", "-t", "T\(number)",
            ] + files
        )
    }

    /// Whether these pages were received, pel by pel, of those that were sent: beneath its blank rows. To a standard page it
    /// adds six only, and its header lies over the first eight rows of the page.
    static func are(_ received: [PageBitmap], _ sent: [PageBitmap], _ resolution: Resolution = .fine) -> Bool {
        let (added, hidden) = resolution == .fine ? (blankRows, 0) : (6, 8)
        return received.count == sent.count
            && zip(received, sent).allSatisfy { received, sent in
                received.rows == added + sent.rows
                    && received.bytes.dropFirst((added + hidden) * sent.rowBytes)
                        .elementsEqual(sent.bytes.dropFirst(hidden * sent.rowBytes))
            }
    }
}
