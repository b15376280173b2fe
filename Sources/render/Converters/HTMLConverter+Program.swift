extension HTMLConverter {
    /// Reads an order in JSON; writes a report in JSON on a line, and a PDF of all texts.
    static let program = """
        import base64, gc, inspect, io, json, logging, re, sys
        from urllib.parse import unquote, urljoin
        from xml.etree import ElementTree
        import weasyprint, weasyprint.draw
        from PIL import Image, ImageFile
        from weasyprint.css import ComputedStyle, StyleFor
        from weasyprint.css.counters import CounterStyle
        from weasyprint.formatting_structure.boxes import InlineBox, ReplacedBox, TextBox
        from weasyprint.text.fonts import FontConfiguration

        logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
        order = json.load(sys.stdin.buffer)
        resources, style = order["resources"], order["style"]

        def key_of(url):
            return url if url in resources else unquote(url)

        def fetch(url, timeout=10, ssl_context=None):
            if url.startswith("data:"):
                return weasyprint.default_url_fetcher(url)
            key = key_of(url)
            found = resources.get(key)
            if found is None:
                raise ValueError("not part of the mail")
            asked_for.add(key)
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

        fonts, shown, asked_for, pictures, sheets = FontConfiguration(), set(), set(), {}, {}

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

        class Style(ComputedStyle):
            # A style that others have, too. What happens to it in one text is not seen in others.
            def __init__(self, shared):
                super().__init__(
                    shared.parent_style, getattr(shared, "cascaded", {}), getattr(shared, "element", None),
                    getattr(shared, "pseudo_type", None), getattr(shared, "root_style", None),
                    getattr(shared, "base_url", None))
                self.shared = shared
                self.update(shared)
                self.specified = dict(shared.specified)

            def copy(self):
                copy = Style(self.shared)
                copy.clear()
                copy.update(self)
                return copy

            def __missing__(self, key):
                value = self[key] = self.shared[key]
                if key in ("position", "float", "display"):
                    self.specified.update(self.shared.specified)
                return value

        class Styles(StyleFor):
            # Texts that are alike but for their words have the same styles, which are found once.
            known, most = {}, 8

            def __init__(self, html, sheets, presentational_hints, target_collector):
                elements = list(html.etree_element.iter())
                kind = (tuple(id(sheet) for sheet, origin, specificity in sheets), html.base_url, tuple(
                    (element.tag, tuple(element.attrib.items()), bool(element.text), bool(element.tail), len(element))
                    for element in elements))
                if kind not in Styles.known:
                    if len(Styles.known) >= Styles.most:
                        # Each is another: nothing is won, and all would be kept.
                        super().__init__(html, sheets, presentational_hints, target_collector)
                        return
                    super().__init__(html, sheets, presentational_hints, target_collector)
                    places = {element: place for place, element in enumerate(elements)}
                    Styles.known[kind] = {
                        (places[element], pseudo): style for (element, pseudo), style in self._computed_styles.items()}
                self._sheets, self._cascaded_styles, self._computed_styles = sheets, {}, {
                    (elements[place], pseudo): Style(style) for (place, pseudo), style in Styles.known[kind].items()}
                for style in self._computed_styles.values():
                    if style["anchor"]:
                        target_collector.collect_anchor(style["anchor"])

        def takes(function, names):
            return set(inspect.signature(function).parameters) == set(names.split())

        if len(order["texts"]) > 1:
            # Each is short and is kept to the end: to look for what can be given back meanwhile takes a fifth of the time.
            gc.disable()
            # Only where WeasyPrint asks for nothing else.
            if takes(weasyprint.CSS.__init__, "self guess filename url file_obj string encoding base_url url_fetcher "
                     "_check_mime_type media_type font_config counter_style matcher page_rules"):
                weasyprint.css.CSS = parsed
            if takes(StyleFor.__init__, "self html sheets presentational_hints target_collector") and takes(
                    ComputedStyle.__init__, "self parent_style cascaded element pseudo_type root_style base_url"):
                weasyprint.css.StyleFor = Styles

        # What mail programs show of a table that does not say how its frame is drawn. What the text says of it counts.
        cells = ", ".join("table[border]:not([border='0']) > %str > %s" % (rows, cell)
                          for rows in ("", "thead > ", "tbody > ", "tfoot > ") for cell in ("td", "th"))
        frames = weasyprint.CSS(string="table[border]:not([border='0']), %s { border-style: solid; border-color: black }" % cells)

        # Of what is much too wide, tables are as narrow as their words let them be, whatever they are said to be.
        narrow = "table, tr, td, th, col, colgroup { width: auto !important; min-width: 0 !important }" \\
                 "td[nowrap], th[nowrap], [style*=nowrap] { white-space: normal !important }"

        # The signs of Outlook's font, which is Microsoft's alone: code, and what stands for it.
        signs = {0x21: 0x270F, 0x28: 0x260E, 0x2A: 0x2709, 0x46: 0x261E, 0x4A: 0x263A, 0x4B: 0x1F610, 0x4C: 0x2639, 0x6C: 0x25CF,
                 0x6E: 0x25A0, 0x6F: 0x25A1, 0x71: 0x2751, 0x75: 0x25C6, 0x76: 0x2756, 0x77: 0x25C6, 0xA7: 0x25AA, 0xA8: 0x25FB,
                 0xAB: 0x2605, 0xD8: 0x27A2, 0xDF: 0x2190, 0xE0: 0x2192, 0xE1: 0x2191, 0xE2: 0x2193, 0xE8: 0x2794, 0xF0: 0x21E8,
                 0xFB: 0x2717, 0xFC: 0x2713, 0xFD: 0x2612, 0xFE: 0x2611}
        signs.update({0xF000 + code: sign for code, sign in signs.items()})
        # Where it is the first that is asked for: text in it can be nothing else. (Wingdings 2 and 3 have other signs.)
        wingdings = {"style": r"(?:^|;)\\s*font-family\\s*:\\s*[\\x22\\x27]?\\s*Wingdings\\b(?! ?[23])",
                     "face": r"^\\s*[\\x22\\x27]?\\s*Wingdings\\b(?! ?[23])"}
        tones = dict.fromkeys(range(0x1F3FB, 0x1F400))

        class Mail(weasyprint.HTML):
            # A mail's text, with signs that the fonts of fax pages have.
            def __init__(self, text):
                super().__init__(string=text, base_url=order["base"], url_fetcher=fetch)
                for element in self.etree_element.iter():
                    for name, first in wingdings.items():
                        said = element.get(name, "")
                        if re.search(first, said, re.I):
                            element.set(name, re.sub("Wingdings", "DejaVu Sans", said, flags=re.I))
                            element.text = (element.text or "").translate(signs)
                    # Paper has no colour of skin.
                    element.text, element.tail = (
                        words and words.translate(tones) for words in (element.text, element.tail))

            def _ph_stylesheets(self):
                return [*super()._ph_stylesheets(), frames]

            def hide(self):
                # What is there to be hidden is nothing to be read: pictures for other screens, those that count readers.
                for picture in self.etree_element.iter("img"):
                    key = key_of(urljoin(order["base"], picture.get("src", "")))
                    if key in resources and key not in asked_for and not resources[key]["isAttached"]:
                        shown.add(key)

        def paper(scale, lies):
            # A page so much larger. A lying one is turned clockwise afterwards.
            width, height = style["width"] * scale, style["height"] * scale
            margins = [margin * scale for margin in style["margins"]]
            return (height, width, margins[1:] + margins[:1]) if lies else (width, height, margins)

        def sheet(scale, right=0, bottom=0, lies=False, css=""):
            # With so many millimetres more of margin.
            width, height, margins = paper(scale, lies)
            if right:
                height = max(height, (width + right) * height / width)
            width, height = width + right, height + bottom
            margins[1] += right
            margins[2] += bottom
            # What people write for the page of a template counts; what mail programs write does not.
            force = "!important" if style["widens"] else ""
            page = "@page { size: %fmm %fmm !important; margin: %fmm %fmm %fmm %fmm {force} }"
            rules = page.replace("{force}", force) % tuple([width, height] + margins)
            if style["widens"]:
                # A picture and what is below the line that it stands on.
                rules += "img { max-height: %fmm !important }" % (height - margins[0] - margins[2] - 8 * scale)
            return weasyprint.CSS(string=rules + style["css"] + css, font_config=fonts)

        plain = sheet(1)

        def lay_out(html, rules):
            return html.render(
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

        \(lines)

        def fitting(html):
            document, lies, css = lay_out(html, plain), False, ""
            across, down, is_cut = reach(document)
            if max(across, down) <= 1.01:
                return document
            # Before letters get much smaller, tables get narrower, and then pages lie.
            for other in (False, True) if across > 1.35 and len(document.pages) <= 50 else ():
                document = lay_out(html, sheet(1, lies=other, css=narrow))
                found = reach(document)
                if max(found[:2]) <= 1.01:
                    return document
                if max(found[:2]) * 1.1 < max(across, down):
                    (across, down, is_cut), lies, css = found, other, narrow
            scale = max(across, down) * 1.01
            if scale <= 8:
                document = lay_out(html, sheet(scale, lies=lies, css=css))
                across, down, is_cut = reach(document)
                if is_cut:
                    # It grows with its page: the paper grows, the room for the text does not.
                    width, height, margins = paper(scale, lies)
                    right = (width - margins[1] - margins[3]) * (across - 1) * 1.01
                    bottom = (height - margins[0] - margins[2]) * (down - 1) * 1.01
                    if right < style["width"] * 8 and bottom < style["height"] * 8:
                        document = lay_out(html, sheet(scale, right, bottom, lies, css))
                        is_cut = reach(document)[2]
            else:
                is_cut = True
            if is_cut:
                sys.exit("faxpost: too large")
            return document

        documents, left = [], order["limit"]
        if style["widens"]:
            weasyprint.draw.draw_background = draw_rule
        for text in order["texts"]:
            if style["widens"]:
                mail = Mail(text)
                document = fitting(mail)
                blacken(document)
                mail.hide()
            else:
                document = lay_out(weasyprint.HTML(string=text, base_url=order["base"], url_fetcher=fetch), plain)
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
