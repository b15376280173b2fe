import Configuration
import FaxModel
import Foundation
import Logging
import Pipeline
import TIFF

@testable import faxout

/// A fax of some pages to nobody, for tests.
enum SampleFax {
    /// A task of `pageCount` pages in one document.
    static func task(pageCount: Int, sender: Party = Party(company: "Example Ltd", facsimile: "+49 228 1")) -> FaxTask {
        let order = OrderID(rawValue: 4711)
        let reference = DocumentReference(
            digest: DocumentDigest(bytes: [UInt8](repeating: 1, count: 32))!, byteCount: 1, mediaType: "image/tiff")
        let mail = ReceivedMail(
            order: order, sender: "ann@example.com", recipients: [],
            received: Date(timeIntervalSince1970: 1_800_000_000),
            client: "127.0.0.1", document: reference)
        let job = Job(
            id: JobID(order: order, number: 1), address: "123@fax.example.com", recipient: Party(),
            number: FaxNumber("+4930999")!, lineGroup: .default)
        return FaxTask(
            job: job,
            order: OrderSummary(
                Order(
                    id: order, mail: mail, messageID: nil, subject: "Hello", sender: sender, options: FaxOptions(),
                    jobs: [job])),
            pages: [PageDocument(document: reference, pageCount: pageCount)], omitted: [])
    }

    /// Another number than that of the task.
    static let elsewhere = FaxNumber("+492281")!

    /// A page of some black in every row.
    static func page(width: Int = 1728, rows: Int = 400) -> PageBitmap {
        var page = PageBitmap(width: width, rows: rows)
        for row in 0..<rows { page[(row * 7) % width, row] = true }
        return page
    }

    /// A TIFF file of these pages.
    static func file(_ pages: [PageBitmap], resolution: TIFFResolution = .fine) throws -> [UInt8] {
        var writer = TIFFWriter()
        for page in pages { try writer.append(page, resolution: resolution) }
        return try writer.finish()
    }

    /// A receptionist whose spool is not there.
    static func receptionist() throws -> Receptionist {
        let client = try SpoolClient(endpoint: "ipc:///nowhere/spool", logger: Logger(label: "test"))
        return Receptionist(client, patience: .seconds(1), keepCalls: .all)
    }

    /// The settings of a configuration with this section `faxout`.
    static func settings(_ lines: String...) throws -> FaxoutSettings {
        let text = "faxout:\n" + lines.map { "  \($0)\n" }.joined()
        return try Configuration(text: text, file: "faxpost.yaml").faxout
    }
}
