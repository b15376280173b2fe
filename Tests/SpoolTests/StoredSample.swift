import FaxModel
import Foundation
import Pipeline

@testable import spool

/// A store with something of what there is: a task with the spool's own time limit, and a job with two documents.
enum StoredSample {
    static let small = NewDocument([1, 2, 3])
    /// One that is too large to lie beside the rows.
    static let large = NewDocument([UInt8](repeating: 7, count: TestedStore.largestEmbedded + 1))

    static func write(to store: any SpoolStore) throws {
        try store.commit { transaction in
            var record = TaskRecord(.named("x", job: 1), flow: .sample, at: .after(0))
            record.limit = TimeLimit(time: .after(60), isGiven: false)
            _ = try transaction.insert(record, payload: [1], leasedTo: nil)
            let documents = [small, large]
            for document in documents { try transaction.insert(document, at: .after(0)) }
            let references = documents.map {
                DocumentReference(digest: $0.digest, byteCount: $0.bytes.count, mediaType: "image/tiff")
            }
            try transaction.apply(
                JobUpdate(job: .sample, documents: ["mail": references[0], "pages": references[1]]), stage: nil,
                at: .after(0))
        }
    }
}
