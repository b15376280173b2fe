import FaxModel
import Foundation
import Pipeline
import SMTP
import TIFF
import Typesetting

// What goes into word of results.

extension DeliverHandler {
    /// A picture of the first page of a TIFF file; `nil` where it can't be read: the result is told all the same.
    static func picture(_ file: [UInt8]) -> [UInt8]? {
        guard var reader = try? TIFFReader(file), let page = try? reader.bitmap(0) else { return nil }
        let resolution = reader.pages[0].resolution ?? .fine
        return PagePicture(of: page, horizontal: resolution.x, vertical: resolution.y, width: 640).png
    }

    /// The language that the sender has asked for, or that the recipient's domain has; the operator reads none but his own.
    func language(of report: JobReport, to recipient: Mailbox) -> String? {
        (report.undelivered == nil ? report.order.options.language : nil)
            ?? languages[recipient.domain.description.lowercased()]
    }

    /// The mail that goes back whole: where its sender asked for that and it failed (RFC 3461 §4.3), as far as it is not too large
    /// and can be sent at all (RFC 5321 §4.5.3.1.6).
    func returnedContent(
        of report: JobReport, _ whole: (DocumentReference) async throws -> [UInt8]
    ) async throws -> [UInt8]? {
        guard report.order.returnedContent == .full, report.event == .failure, report.undelivered == nil,
            report.order.mail.byteCount <= maximumReturn,
            let content = try await unlessLost({ try await whole(report.order.mail) })
        else { return nil }
        let longest = content.split(separator: 10, omittingEmptySubsequences: false).map(\.count).max() ?? 0
        return content.isEmpty || longest > 999 ? nil : content
    }

    /// What is read of a document; `nil` where it is lost: the result is told all the same.
    func unlessLost<Value>(_ read: () async throws -> Value) async throws -> Value? {
        do {
            return try await read()
        } catch let error as SpoolError where error.code == .unknown || error.code == .damaged {
            return nil
        }
    }
}
