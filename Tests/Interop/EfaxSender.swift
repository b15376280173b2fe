import FaxModel
import Foundation
import TestSupport

/// Somebody else's fax machine that sends: efax, which adds 20 blank rows on top of each page.
enum EfaxSender {
    /// Rows that it adds.
    static let blankRows = 20

    /// Sends pages from the modem at `device`, and waits until the call is over.
    ///
    /// - Throws: `SupportError` when it says that they were not sent.
    static func send(_ pages: [PageBitmap], to number: String, device: String) async throws {
        let folder = try TemporaryFolder()
        var files: [String] = []
        for (index, page) in pages.enumerated() {
            let path = folder.path("page-\(index + 1).pbm")
            try InkPage.portableBitmap(page).write(to: URL(filePath: path))
            files.append(path)
        }
        try await ChildProcess.run(
            "/usr/bin/efax",
            ["-v", "ewinchmrf", "-d", device, "-o1", "-l", "+49 1001", "-i", "X3", "-h", "", "-t", "T\(number)"] + files
        )
    }
}
