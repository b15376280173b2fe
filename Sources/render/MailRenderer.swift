import Configuration
import FaxModel
import MIME
import TIFF
import Typesetting

/// Makes the pages of a mail: what all recipients of an order share.
struct MailRenderer: Sendable {
    let typesetter: Typesetter
    let settings: RenderSettings
    let pdf: PDFConverter
    let tnef: TNEFReader

    /// Pages, coded as they are kept, and what is missing from them. (Uncoded, a hundred pages are 50 MB.)
    struct Result: Sendable {
        var pages: [T6Strip] = []
        var omitted: [OmittedPart] = []
    }

    /// A renderer whose converters run in `sandbox`.
    init(typesetter: Typesetter, settings: RenderSettings, sandbox: Sandbox) {
        self.typesetter = typesetter
        self.settings = settings
        pdf = PDFConverter(sandbox: sandbox, pdfinfo: settings.pdfinfo, pdftoppm: settings.pdftoppm)
        tnef = TNEFReader(sandbox: sandbox, tnef: settings.tnef)
    }

    /// The pages of `mail` in this layout: as wide as a line, the rows for the header line white.
    ///
    /// - Throws: `SandboxUnavailable` when a part needs it; `CancellationError`.
    func pages(of mail: Mail, _ layout: PageLayout) async throws -> Result {
        var result = Result()
        let parts = try await opened(PrintedMail(mail).parts, into: &result)
        for part in parts { try await add(part, layout, to: &result) }
        result.shortenOmissions()
        return result
    }

    /// The parts with what is in Outlook's envelopes in place of these.
    private func opened(_ parts: [PrintedPart], into result: inout Result) async throws -> [PrintedPart] {
        var opened: [PrintedPart] = []
        for part in parts {
            guard case .tnef(let name, let bytes) = part else {
                opened.append(part)
                continue
            }
            do {
                opened += try await tnef.parts(of: bytes, hasText: parts.contains(where: \.isText))
            } catch let error as ConversionError {
                opened.append(.omitted(name: name, reason: error.reason))
            }
        }
        return opened
    }

    private func add(_ part: PrintedPart, _ layout: PageLayout, to result: inout Result) async throws {
        let room = settings.maximumPages - result.pages.count
        guard room > 0 || part.isOmitted else {
            result.omitted.append(OmittedPart(name: part.name, reason: Self.tooLong(0)))
            return
        }
        switch part {
        case .omitted(let name, let reason):
            result.omitted.append(OmittedPart(name: name, reason: reason))
        case .tnef:
            preconditionFailure("Outlook's envelopes are opened before")
        case .text(let name, let text):
            try await result.add(name, room: room) { page in
                try set(text, layout, room) { try page($0) }
            }
        case .pdf(let name, let bytes):
            try await result.add(name, room: room) { page in
                try await pdf.draw(bytes, resolution: layout.resolution, pageLimit: room) {
                    try placed($0, layout).forEach(page)
                }
            }
        case .tiff(let name, let bytes):
            try await result.add(name, room: room) { page in
                try TIFFConverter(paper: layout.paper).draw(bytes, resolution: layout.resolution, pageLimit: room) {
                    try placed($0, layout).forEach(page)
                }
            }
        }
    }

    private func set(
        _ text: String, _ layout: PageLayout, _ room: Int, page: (PageBitmap) throws -> Void
    ) throws {
        let style = TextStyle(settings.textFont, size: Double(settings.textSize), lineSpacing: 1.1)
        do {
            try typesetter.set(text: text, style: style, geometry: layout.textGeometry, pageLimit: room) { set in
                switch layout.orientation {
                case .portrait: try page(set)
                case .landscape: try placed(set.turnedRight(), layout).forEach(page)
                }
            }
        } catch is TypesettingError {
            throw ConversionError(Self.tooLong(room))
        }
    }

    /// Why a part that has more pages than are left is not printed.
    fileprivate static func tooLong(_ room: Int) -> String {
        "It has more pages than the \(room) that are left of what a fax may have."
    }

    private func placed(_ page: PageBitmap, _ layout: PageLayout) -> [PageBitmap] {
        page.placed(resolution: layout.resolution, longest: layout.geometry.rows)
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

    /// Adds the pages that `convert` gives, all or none, and notes why there are none.
    fileprivate mutating func add(
        _ name: String, room: Int, _ convert: ((PageBitmap) throws -> Void) async throws -> Void
    ) async throws {
        var added: [T6Strip] = []
        do {
            try await convert { page in
                // A long page becomes several: what fitted before may not fit now.
                guard added.count < room else { throw ConversionError(MailRenderer.tooLong(room)) }
                added.append(try T6Strip(compressing: page))
            }
            pages += added
        } catch let error as ConversionError {
            omitted.append(OmittedPart(name: name, reason: error.reason))
        }
    }
}
