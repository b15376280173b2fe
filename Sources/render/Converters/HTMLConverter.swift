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
            resources: resources.mapValues { Order.Resource(type: $0.mediaType, data: Data($0.bytes)) })
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
        }
    }

    /// What the program writes first.
    private struct Report: Decodable {
        var counts: [Int]
        var shown: [String]
    }

    /// Reads an order in JSON; writes a report in JSON on a line, and a PDF of all texts.
    private static let program = """
        import base64, gc, inspect, io, json, logging, sys
        from urllib.parse import unquote
        from xml.etree import ElementTree
        import weasyprint
        from PIL import Image, ImageFile
        from weasyprint.css.counters import CounterStyle
        from weasyprint.formatting_structure.boxes import ReplacedBox, TextBox
        from weasyprint.text.fonts import FontConfiguration

        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
        order = json.load(sys.stdin.buffer)
        resources, style = order["resources"], order["style"]

        def fetch(url, timeout=10, ssl_context=None):
            if url.startswith("data:"):
                return weasyprint.default_url_fetcher(url)
            key = url if url in resources else unquote(url)
            found = resources.get(key)
            if found is None:
                raise ValueError("not part of the mail")
            data = base64.b64decode(found["data"])
            if found["type"].startswith("image/") and key not in shown:
                # What is no whole picture is not shown. (WeasyPrint would show what there is of it.)
                ImageFile.LOAD_TRUNCATED_IMAGES = False
                try:
                    Image.open(io.BytesIO(data)).load()
                except Exception:
                    ElementTree.fromstring(data)
                finally:
                    ImageFile.LOAD_TRUNCATED_IMAGES = True
            shown.add(key)
            return {"string": data, "mime_type": found["type"], "redirected_url": url}

        fonts, shown, pictures, sheets = FontConfiguration(), set(), {}, {}

        def parsed(**what):
            # A style sheet that texts share is read once. Its rules for pages and counters go where each text looks for them.
            if "matcher" in what:
                return weasyprint.CSS(**what)
            # What it refers to is meant from where it stands.
            name = what.get("url"), what.get("string"), what.get("base_url")
            rules, counters = what["page_rules"], what["counter_style"]
            if name not in sheets:
                known, added = CounterStyle(), []
                known.update(counters)
                sheet = weasyprint.CSS(**(what | {"page_rules": added, "counter_style": known}))
                own = {key: value for key, value in known.items() if counters.get(key) is not value}
                sheets[name] = sheet, added, own
            sheet, added, own = sheets[name]
            rules.extend(added)
            counters.update(own)
            return sheet

        if len(order["texts"]) > 1:
            # Each is short and is kept to the end: to look for what can be given back meanwhile takes a fifth of the time.
            gc.disable()

        # Only where WeasyPrint asks for nothing else.
        asked = {"self", "guess", "filename", "url", "file_obj", "string", "encoding", "base_url", "url_fetcher",
                 "_check_mime_type", "media_type", "font_config", "counter_style", "matcher", "page_rules"}
        if len(order["texts"]) > 1 and set(inspect.signature(weasyprint.CSS.__init__).parameters) == asked:
            weasyprint.css.CSS = parsed

        def sheet(scale, right=0, bottom=0):
            # Of a page so much larger, with so many millimetres more of margin.
            margins = [margin * scale for margin in style["margins"]]
            width, height = style["width"] * scale + right, style["height"] * scale + bottom
            if right:
                height = max(height, width * style["height"] / style["width"])
            margins[1] += right
            margins[2] += bottom
            # What people write for the page of a template counts; what mail programs write does not.
            force = "!important" if style["widens"] else ""
            page = "@page { size: %fmm %fmm !important; margin: %fmm %fmm %fmm %fmm {force} }"
            rules = page.replace("{force}", force) % tuple([width, height] + margins)
            if style["widens"]:
                # A picture and what is below the line that it stands on.
                rules += "img { max-height: %fmm !important }" % (height - margins[0] - margins[2] - 8 * scale)
            return weasyprint.CSS(string=rules + style["css"], font_config=fonts)

        plain = sheet(1)

        def lay_out(text, rules):
            return weasyprint.HTML(string=text, base_url=order["base"], url_fetcher=fetch).render(
                stylesheets=[rules], presentational_hints=True, font_config=fonts, image_cache=pictures)

        def number(value):
            return value if isinstance(value, (int, float)) else 0

        def boxes(box, page):
            # What is seen of a box: not what it clips, nor what was put beyond the paper, as words for screen readers are.
            for child in getattr(box, "children", ()):
                if child.style["position"] in ("absolute", "fixed"):
                    if number(child.position_x) >= page.width or number(child.position_y) >= page.height:
                        continue
                yield child
                if child.style["overflow"] == "visible":
                    yield from boxes(child, page)

        def reach(document):
            # How much wider and taller than its page's content anything is; and whether it reaches over the paper's edge.
            across, down, is_cut = 1, 1, False
            for page in document.pages:
                box = page._page_box
                left, width, top, height = box.content_box_x(), box.width, box.content_box_y(), box.height
                if width <= 0 or height <= 0:
                    continue
                for child in boxes(box, page):
                    end = number(getattr(child, "position_x", 0)) + number(getattr(child, "width", 0))
                    across, is_cut = max(across, (end - left) / width), is_cut or end > page.width
                    if isinstance(child, (TextBox, ReplacedBox)):
                        end = number(child.position_y) + number(child.height)
                        down, is_cut = max(down, (end - top) / height), is_cut or end > page.height
            return across, down, is_cut

        def fitting(text):
            document = lay_out(text, plain)
            across, down, is_cut = reach(document)
            scale = max(across, down) * 1.01
            if max(across, down) <= 1.01:
                return document
            if scale <= 8:
                document = lay_out(text, sheet(scale))
                across, down, is_cut = reach(document)
                if is_cut:
                    # It grows with its page: the paper grows, the room for the text does not.
                    width = (style["width"] - style["margins"][1] - style["margins"][3]) * scale
                    height = (style["height"] - style["margins"][0] - style["margins"][2]) * scale
                    right, bottom = width * (across - 1) * 1.01, height * (down - 1) * 1.01
                    if right < style["width"] * 8 and bottom < style["height"] * 8:
                        document = lay_out(text, sheet(scale, right, bottom))
                        is_cut = reach(document)[2]
            else:
                is_cut = True
            if is_cut:
                sys.exit("faxpost: too large")
            return document

        documents, left = [], order["limit"]
        for text in order["texts"]:
            document = fitting(text) if style["widens"] else lay_out(text, plain)
            left -= len(document.pages)
            if left < 0:
                sys.exit("faxpost: too many pages")
            documents.append(document)
        pages = [page for document in documents for page in document.pages]
        pdf = documents[0].copy(pages).write_pdf()
        report = {"counts": [len(document.pages) for document in documents], "shown": sorted(shown)}
        sys.stdout.buffer.write(json.dumps(report).encode() + b"\\n" + pdf)
        """
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
                * { color: black !important; background: none !important; text-shadow: none !important;
                    box-shadow: none !important }
                img { max-width: 100% !important; object-fit: contain }
                table[border], table[border] td, table[border] th { border-style: solid !important; border-color: black !important }
                pre { white-space: pre-wrap !important }
                body { margin: 0; overflow-wrap: break-word }
                """, widens: true)
    }
}
