import FaxModel
import Foundation

/// Makes PDFs of HTML by WeasyPrint, in the sandbox: no scripts, no network, and nothing but what came with the text.
struct HTMLConverter: Sendable {
    let sandbox: Sandbox
    let python: String

    /// How texts become pages.
    struct Style: Hashable, Sendable, Encodable {
        /// Millimetres.
        var width: Double
        var height: Double
        /// White space around the text, in millimetres: top, right, bottom, left.
        var margins: [Double]
        /// Rules that come before the text's own, or after them where they are marked so.
        var css: String
        /// Whether a page gets larger, and its text smaller on paper, where something would reach over its edge.
        var widens: Bool
    }

    /// What WeasyPrint made.
    struct Result: Sendable {
        /// Pages of each text.
        var pageCounts: [Int]
        /// The URLs of the resources that the texts asked for, and that could be read.
        var shown: Set<String>
        /// One PDF of all texts.
        var pdf: [UInt8]
    }

    /// A PDF of these texts, one after the other.
    ///
    /// - Parameter resources: what they may refer to, by URL; relative ones are meant from `baseURL` on.
    /// - Throws: `ConversionError` when it can't be made; `SandboxUnavailable`; `CancellationError`.
    func pdf(
        of texts: [String], _ style: Style, resources: [String: HTMLResource] = [:], pageLimit: Int,
        end: ContinuousClock.Instant
    ) async throws -> Result {
        let order = Order(
            base: Self.baseURL, style: style, limit: pageLimit, texts: texts,
            resources: resources.mapValues {
                Order.Resource(type: $0.mediaType, data: Data($0.bytes), isAttached: $0.isAttached)
            })
        var output: [UInt8] = []
        let result = try await sandbox.run(
            [python, "-I", "-c", Self.program], input: Array(try JSONEncoder().encode(order)), end: end
        ) { piece in
            guard output.count + piece.byteCount <= Self.maximumBytes else { throw Self.tooLarge }
            piece.withUnsafeBytes { output.append(contentsOf: $0) }
        }
        guard result.succeeded, let lineEnd = output.firstIndex(of: UInt8(ascii: "\n")),
            let report = try? JSONDecoder().decode(Report.self, from: Data(output[..<lineEnd]))
        else {
            if result.complaint.contains("faxpost: too many pages") { throw Self.tooManyPages }
            if result.complaint.contains("faxpost: too large") { throw Self.tooWide }
            // Python says what it is about last.
            let said = result.complaint.split(whereSeparator: \.isNewline).last.map(String.init)
            throw ConversionError("Its layout can't be made.", detail: said)
        }
        return Result(pageCounts: report.counts, shown: Set(report.shown), pdf: Array(output[(lineEnd + 1)...]))
    }

    /// Whether WeasyPrint is there.
    ///
    /// - Throws: `SandboxUnavailable`; `CancellationError`.
    func isInstalled() async throws -> Bool {
        guard FileManager.default.isExecutableFile(atPath: python) else { return false }
        return try await sandbox.run([python, "-I", "-c", "import weasyprint"], input: [], end: sandbox.end) { _ in }
            .succeeded
    }

    /// Where relative URLs are meant from: nowhere (RFC 2606 §2).
    static let baseURL = "http://template.invalid/"
    /// Why a text that has more pages than are left is not printed.
    static let tooManyPages = ConversionError("It has more pages than are left of what a fax may have.")

    private static let tooWide = ConversionError("It is so much larger than a page that nobody could read it.")
    private static let tooLarge = ConversionError("Its layout is too large.")
    /// Bytes of the largest PDF that is taken.
    private static let maximumBytes = 256 << 20

    /// What the program reads.
    private struct Order: Encodable {
        var base: String
        var style: Style
        var limit: Int
        var texts: [String]
        var resources: [String: Resource]

        struct Resource: Encodable {
            var type: String
            var data: Data
            var isAttached: Bool
        }
    }

    /// What the program writes first.
    private struct Report: Decodable {
        var counts: [Int]
        var shown: [String]
    }
}

extension PageLayout {
    /// Millimetres that a page is wide: the paper, or the line where that is shorter, as on Letter, so that nothing is made smaller.
    var width: Double {
        min(paper.width / 72, Double(resolution.pels(on: paper)) / Double(resolution.horizontal)) * 25.4
    }
}

extension HTMLConverter.Style {
    /// How mails are printed: black on white, whatever their writers have coloured, so that they are sharp and quickly sent; pictures
    /// stay. Nothing reaches over the edge of the page.
    static func mail(_ layout: PageLayout) -> HTMLConverter.Style {
        HTMLConverter.Style(
            width: layout.width, height: layout.paper.height * 25.4 / 72,
            margins: [18, 15, 15, 15],
            css: """
                html { font-family: "DejaVu Sans", sans-serif; font-size: 15px }
                * { color: black !important; background-image: none !important; text-shadow: none !important;
                    box-shadow: none !important }
                img { max-width: 100% !important; object-fit: contain }
                pre { white-space: pre-wrap !important }
                body { margin: 0; overflow-wrap: break-word }
                """, widens: true)
    }
}
