public import Foundation

/// A PDF document of fax pages (ISO 32000-1), pure: pages in, octets out. The T.6 code of each page is the image's data as it came
/// (CCITTFaxDecode, §7.4.6), so nothing is lost and nothing takes time; that pels are not square, and that a page stands on its head,
/// is the matter of the matrix by which its image is put on the page.
///
/// The same pages, title and time give the same octets, because a document's name is its digest.
public struct FaxPDF: Sendable {
    /// The kinds of PDF file.
    public enum Conformance: Hashable, Sendable {
        /// PDF 1.7.
        case plain
        /// PDF/A-2b, for archives (ISO 19005-2): what its colours mean, and that it is one, is in the file.
        case archival
    }

    private let title: String
    private let created: Date
    private let conformance: Conformance
    private var pages: [FaxPDFPage] = []

    /// A document without pages. `created` is told in whole seconds.
    public init(title: String, created: Date, conformance: Conformance = .plain) {
        self.title = title
        self.created = created
        self.conformance = conformance
    }

    /// Adds a page at the end.
    public mutating func append(_ page: FaxPDFPage) {
        pages.append(page)
    }

    /// The file of all pages, at least one.
    public func octets() -> [UInt8] {
        precondition(!pages.isEmpty, "a document has a page")
        var file = PDFFile()
        let catalog = file.reserve()
        let tree = file.reserve()
        let properties = DocumentProperties(title: title, created: created, isArchival: conformance == .archival)
        let info = file.add("<< \(properties.dictionary) >>")
        let metadata = file.add("/Type /Metadata /Subtype /XML", stream: Array(properties.packet.utf8))
        var intents = ""
        if conformance == .archival {
            let profile = file.add("/N 1 /Alternate /DeviceGray", stream: GreyProfile.octets)
            // §14.11.5: what white, black and the greys between them look like.
            intents =
                " /OutputIntents [<< /Type /OutputIntent /S /GTS_PDFA1 /OutputConditionIdentifier (Grey, gamma 2.2)"
                + " /Info (Grey, gamma 2.2) /DestOutputProfile \(profile) 0 R >>]"
        }
        let kids = pages.map { "\(Self.add($0, to: &file, under: tree)) 0 R" }
        file.set(catalog, "<< /Type /Catalog /Pages \(tree) 0 R /Metadata \(metadata) 0 R\(intents) >>")
        file.set(tree, "<< /Type /Pages /Count \(pages.count) /Kids [\(kids.joined(separator: " "))] >>")
        return file.finish(root: catalog, info: info)
    }

    /// Adds a page with its image.
    ///
    /// - Returns: the number of its object.
    private static func add(_ page: FaxPDFPage, to file: inout PDFFile, under tree: Int) -> Int {
        let image = file.add(
            "/Type /XObject /Subtype /Image /Width \(page.width) /Height \(page.rows) /ColorSpace /DeviceGray"
                + " /BitsPerComponent 1 /Filter /CCITTFaxDecode"
                // §7.4.6, table 11: T.6 is K < 0. The number of rows ends the data, whether EOFB stands there or not.
                + " /DecodeParms << /K -1 /Columns \(page.width) /Rows \(page.rows) /EndOfBlock false >>",
            stream: page.code)
        // §14.11.2: no side may have more than 14,400 units; a roll of paper has larger units.
        let inches = (Double(page.width) / page.horizontalDensity, Double(page.rows) / page.verticalDensity)
        let unit = max(1, (max(inches.0, inches.1) / 200).rounded(.up))
        let width = number(inches.0 * 72 / unit)
        let height = number(inches.1 * 72 / unit)
        let matrix = page.isTurned ? "-\(width) 0 0 -\(height) \(width) \(height)" : "\(width) 0 0 \(height) 0 0"
        let content = file.add("", stream: Array("q \(matrix) cm /Page Do Q\n".utf8))
        return file.add(
            "<< /Type /Page /Parent \(tree) 0 R /MediaBox [0 0 \(width) \(height)]"
                + (unit > 1 ? " /UserUnit \(number(unit))" : "")
                + " /Resources << /XObject << /Page \(image) 0 R >> >> /Contents \(content) 0 R >>")
    }

    /// A number with up to three decimals (§7.3.3): no exponent, no locale.
    private static func number(_ value: Double) -> String {
        let thousandths = Int((value * 1000).rounded())
        let decimals = String(thousandths % 1000 + 1000).dropFirst()
        return thousandths % 1000 == 0 ? "\(thousandths / 1000)" : "\(thousandths / 1000).\(decimals)"
    }
}
