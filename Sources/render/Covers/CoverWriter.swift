import Configuration
import FaxModel
import Foundation
import TIFF
import Typesetting

/// Makes the cover pages of an order's faxes, each of its recipient's own.
struct CoverWriter: Sendable {
    let typesetter: Typesetter
    let settings: RenderSettings
    let converters: Converters

    /// A cover page that is wanted.
    struct Wish: Sendable {
        var page: CoverPage
        var order: OrderSummary
        var job: Job
        /// The template's name.
        var template: String
    }

    /// Cover pages, and why some of them are not as they were wanted.
    struct Result: Sendable {
        /// The pages of each wish.
        var covers: [[T6Strip]]
        /// Sentences.
        var troubles: [String]
    }

    /// The cover pages of these wishes, in their order. Where nobody knows the template (a directory may name any), they get the
    /// installation's own; where a template can't be used, the built-in one. No fax fails or waits for its cover page.
    ///
    /// - Throws: `CancellationError`.
    func covers(_ wishes: [Wish], _ layout: PageLayout) async throws -> Result {
        var result = Result(covers: [[T6Strip]](repeating: [], count: wishes.count), troubles: [])
        var wishes = wishes
        let strangers = Set(wishes.map(\.template)).subtracting(settings.covers.names)
        for name in strangers.sorted() {
            result.troubles.append(
                "There is no cover template '\(name)' in render.covers: that of render.cover, '\(settings.covers.standard)', stands in for it."
            )
        }
        for index in wishes.indices where strangers.contains(wishes[index].template) {
            wishes[index].template = settings.covers.standard
        }
        for (name, indices) in Dictionary(grouping: wishes.indices, by: { wishes[$0].template }).sorted(by: {
            $0.key < $1.key
        }) {
            do {
                guard name != CoverSettings.builtIn else { throw ConversionError("") }
                let template = try template(name)
                for (index, cover) in zip(indices, try await set(indices.map { wishes[$0] }, by: template, layout)) {
                    result.covers[index] = cover
                }
            } catch  where error is ConversionError || error is SandboxUnavailable {
                if name != CoverSettings.builtIn {
                    let detail = (error as? ConversionError)?.detail.map {
                        " WeasyPrint says: \($0.singleLine(limit: 300))"
                    }
                    result.troubles.append(
                        "The cover template '\(name)' could not be used, and the built-in cover page stands in for it: \(error)\(detail ?? "")"
                    )
                }
                for (index, cover) in zip(indices, await builtIn(indices.map { wishes[$0].page }, layout)) {
                    result.covers[index] = [cover]
                }
            }
        }
        return result
    }

    /// The built-in cover pages: of a broadcast, on all processors, each with fonts of its own for that while.
    private func builtIn(_ pages: [CoverPage], _ layout: PageLayout) async -> [T6Strip] {
        guard pages.count >= Self.manyCovers else { return pages.map { builtIn($0, layout, typesetter) } }
        let share = (pages.count + Self.processors - 1) / Self.processors
        var covers = [[T6Strip]](repeating: [], count: Self.processors)
        await withTaskGroup(of: (Int, [T6Strip]).self) { group in
            for index in covers.indices {
                group.addTask {
                    let typesetter = Typesetter()
                    return (
                        index,
                        pages.dropFirst(index * share).prefix(share).map { builtIn($0, layout, typesetter) }
                    )
                }
            }
            for await (index, made) in group { covers[index] = made }
        }
        return covers.flatMap(\.self)
    }

    /// Cover pages from which on it is worth while to load the fonts again.
    private static let manyCovers = 48

    private func builtIn(_ page: CoverPage, _ layout: PageLayout, _ typesetter: Typesetter) -> T6Strip {
        T6Strip(coding: page.set(by: typesetter, family: settings.coverFont, geometry: layout.geometry))
    }

    private func template(_ name: String) throws(ConversionError) -> CoverTemplate {
        guard let path = settings.covers.templates[name] else {
            throw ConversionError("render.covers has none of that name.")
        }
        guard converters.kinds.contains(.html) else { throw ConversionError("WeasyPrint is not installed.") }
        return try CoverTemplate(contentsOf: path)
    }

    /// The covers by a template: many in one run, several runs at once.
    private func set(_ wishes: [Wish], by template: CoverTemplate, _ layout: PageLayout) async throws -> [[T6Strip]] {
        let share = (wishes.count + Self.processors - 1) / Self.processors
        let size = min(Self.mostAtOnce, max(Self.fewestAtOnce, share))
        let batches = stride(from: 0, to: wishes.count, by: size).map {
            Array(wishes[$0..<min($0 + size, wishes.count)])
        }
        var covers = [[[T6Strip]]](repeating: [], count: batches.count)
        try await withThrowingTaskGroup(of: (Int, [[T6Strip]]).self) { group in
            for (index, batch) in batches.enumerated() {
                if index >= Self.processors, let (done, pages) = try await group.next() { covers[done] = pages }
                group.addTask {
                    (
                        index,
                        try await Self.halving(batch) { try await setBatch($0, by: template, layout) }
                    )
                }
            }
            for try await (done, pages) in group { covers[done] = pages }
        }
        return covers.flatMap(\.self)
    }

    /// What `make` makes of a batch, or else of its halves, quarters or eighths: many covers may need more memory or time than a run may have,
    /// where fewer do not. Where the first of two halves can't be made, the second one is not tried.
    ///
    /// - Throws: `ConversionError` where an eighth can't be made, too; what else `make` throws, at once.
    static func halving<Part: Sendable, Made: Sendable>(
        _ batch: [Part], times: Int = 3, _ make: @Sendable ([Part]) async throws -> [Made]
    ) async throws -> [Made] {
        do {
            return try await make(batch)
        } catch let error as ConversionError {
            guard times > 0, batch.count > 1 else { throw error }
            let (first, second) = (Array(batch[..<(batch.count / 2)]), Array(batch[(batch.count / 2)...]))
            return try await halving(first, times: times - 1, make) + halving(second, times: times - 1, make)
        }
    }

    private static let processors = ProcessInfo.processInfo.activeProcessorCount
    private static let fewestAtOnce = 16
    private static let mostAtOnce = 250
    /// Pages that a cover may have.
    private static let mostPages = 5

    private func setBatch(_ wishes: [Wish], by template: CoverTemplate, _ layout: PageLayout) async throws
        -> [[T6Strip]]
    {
        var wishes = wishes
        var made = try await pdf(wishes, by: template, layout)
        // Where a cover takes more than its page, it says so, and is set again.
        if made.pageCounts.contains(where: { $0 != 1 }) {
            for (index, count) in made.pageCounts.enumerated() { wishes[index].page.pageCount += count - 1 }
            made = try await pdf(wishes, by: template, layout)
        }
        let pages = try await converters.pdf.pages(
            of: made.pdf, resolution: layout.resolution, paper: layout.paper, pageLimit: Self.mostPages * wishes.count
        ) { page in
            let placed = page.placed(
                resolution: layout.resolution, width: layout.geometry.width, longest: layout.geometry.rows)
            return placed.map { T6Strip(coding: $0) }
        }
        // The counts come from the sandbox, as the pages do.
        guard made.pageCounts.reduce(0, +) == pages.count else {
            throw ConversionError("It has not the pages that it says.")
        }
        var covers: [[T6Strip]] = []
        var next = 0
        for count in made.pageCounts {
            covers.append(pages[next..<next + count].flatMap(\.self))
            next += count
        }
        return covers
    }

    private func pdf(_ wishes: [Wish], by template: CoverTemplate, _ layout: PageLayout) async throws
        -> HTMLConverter.Result
    {
        let html = converters.html
        let made = try await html.pdf(
            of: wishes.map { template.html(of: $0.page, $0.order, $0.job) }, .cover(layout),
            resources: template.resources, pageLimit: Self.mostPages * wishes.count, end: html.sandbox.end)
        guard made.pageCounts.count == wishes.count, made.pageCounts.allSatisfy({ (1...Self.mostPages).contains($0) })
        else {
            throw ConversionError("It gave no pages, or more than \(Self.mostPages).")
        }
        return made
    }
}

extension HTMLConverter.Style {
    /// How cover templates are printed: as they say.
    static func cover(_ layout: PageLayout) -> HTMLConverter.Style {
        HTMLConverter.Style(
            width: layout.width, height: layout.paper.height * 25.4 / 72, margins: [15, 15, 15, 15], css: "",
            widens: false)
    }
}
