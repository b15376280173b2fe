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

    /// Pages and what is missing from them.
    struct Result: Sendable {
        var pages: [PageBitmap] = []
        var omitted: [OmittedPart] = []
    }

    /// A renderer whose converters run in `sandbox`.
    init(typesetter: Typesetter, settings: RenderSettings, sandbox: Sandbox) {
        self.typesetter = typesetter
        self.settings = settings
        pdf = PDFConverter(sandbox: sandbox, pdfinfo: settings.pdfinfo, pdftoppm: settings.pdftoppm)
        tiff = TIFFConverter(paper: settings.paper)
    }

    /// The pages of `mail` for pels of `resolution`: 1728 wide, the rows for the header line white.
    ///
    /// - Throws: `Failure` when there is no sandbox for a part that needs one; `CancellationError`.
    func pages(of mail: Mail, resolution: Resolution) async throws -> Result {
        var result = Result()
        for part in PrintedMail(mail).parts {
            let room = settings.maximumPages - result.pages.count
            switch part {
            case .omitted(let name, let reason):
                result.omitted.append(OmittedPart(name: name, reason: reason))
            case .text(let name, let text):
                try await result.add(name) { try self.text(text, resolution, room) }
            case .pdf(let name, let bytes):
                try await result.add(name) {
                    placed(try await pdf.pages(of: bytes, resolution: resolution, pageLimit: room), resolution)
                }
            case .tiff(let name, let bytes):
                try await result.add(name) {
                    placed(try tiff.pages(of: bytes, resolution: resolution, pageLimit: room), resolution)
                }
            }
        }
        return result
    }

    /// The geometry of a page of the configured paper.
    func geometry(_ resolution: Resolution) -> PageGeometry {
        PageGeometry(settings.paper, resolution)
    }

    private func text(_ text: String, _ resolution: Resolution, _ room: Int) throws(ConversionError) -> [PageBitmap] {
        let style = TextStyle(settings.textFont, size: Double(settings.textSize), lineSpacing: 1.1)
        do {
            return try typesetter.pages(text: text, style: style, geometry: geometry(resolution), pageLimit: room)
        } catch {
            throw ConversionError("It has more pages than the \(room) that are left of what a fax may have.")
        }
    }

    private func placed(_ pages: [PageBitmap], _ resolution: Resolution) -> [PageBitmap] {
        pages.flatMap { $0.placed(resolution: resolution, longest: geometry(resolution).rows) }
    }
}

extension MailRenderer.Result {
    /// Adds the pages that `convert` makes, or notes why there are none.
    fileprivate mutating func add(_ name: String, _ convert: () async throws -> [PageBitmap]) async throws {
        do {
            pages += try await convert()
        } catch let error as ConversionError {
            omitted.append(OmittedPart(name: name, reason: error.reason))
        }
    }
}
