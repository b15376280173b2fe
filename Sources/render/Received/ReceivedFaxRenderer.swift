import Configuration
import FaxModel
import Foundation
import PDF
import Pipeline
import TIFF

/// Makes of a received fax what its mail brings: PDF, TIFF, and a picture of the first page.
struct ReceivedFaxRenderer: Sendable {
    /// How pages are treated on their way.
    let settings: ReceivedPageSettings

    /// What becomes of a fax: done, with a task for `deliver`.
    ///
    /// - Parameters:
    ///   - time: from when on its mail is tried.
    ///   - document: reads a document from the spool.
    /// - Throws: what `document` throws, and a `Failure` where the pages can't be read.
    func completion(
        of routed: RoutedFax, at time: Date = Date(), document: (DocumentReference) async throws -> [UInt8]
    ) async throws -> Completion {
        var completion = Completion(.done)
        var mail = ReceivedFaxMail(fax: routed.fax, route: routed.route, attachments: [])
        mail.since = time
        if routed.route.attachment != .none || routed.route.hasPreview {
            let file = try await document(routed.document)
            do throws(TIFFError) {
                try add(file, of: routed, to: &mail, &completion)
            } catch {
                throw Failure(EnhancedStatusCode(5, 6, 0), "The pages of the received fax can't be read: \(error)")
            }
        }
        // What no job's history has is thrown away after a day; a mail is tried for longer, and each copy has files of its own.
        let copy = routed.route.copy.map { "-\($0)" } ?? ""
        var documents = Dictionary(uniqueKeysWithValues: mail.attachments.map { (Self.role(of: $0) + copy, $0) })
        documents["preview"] = mail.preview
        completion.updates = [JobUpdate(job: routed.fax.job, documents: documents)]
        completion.successors = [
            NewTask(stage: .deliver, lane: .received, priority: .urgent, job: routed.fax.job, payload: mail)
        ]
        return completion
    }

    private func add(
        _ file: [UInt8], of routed: RoutedFax, to mail: inout ReceivedFaxMail, _ completion: inout Completion
    ) throws(TIFFError) {
        let pages = try ReceivedPages(
            file, turnsPages: settings.upsideDown == .turn, dropsBlankPages: settings.blankLastPages == .drop)
        // A TIFF file has the pages as they came.
        let turned: [Int] =
            switch routed.route.attachment {
            case .pdf, .archivalPDF, .both: pages.turned
            case .tiff, .none: routed.route.hasPreview ? pages.turned.filter { $0 == 1 } : []
            }
        mail.turnedPages = turned.isEmpty ? nil : turned
        mail.droppedPages = pages.dropped == 0 ? nil : pages.dropped
        let title = "Fax from \(routed.fax.origin ?? "an unknown caller")"
        func pdf(_ conformance: FaxPDF.Conformance) -> DocumentReference {
            let document = FaxPDF(title: title, created: routed.fax.began, conformance: conformance)
            return completion.add(pages.document(document), mediaType: "application/pdf")
        }
        func tiff() throws(TIFFError) -> DocumentReference {
            guard pages.dropped > 0 else { return routed.document }
            return completion.add(try pages.file(), mediaType: "image/tiff")
        }
        switch routed.route.attachment {
        case .pdf: mail.attachments = [pdf(.plain)]
        case .archivalPDF: mail.attachments = [pdf(.archival)]
        case .tiff: mail.attachments = [try tiff()]
        case .both: mail.attachments = [pdf(.plain), try tiff()]
        case .none: break
        }
        if routed.route.hasPreview { mail.preview = completion.add(pages.preview(), mediaType: "image/png") }
    }

    /// What the history calls a document.
    private static func role(of document: DocumentReference) -> String {
        document.mediaType == "application/pdf" ? "pdf" : "tiff"
    }
}
