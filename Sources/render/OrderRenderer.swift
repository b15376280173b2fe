import Configuration
import FaxModel
import Foundation
import MIME
import Pipeline
import TIFF
import Typesetting

/// Turns an order into the tasks that send it.
struct OrderRenderer: Sendable {
    let renderer: MailRenderer

    /// What follows from `order`, whose mail is `bytes`: a `faxout` task a job, or word to the sender that it failed.
    ///
    /// - Throws: `SandboxUnavailable` when a part needs it; `CancellationError`.
    func completion(of order: Order, mail bytes: [UInt8]) async throws -> Completion {
        try await rendering(of: order, mail: bytes).completion
    }

    /// What follows from an order, and what was wrong with its cover pages.
    struct Rendering: Sendable {
        var completion: Completion
        /// Sentences.
        var coverTroubles: [String] = []
    }

    /// The same, and what was wrong with its cover pages.
    ///
    /// - Throws: `SandboxUnavailable` when a part needs it; `CancellationError`.
    func rendering(of order: Order, mail bytes: [UInt8]) async throws -> Rendering {
        let mail: Mail
        do {
            mail = try Mail(parsing: bytes)
        } catch {
            return Rendering(
                completion: .failure(
                    of: order, Failure(EnhancedStatusCode(5, 6, 0), "The mail can't be read: \(error)"), at: Date()))
        }
        let layout = PageLayout(order.options, paper: renderer.settings.paper)
        var result = try await renderer.pages(of: mail, layout)
        if renderer.settings.failedParts == .fail, !result.omitted.isEmpty {
            return Rendering(completion: Self.incomplete(order, omitted: result.omitted))
        }
        if let range = order.options.pageRange {
            let count = result.pages.count
            guard result.keep(range) || count == 0 && !result.omitted.isEmpty else {
                return Rendering(
                    completion: Self.nothingInRange(range, of: order, pageCount: count, omitted: result.omitted))
            }
        }
        // A cover page alone is a fax only where the mail had nothing else to say.
        let covers = order.jobs.map { order.options.under($0.terms).coverPage }
        guard !result.pages.isEmpty || covers.contains(true) && result.omitted.isEmpty else {
            return Rendering(completion: Self.nothingToSend(of: order, omitted: result.omitted))
        }
        // What is left out is said on the cover page; where a job has none, on a page of its own.
        if covers.contains(false), !result.omitted.isEmpty {
            let words = CoverWords.of(order.options.language ?? renderer.settings.language)
            let notice = OmissionList(parts: result.omitted, words: words).page(
                by: renderer.typesetter, family: renderer.settings.coverFont,
                geometry: layout.geometry)
            result.pages.append(T6Strip(coding: notice))
        }
        return try await rendering(of: order, result, layout)
    }

    private func rendering(
        of order: Order, _ result: MailRenderer.Result, _ layout: PageLayout
    ) async throws -> Rendering {
        var completion = Completion(.done)
        let resolution = layout.resolution
        let shared = try Self.document(result.pages, resolution, in: &completion)
        let summaries = order.jobs.map { OrderSummary(order, under: $0.terms) }
        // Where others of the order have a cover page and nothing else, so has this one: a fax has a page.
        let covered = order.jobs.indices.filter { summaries[$0].options.coverPage || shared == nil }
        let wishes = covered.map { index in
            var page = cover(of: order.jobs[index], in: order, result)
            page.isUrgent = summaries[index].options.priority == .urgent
            return CoverWriter.Wish(
                page: page, order: summaries[index], job: order.jobs[index],
                template: summaries[index].options.coverTemplate ?? renderer.settings.covers.standard)
        }
        let writer = CoverWriter(
            typesetter: renderer.typesetter, settings: renderer.settings, converters: renderer.converters)
        let written = try await writer.covers(wishes, layout)
        let covers = Dictionary(uniqueKeysWithValues: zip(covered, written.covers))
        for (index, job) in order.jobs.enumerated() {
            let summary = summaries[index]
            var pages: [PageDocument] = []
            var documents: [String: DocumentReference] = [:]
            if let cover = covers[index], let document = try Self.document(cover, resolution, in: &completion) {
                pages.append(document)
                documents["cover"] = document.document
            }
            if let shared {
                pages.append(shared)
                documents["pages"] = shared.document
            }
            let task = FaxTask(job: job, order: summary, pages: pages, omitted: result.omitted)
            var call = NewTask(
                stage: .faxout, lane: job.lineGroup, priority: summary.options.priority, job: job.id,
                notBefore: order.options.notBefore, expires: order.options.expires, destination: job.number,
                payload: task)
            call.route = job.lineGroups ?? []
            completion.successors.append(call)
            completion.updates.append(
                JobUpdate(
                    job: job.id, state: .rendered, pageCount: task.pageCount, documents: documents,
                    event: ([Self.event(of: task, hasCover: covers[index] != nil)] + written.troubles)
                        .joined(separator: " ")))
        }
        return Rendering(completion: completion, coverTroubles: written.troubles)
    }

    private func cover(of job: Job, in order: Order, _ result: MailRenderer.Result) -> CoverPage {
        let fields = (order.options.cover ?? CoverFields()).overlaid(by: job.cover)
        return CoverPage(
            sender: order.sender.overlaid(by: fields.sender), recipient: job.recipient, number: job.number,
            subject: fields.subject ?? order.subject, date: order.mail.received, pageCount: result.pages.count + 1,
            omitted: result.omitted, fields: fields,
            words: CoverWords.of(order.options.language ?? renderer.settings.language))
    }

    private static func incomplete(_ order: Order, omitted: [OmittedPart]) -> Completion {
        let sentence =
            "Nothing was sent, because not all of the mail can be printed. "
            + omitted.prefix(20).map { "\($0.name): \($0.reason)" }.joined(separator: " ")
        return .failure(of: order, Failure(EnhancedStatusCode(5, 6, 1), sentence), omitted: omitted, at: Date())
    }

    private static func nothingInRange(
        _ range: PageRange, of order: Order, pageCount: Int, omitted: [OmittedPart]
    ) -> Completion {
        let sentence =
            "X-Fax-Page-Range is \(range), and the mail has \(pageCount.counting("page")): none of them is to be sent."
        return .failure(of: order, Failure(EnhancedStatusCode(5, 6, 0), sentence), omitted: omitted, at: Date())
    }

    private static func nothingToSend(of order: Order, omitted: [OmittedPart]) -> Completion {
        let sentence =
            omitted.isEmpty
            ? "The mail has no text and no attachment, so there is nothing to fax."
            : "Nothing of the mail could be printed. "
                + omitted.prefix(20).map { "\($0.name): \($0.reason)" }.joined(separator: " ")
        return .failure(of: order, Failure(EnhancedStatusCode(5, 6, 1), sentence), omitted: omitted, at: Date())
    }

    /// Adds the pages as one TIFF-F file; `nil` when there are none.
    private static func document(
        _ pages: [T6Strip], _ resolution: Resolution, in completion: inout Completion
    ) throws -> PageDocument? {
        guard !pages.isEmpty else { return nil }
        var writer = TIFFWriter()
        for page in pages { writer.append(page, resolution: TIFFResolution(resolution)) }
        let reference = completion.add(try writer.finish(), mediaType: "image/tiff")
        return PageDocument(document: reference, pageCount: pages.count)
    }

    private static func event(of task: FaxTask, hasCover: Bool) -> String {
        let count = "\(task.pageCount.counting("page")) \(task.pageCount == 1 ? "is" : "are") ready"
        let cover = hasCover ? (task.pageCount == 1 ? ": the cover page" : ", the first is the cover page") : ""
        let missing = task.omitted.map { "\($0.name) is left out: \($0.reason)" }
        return ([count + cover + "."] + missing).joined(separator: " ")
    }
}
