import Configuration
import FaxModel
import Foundation
import Pipeline

/// Tries cover templates out, before a fax needs them.
struct CoverTrial: Sendable {
    let renderer: MailRenderer

    /// What is wrong with the templates of `render.covers`, a sentence each: every one is set once, with sample fields.
    ///
    /// - Throws: `CancellationError`.
    func troubles() async throws -> [String] {
        guard let number = FaxNumber("+4922812345") else { preconditionFailure("it is well-formed") }
        let id = OrderID(rawValue: 1)
        let mail = NewDocument([])
        let party = Party(name: "Jane Doe", company: "Example Ltd.")
        let job = Job(
            id: JobID(order: id, number: 1), address: "", recipient: party, number: number, lineGroup: .default)
        let order = Order(
            id: id,
            mail: ReceivedMail(
                order: id, sender: "", recipients: [], received: Date(), client: "",
                document: DocumentReference(digest: mail.digest, byteCount: 0, mediaType: "message/rfc822")),
            messageID: nil, subject: "A subject", sender: party, options: FaxOptions(), jobs: [job])
        let page = CoverPage(
            sender: party, recipient: party, number: number, subject: order.subject, date: Date(), pageCount: 2,
            omitted: [], words: CoverWords.of(renderer.settings.language))
        let writer = CoverWriter(
            typesetter: renderer.typesetter, settings: renderer.settings, converters: renderer.converters)
        let wishes = renderer.settings.covers.templates.keys.sorted().map { name in
            CoverWriter.Wish(page: page, order: OrderSummary(order), job: job, template: name)
        }
        return try await writer.covers(wishes, PageLayout(order.options, paper: renderer.settings.paper)).troubles
    }
}
