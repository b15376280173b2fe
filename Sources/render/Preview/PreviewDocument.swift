import Configuration
import FaxModel
import FaxRequests
import Foundation
import MIME
import Pipeline

/// An order of one fax that nobody sends: of a mail, or of a document that stands alone.
struct PreviewDocument: Sendable {
    let order: Order
    let mail: [UInt8]

    /// Reads a file.
    ///
    /// - Throws: `PreviewError` when it can't be read, or the mail's header fields can't be followed.
    init(reading path: String, wishes: PreviewWishes, configuration: Configuration, now: Date) throws(PreviewError) {
        let bytes: [UInt8]
        do {
            bytes = Array(
                path == "-"
                    ? try FileHandle.standardInput.readToEnd() ?? Data()
                    : try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw PreviewError("\(path) can't be read: \(FileTrouble(error))")
        }
        try self.init(
            bytes, name: path == "-" ? "document" : URL(filePath: path).lastPathComponent, wishes: wishes,
            configuration: configuration, now: now)
    }

    /// The order of a mail's or a document's bytes.
    ///
    /// - Throws: `PreviewError` when the mail's header fields can't be followed.
    init(
        _ bytes: [UInt8], name: String, wishes: PreviewWishes, configuration: Configuration, now: Date
    ) throws(PreviewError) {
        var options = FaxOptions(coverPage: false)
        var recipient = Party()
        var sender = Party()
        var subject = name
        var listed: FaxNumber?
        if let parsed = try Self.mail(bytes) {
            mail = bytes
            let request = FaxRequest(
                parsed.fields.map { ($0.name, $0.value) },
                by: FaxRequest.Rules(
                    names: configuration.fields.names, lineGroups: configuration.knownLineGroups,
                    coverTemplates: configuration.render.covers.names, takesSealed: true), now: now)
            if let failure = request.failure { throw PreviewError(failure.sentence) }
            options = request.options
            subject = (parsed.subject ?? "").singleLine(limit: 1000)
            sender = Party(name: parsed.from?.name, mail: parsed.from?.address)
            if let first = request.recipients.first {
                recipient = first.cover.recipient ?? Party()
                listed = FaxNumber(first.address)
            } else {
                recipient.name = parsed.mailboxes(in: "To").first?.name
            }
            recipient = recipient.overlaid(by: options.cover?.recipient)
        } else {
            mail = Self.enclosing(bytes, name: name)
        }
        if let resolution = wishes.resolution { options.resolution = resolution }
        if let paper = wishes.paper { options.paper = paper }
        if let cover = wishes.cover { options.coverPage = cover }
        if let language = wishes.language { options.language = language }
        if let template = wishes.template {
            guard configuration.render.covers.names.contains(template) else {
                let names = configuration.render.covers.names.sorted().joined(separator: ", ")
                throw PreviewError("There is no cover template '\(template)'; there are \(names).")
            }
            options.coverTemplate = template
        }
        guard let number = wishes.to ?? listed ?? Self.anyNumber else { throw PreviewError("Say --to and a number.") }
        let id = OrderID(rawValue: 1)
        let job = Job(
            id: JobID(order: id, number: 1), address: "", recipient: recipient, number: number, lineGroup: .default)
        order = Order(
            id: id,
            mail: ReceivedMail(
                order: id, sender: "", recipients: [], received: now, client: "",
                // The spool has it not: nobody asks for it by its digest.
                document: DocumentReference(
                    digest: DocumentDigest(of: []), byteCount: mail.count, mediaType: "message/rfc822")),
            messageID: nil, subject: subject, sender: sender, options: options, jobs: [job])
    }

    /// The number of nobody, for the cover page.
    private static let anyNumber = FaxNumber("+4922812345")

    /// The mail that the bytes are; `nil` where they begin with no header field.
    ///
    /// - Throws: `PreviewError` when they do, and can't be read.
    private static func mail(_ bytes: [UInt8]) throws(PreviewError) -> Mail? {
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
        let name = line.prefix { (33...126).contains($0) && $0 != UInt8(ascii: ":") }
        guard ContentKind(of: bytes) == nil, !name.isEmpty, name.count < 80,
            line.dropFirst(name.count).first == UInt8(ascii: ":")
        else { return nil }
        let mail: Mail
        do {
            mail = try Mail(parsing: bytes)
        } catch {
            throw PreviewError("The mail can't be read: \(error)")
        }
        guard mail.from != nil || mail.field(named: "Content-Type") != nil || mail.subject != nil else { return nil }
        return mail
    }

    /// A mail with the document as its only part.
    private static func enclosing(_ bytes: [UInt8], name: String) -> [UInt8] {
        let isText = ContentKind(of: bytes) == nil && String(validating: bytes, as: UTF8.self) != nil
        let plain = String(
            name.unicodeScalars.map { $0.isASCII && $0 != "\"" && $0 != "\\" && $0.value >= 32 ? Character($0) : "_" })
        let head = """
            MIME-Version: 1.0\r
            Content-Type: \(isText ? "text/plain; charset=utf-8" : "application/octet-stream")\r
            Content-Disposition: attachment; filename="\(plain)"\r
            Content-Transfer-Encoding: binary\r
            \r

            """
        return Array(head.utf8) + bytes
    }
}
