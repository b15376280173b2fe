import Configuration
import Foundation

/// What makes pages of documents, and what of it is there.
struct Converters: Sendable {
    let sandbox: Sandbox
    let pdf: PDFConverter
    let html: HTMLConverter
    let image: ImageConverter
    let office: OfficeConverter
    let tnef: TNEFReader
    let signed: SignedMailReader
    /// What can be printed.
    let kinds: PrintableKinds
    private let settings: RenderSettings

    /// Converters that run in `sandbox`.
    init(_ settings: RenderSettings, sandbox: Sandbox, kinds: PrintableKinds = .all) {
        let kinds = settings.text == .plain ? kinds.union(.plainFirst) : kinds
        let programs = settings.programs
        pdf = PDFConverter(
            sandbox: sandbox, pdfinfo: settings.pdfinfo, pdftoppm: settings.pdftoppm, mutool: programs.muPDF)
        html = HTMLConverter(sandbox: sandbox, python: programs.python)
        image = ImageConverter(sandbox: sandbox, graphicsMagick: programs.graphicsMagick)
        office = OfficeConverter(sandbox: sandbox, libreOffice: programs.libreOffice)
        tnef = TNEFReader(sandbox: sandbox, tnef: settings.tnef, kinds: kinds)
        signed = SignedMailReader(sandbox: sandbox, openSSL: programs.openSSL)
        self.kinds = kinds
        self.sandbox = sandbox
        self.settings = settings
    }

    /// The same, whose runs all end by a deadline.
    func ending(by deadline: MailDeadline) -> Converters {
        var sandbox = sandbox
        sandbox.deadline = deadline
        return Converters(settings, sandbox: sandbox, kinds: kinds)
    }

    /// The paths of the programs that pages depend on.
    var programs: [String] {
        let programs = settings.programs
        return [
            settings.pdfinfo, settings.pdftoppm, settings.tnef, programs.python, programs.graphicsMagick,
            programs.libreOffice, programs.openSSL, programs.muPDF,
        ]
    }

    /// What can probably be printed: for a moment's use, where trying it out would take longer than it.
    var probable: PrintableKinds {
        var kinds: PrintableKinds = [.html, .signed]
        if image.isInstalled { kinds.insert(.images) }
        if office.isInstalled { kinds.insert(.office) }
        return kinds
    }

    /// A program that is not installed, and what is not printed for that.
    struct Missing: Hashable, Sendable, CustomStringConvertible {
        var program: String
        var consequence: String
        /// The key of section `render` that says where it is; `nil` where it always is in `/usr/bin`.
        var key: String?

        var description: String {
            "\(program) is not installed\(key.map { ", or render.\($0) does not name it" } ?? ""): \(consequence)."
        }
    }

    /// What is installed of what converters are made of, and what is not.
    ///
    /// - Throws: `SandboxUnavailable`; `CancellationError`.
    func installed() async throws -> (kinds: PrintableKinds, missing: [Missing]) {
        let programs = settings.programs
        var kinds = PrintableKinds()
        var missing: [Missing] = []
        func note(_ isThere: Bool, _ kind: PrintableKinds, _ program: String, _ consequence: String, _ key: String?) {
            if isThere {
                kinds.insert(kind)
            } else {
                missing.append(Missing(program: program, consequence: consequence, key: key))
            }
        }
        note(
            try await html.isInstalled(), .html, "WeasyPrint",
            "of HTML mails the plain text is printed, and cover templates are not used", "python")
        note(image.isInstalled, .images, "GraphicsMagick", "pictures are left out, and said so", "graphicsmagick")
        note(office.isInstalled, .office, "LibreOffice", "office documents are left out, and said so", "libreoffice")
        note(
            FileManager.default.isExecutableFile(atPath: signed.openSSL), .signed, "OpenSSL",
            "mails within their signature are left out, and said so", "openssl")
        let others: [(path: String, program: String, consequence: String, key: String?)] = [
            (
                settings.pdfinfo, "Poppler's pdfinfo", "PDF, HTML and office documents are left out, and said so",
                "pdfinfo"
            ),
            (
                settings.pdftoppm, "Poppler's pdftoppm", "PDF, HTML and office documents are left out, and said so",
                "pdftoppm"
            ),
            (
                programs.muPDF, "MuPDF's mutool", "pages of PDFs in colours take longer", "mutool"
            ),
            (settings.tnef, "tnef", "Outlook's envelopes are left out, and said so", "tnef"),
            (TNEFReader.tar, "tar", "Outlook's envelopes are left out, and said so", nil),
        ]
        for other in others {
            note(
                FileManager.default.isExecutableFile(atPath: other.path), [], other.program, other.consequence,
                other.key)
        }
        return (kinds, missing)
    }
}
