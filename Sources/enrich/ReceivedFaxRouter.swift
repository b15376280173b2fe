import Configuration
import FaxModel
import Foundation
import Pipeline
import TIFF

/// Finds whose a received fax is, and makes one file of its pages.
struct ReceivedFaxRouter: Sendable {
    /// Who gets faxes for whom nobody else is found; `nil` where they wait for the operator.
    let defaultRecipient: String?
    /// What of a fax is in its mail.
    var attachment = ReceivedFaxRoute.Attachment.pdf
    /// Whether its mail shows a picture of the first page.
    var hasPreview = true

    /// What becomes of a fax.
    ///
    /// - Parameter document: reads a document from the spool.
    /// - Returns: done, with a task for `render`; or failed, for the operator, with the fax in the history all the same.
    /// - Throws: what `document` throws, and a `Failure` where a page can't be read.
    func completion(
        for fax: ReceivedFax, document: (DocumentReference) async throws -> [UInt8]
    ) async throws -> Completion {
        var files: [[UInt8]] = []
        for page in fax.pages { files.append(try await document(page.document)) }
        guard let recipient = fax.recipient ?? defaultRecipient else {
            return try completion(for: fax, files, Self.nobody, event: Self.nobody.sentence) { _ in nil }
        }
        let route = ReceivedFaxRoute(to: [recipient], attachment: attachment, hasPreview: hasPreview)
        return try completion(for: fax, files, nil, event: "The fax goes to \(recipient).") { document in
            NewTask(
                stage: .render, lane: .received, priority: .urgent, job: fax.job,
                payload: RoutedFax(fax: fax, document: document, route: route))
        }
    }

    private func completion(
        for fax: ReceivedFax, _ files: [[UInt8]], _ failure: Failure?, event: String,
        successor: (DocumentReference) -> NewTask?
    ) throws -> Completion {
        var completion = Completion(failure.map(Verdict.failed) ?? .done)
        let document = completion.add(try Self.join(files), mediaType: "image/tiff")
        completion.successors = [successor(document)].compactMap { $0 }
        completion.updates = [
            JobUpdate(
                job: fax.job, state: .received, pageCount: fax.pages.count, confirmedPages: fax.confirmedPages,
                result: fax.sentence, documents: ["received": document], attempt: Self.interruption(fax), event: event)
        ]
        return completion
    }

    /// The call, where nobody has seen its end.
    private static func interruption(_ fax: ReceivedFax) -> Attempt? {
        guard fax.result == nil else { return nil }
        var attempt = Attempt(
            number: 1, call: fax.call, began: fax.began, line: fax.line, dialled: fax.farNumber)
        attempt.outcome = .interrupted
        attempt.sentence = fax.sentence
        attempt.confirmedPages = fax.confirmedPages
        attempt.remoteStation = fax.remoteStation
        return attempt
    }

    private static let nobody = Failure(
        EnhancedStatusCode(5, 1, 1),
        "Nobody is found for the fax. Name a mail address as received.default-recipient, restart enrich, and retry the job."
    )

    /// One TIFF file of the pages in these files.
    private static func join(_ files: [[UInt8]]) throws -> [UInt8] {
        do throws(TIFFError) {
            var writer = TIFFWriter()
            for file in files {
                var reader = try TIFFReader(file)
                for (index, page) in reader.pages.enumerated() {
                    try writer.append(try reader.bitmap(index), resolution: page.resolution ?? .fine)
                }
            }
            return try writer.finish()
        } catch {
            throw Failure(EnhancedStatusCode(5, 6, 0), "A page of the received fax can't be read: \(error)")
        }
    }
}
