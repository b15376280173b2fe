import Configuration
import FaxModel
import Foundation
import MIME
import TIFF
import Typesetting

/// Makes the pages of a mail: what all recipients of an order share.
struct MailRenderer: Sendable {
    let typesetter: Typesetter
    let settings: RenderSettings
    private(set) var converters: Converters
    private let cache: PageCache
    private let now: @Sendable () -> Date

    /// Pages, coded as they are kept, and what is missing from them. (Uncoded, a hundred pages are 50 MB.)
    struct Result: Sendable {
        var pages: [T6Strip] = []
        var omitted: [OmittedPart] = []
        /// Parts that an HTML text shows.
        var shown: Set<UUID> = []
    }

    /// A renderer whose converters run in `sandbox`.
    ///
    /// - Parameters:
    ///   - kinds: what can be printed, by what is installed.
    ///   - store: what the workers of the host keep together.
    ///   - now: tells the time.
    init(
        typesetter: Typesetter, settings: RenderSettings, sandbox: Sandbox, kinds: PrintableKinds = .all,
        store: PageStore? = nil, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.typesetter = typesetter
        self.settings = settings
        converters = Converters(settings, sandbox: sandbox, kinds: kinds)
        cache = PageCache(
            limit: settings.cache.bytes, store: store,
            installation: store?.installed ?? Installation(programs: converters.programs))
        self.now = now
    }

    /// The pages of `mail` in this layout: as wide as a line, the rows for the header line white.
    ///
    /// - Throws: `SandboxUnavailable` when a part needs it; `CancellationError`.
    func pages(of mail: Mail, _ layout: PageLayout) async throws -> Result {
        try await pages(of: PrintedMail(mail, printing: converters.kinds).parts, layout)
    }

    /// The pages of these parts in this layout.
    ///
    /// - Throws: `SandboxUnavailable` when a part needs it; `CancellationError`.
    func pages(of parts: [PrintedPart], _ layout: PageLayout) async throws -> Result {
        var renderer = self
        renderer.converters = converters.ending(by: MailDeadline(.now + settings.sandbox.mailTime))
        var result = Result()
        for part in try await renderer.opened(parts, depth: 0) {
            try Task.checkCancellation()
            try await renderer.add(part, layout, to: &result)
        }
        result.shortenOmissions()
        return result
    }

    /// The parts with what is in Outlook's envelopes and in signatures in place of these.
    private func opened(_ parts: [PrintedPart], depth: Int) async throws -> [PrintedPart] {
        var opened: [PrintedPart] = []
        for part in parts {
            do {
                switch part.content {
                case .tnef(let bytes):
                    try converters.sandbox.checkTime()
                    // The text of the message that the envelope came with is the same as the one in it.
                    let hasText = parts.contains { $0.isBody && $0.message == part.message }
                    let found = try await converters.tnef.parts(of: bytes, hasText: hasText)
                    opened += try await self.opened(found, depth: depth + 1)
                case .signed(let bytes):
                    guard depth < Self.deepestNesting else { throw ConversionError("It is nested too deeply.") }
                    try converters.sandbox.checkTime()
                    let content = try await converters.signed.content(of: bytes)
                    guard let mail = try? Mail(parsing: content) else {
                        throw ConversionError("It is no readable signed mail.")
                    }
                    let found = PrintedMail(mail, printing: converters.kinds).parts
                    opened += try await self.opened(found, depth: depth + 1)
                case .text, .html, .pdf, .tiff, .image, .office, .omitted: opened.append(part)
                }
            } catch let error as ConversionError {
                opened.append(PrintedPart(part.name, .omitted(reason: error.reason)))
            }
        }
        return opened
    }

    /// Envelopes and signatures within each other that are opened.
    private static let deepestNesting = 4

    private func add(_ part: PrintedPart, _ layout: PageLayout, to result: inout Result) async throws {
        if let resource = part.resource, result.shown.contains(resource) { return }
        if case .omitted(let reason) = part.content {
            result.omitted.append(OmittedPart(name: part.name, reason: reason))
            return
        }
        let room = settings.maximumPages - result.pages.count
        do {
            guard room > 0 else { throw ConversionError(Self.tooLong(0)) }
            try converters.sandbox.checkTime()
            let made = try await pages(of: part.content, layout, room)
            // A long page becomes several: what fitted before may not fit now.
            guard made.pages.count <= room else { throw ConversionError(Self.tooLong(room)) }
            result.pages += made.pages
            if case .html(let document) = part.content {
                result.shown.formUnion(made.shown.compactMap { document.resources[$0]?.part })
            }
        } catch let error as ConversionError {
            result.omitted.append(OmittedPart(name: part.name, reason: error.reason))
        }
    }

    /// The pages of one part.
    ///
    /// - Throws: `ConversionError` when it can't be printed; `SandboxUnavailable`; `CancellationError`.
    private func pages(
        of content: PrintedPart.Content, _ layout: PageLayout, _ room: Int
    ) async throws -> PageCache.Document {
        switch content {
        case .omitted, .tnef, .signed: preconditionFailure("these are opened or named before")
        case .text(let text): return PageCache.Document(pages: try set(text, layout, room))
        case .html(let document):
            do {
                return try await pages(of: document, layout, room)
            } catch let error as ConversionError {
                guard let plain = document.plainText else { throw error }
                return PageCache.Document(pages: try set(plain, layout, room))
            }
        case .pdf(let bytes):
            return try await cached("pdf", layout, [bytes]) {
                PageCache.Document(pages: try await pages(ofPDF: bytes, layout, room))
            }
        case .tiff(let bytes):
            return try await cached("tiff", layout, [bytes]) {
                var pages: [T6Strip] = []
                let end = converters.sandbox.end
                try TIFFConverter(paper: layout.paper).draw(bytes, resolution: layout.resolution, pageLimit: room) {
                    page in
                    try Task.checkCancellation()
                    try converters.sandbox.checkTime(until: end)
                    pages += strips(of: page, layout)
                    guard pages.count <= room else { throw ConversionError(Self.tooLong(room)) }
                }
                return PageCache.Document(pages: pages)
            }
        case .image(let kind, let bytes):
            return try await cached("image", layout, [bytes]) {
                let page = try await converters.image.page(of: bytes, kind, layout, end: converters.image.sandbox.end)
                return PageCache.Document(pages: strips(of: page, layout))
            }
        case .office(let kind, let bytes):
            // LibreOffice evaluates fields as it converts: a letter's date is that of today.
            return try await cached("office \(today)", layout, [bytes]) {
                let pdf = try await converters.office.pdf(of: bytes, kind, end: converters.office.sandbox.end)
                return PageCache.Document(pages: try await pages(ofPDF: pdf, layout, room))
            }
        }
    }

    private func pages(
        of document: HTMLDocument, _ layout: PageLayout, _ room: Int
    ) async throws -> PageCache.Document {
        let resources = document.resources.sorted { $0.key < $1.key }
        let named = resources.flatMap { [Array($0.key.utf8), Array($0.value.mediaType.utf8), $0.value.bytes] }
        let text = document.text
        return try await cached("html", layout, [Array(text.utf8)] + named) {
            let made = try await converters.html.pdf(
                of: [text], .mail(layout), resources: document.resources, pageLimit: room,
                end: converters.html.sandbox.end)
            return PageCache.Document(
                pages: try await pages(ofPDF: made.pdf, layout, room), shown: made.shown)
        }
    }

    private func pages(ofPDF pdf: [UInt8], _ layout: PageLayout, _ room: Int) async throws -> [T6Strip] {
        try await converters.pdf.pages(
            of: pdf, resolution: layout.resolution, paper: layout.paper, pageLimit: room
        ) { strips(of: $0, layout) }.flatMap(\.self)
    }

    /// The day, as converters have it.
    private var today: String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = converters.sandbox.timeZone
        let day = calendar.dateComponents([.year, .month, .day], from: now())
        return [day.year, day.month, day.day].map { "\($0 ?? 0)" }.joined(separator: "-")
    }

    private func cached(
        _ how: String, _ layout: PageLayout, _ bytes: [[UInt8]], _ make: () async throws -> PageCache.Document
    ) async throws -> PageCache.Document {
        guard settings.cache.bytes > 0 else { return try await make() }
        let key = PageCache.Key(settings.dropsBlankPages ? "\(how), no blank pages" : how, layout, bytes)
        let begin = ContinuousClock.now
        let answer = try await cache.documentOrTurn(key, within: settings.sandbox.time)
        // Another one's slow document is not held against this mail.
        converters.sandbox.deadline?.extend(by: .now - begin)
        switch answer {
        case .ready(let document): return document
        case .make(let turn):
            do {
                let document = try await make()
                await cache.endTurn(turn, document)
                return document
            } catch {
                await cache.endTurn(turn, nil)
                throw error
            }
        }
    }

    private func set(_ text: String, _ layout: PageLayout, _ room: Int) throws -> [T6Strip] {
        let style = TextStyle(settings.textFont, size: Double(settings.textSize), lineSpacing: 1.1)
        var pages: [T6Strip] = []
        do {
            try typesetter.set(
                text: text.withoutSkinTones, style: style, geometry: layout.textGeometry, pageLimit: room
            ) { set in
                switch layout.orientation {
                case .portrait: pages += settings.dropsBlankPages && set.isBlank ? [] : [T6Strip(coding: set)]
                case .landscape: pages += strips(of: set.turnedRight(), layout)
                }
            }
        } catch is TypesettingError {
            throw ConversionError(Self.tooLong(room))
        }
        return pages
    }

    /// Why a part that has more pages than are left is not printed.
    private static func tooLong(_ room: Int) -> String {
        "It has more pages than the \(room) that are left of what a fax may have."
    }

    private func strips(of page: PageBitmap, _ layout: PageLayout) -> [T6Strip] {
        let placed = page.placed(
            resolution: layout.resolution, width: layout.geometry.width, longest: layout.geometry.rows)
        return placed.filter { !settings.dropsBlankPages || !$0.isBlank }.map { T6Strip(coding: $0) }
    }
}

extension MailRenderer.Result {
    /// Keeps the pages of a range.
    ///
    /// - Returns: whether there are any.
    mutating func keep(_ range: PageRange) -> Bool {
        pages = pages.enumerated().filter { range.contains($0.offset + 1) }.map(\.element)
        return !pages.isEmpty
    }

    /// Parts that are named as left out; they are kept once a recipient.
    private static let longestList = 50

    /// Counts the parts beyond those.
    fileprivate mutating func shortenOmissions() {
        let rest = omitted.count - Self.longestList
        guard rest > 0 else { return }
        omitted.removeLast(rest)
        omitted.append(OmittedPart(name: "\(rest) more parts", reason: "They are too many to be named."))
    }
}
