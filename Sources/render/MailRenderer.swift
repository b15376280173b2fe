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
    let tiff: TIFFConverter

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
        tiff = TIFFConverter(paper: settings.paper)
    }

    /// The pages of `mail` for pels of `resolution`: as wide as a line, the rows for the header line white.
    ///
    /// - Throws: `SandboxUnavailable` when a part needs it; `CancellationError`.
    func pages(of mail: Mail, resolution: Resolution) async throws -> Result {
        var result = Result()
        for part in PrintedMail(mail).parts {
            let room = settings.maximumPages - result.pages.count
            guard room > 0 || part.isOmitted else {
                result.omitted.append(OmittedPart(name: part.name, reason: Self.tooLong(0)))
                continue
            }
            switch part {
            case .omitted(let name, let reason):
                result.omitted.append(OmittedPart(name: name, reason: reason))
            case .text(let name, let text):
                try await result.add(name, room: room) { page in
                    try set(text, resolution, room) { try page($0) }
                }
            case .pdf(let name, let bytes):
                try await result.add(name, room: room) { page in
                    try await pdf.draw(bytes, resolution: resolution, pageLimit: room) {
                        try placed($0, resolution).forEach(page)
                    }
                }
            case .tiff(let name, let bytes):
                try await result.add(name, room: room) { page in
                    try tiff.draw(bytes, resolution: resolution, pageLimit: room) {
                        try placed($0, resolution).forEach(page)
                    }
                }
            }
        }
        result.shortenOmissions()
        return result
    }

    /// The geometry of a page of the configured paper.
    func geometry(_ resolution: Resolution) -> PageGeometry {
        PageGeometry(settings.paper, resolution)
    }

    private func set(
        _ text: String, _ resolution: Resolution, _ room: Int, page: (PageBitmap) throws -> Void
    ) throws {
        let style = TextStyle(settings.textFont, size: Double(settings.textSize), lineSpacing: 1.1)
        do {
            try typesetter.set(
                text: text, style: style, geometry: geometry(resolution), pageLimit: room, page: page)
        } catch is TypesettingError {
            throw ConversionError(Self.tooLong(room))
        }
    }

    /// Why a part that has more pages than are left is not printed.
    fileprivate static func tooLong(_ room: Int) -> String {
        "It has more pages than the \(room) that are left of what a fax may have."
    }

    private func placed(_ page: PageBitmap, _ resolution: Resolution) -> [PageBitmap] {
        page.placed(resolution: resolution, longest: geometry(resolution).rows)
    }
}

extension MailRenderer.Result {
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
