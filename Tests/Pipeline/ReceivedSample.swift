import FaxModel
import Foundation
import Pipeline
import TIFF
import TestSupport

/// A fax that has come in, as a line hands it in when its call is over.
enum ReceivedSample {
    /// Hands in a fax of one page, for whom `enrich` finds.
    ///
    /// - Parameters:
    ///   - caller: the caller's number; `nil` where it is withheld.
    ///   - station: what the far end calls itself.
    static func handIn(
        _ faxpost: Faxpost, caller: String? = "+4922812345", station: String? = nil
    ) async throws -> JobID {
        var page = PageBitmap(width: 1728, rows: 1000)
        for row in 100..<900 { for column in 0..<100 { page[(row * 2 + column) % 1728, row] = true } }
        var writer = TIFFWriter()
        try writer.append(page, resolution: .fine)
        let document = NewDocument(try writer.finish())
        let reference = DocumentReference(
            digest: document.digest, byteCount: document.bytes.count, mediaType: "image/tiff")
        var fax = ReceivedFax(
            job: JobID(order: OrderID.new(), number: 1), call: CallID.new(), line: "line-1", group: .default,
            caller: CallerIdentification(number: caller, absence: caller == nil ? .withheld : nil), began: Date() - 60)
        fax.remoteStation = station
        fax.pages = [
            ReceivedFax.Page(document: reference, horizontal: 204, vertical: 196, rows: page.rows, badRows: 0)
        ]
        (fax.ended, fax.isComplete, fax.result) = (Date(), true, "received")
        try await faxpost.client.submit(
            Submission(
                order: fax.job.order,
                tasks: [
                    NewTask(stage: .enrich, lane: .received, priority: .urgent, job: fax.job, payload: fax)
                ], documents: [document],
                updates: [JobUpdate(job: fax.job, state: .received, documents: ["page": reference])]))
        return fax.job
    }
}
