import FaxModel
import Foundation
import Pipeline

@testable import deliver

/// A received fax for tests.
enum SampleFax {
    static let time = Date(timeIntervalSince1970: 1_800_000_000)
    static let pages = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }
    static let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47]

    static let document = DocumentReference(
        digest: NewDocument(pages).digest, byteCount: 300, mediaType: "application/pdf")
    static let preview = DocumentReference(
        digest: NewDocument(picture).digest, byteCount: 4, mediaType: "image/png")

    static func fax(_ change: (inout ReceivedFax) -> Void = { _ in }) -> ReceivedFax {
        var fax = ReceivedFax(
            job: JobID(order: OrderID(rawValue: 4711), number: 1), call: CallID(rawValue: 1), line: "line-1",
            group: .default, caller: CallerIdentification(number: "+49228123", name: "MILLER LTD", dialled: "99"),
            began: time)
        fax.pages = (0..<2).map { index in
            var page = ReceivedFax.Page(
                document: document, horizontal: 204, vertical: index == 0 ? 196 : 98, rows: 2200, badRows: 3 * index)
            page.isConfirmed = true
            return page
        }
        fax.remoteStation = "+49 228 123"
        fax.localStation = "+49 30 4711"
        fax.subaddress = "42"
        (fax.bitRate, fax.coding, fax.errorCorrection) = (14400, "MMR", true)
        fax.ended = time + 60
        fax.isComplete = true
        fax.result = "received"
        fax.sentence = "All pages that the caller announced were received and confirmed."
        change(&fax)
        return fax
    }

    static func mail(
        to: [String] = ["in@example.com"], cc: [String] = [], bcc: [String] = [],
        _ change: (inout ReceivedFax) -> Void = { _ in }
    ) -> ReceivedFaxMail {
        ReceivedFaxMail(
            fax: fax(change), route: ReceivedFaxRoute(to: to, cc: cc, bcc: bcc), attachments: [document],
            preview: preview)
    }

    /// The documents of the spool.
    @Sendable static func content(_ reference: DocumentReference) -> [UInt8] {
        reference == preview ? picture : pages
    }
}
