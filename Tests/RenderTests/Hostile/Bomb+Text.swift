extension Bomb {
    /// Office documents.
    static let offices = [
        Bomb(
            title: "entities that make a thousand million of one", name: "laughs.docx", fate: .refusedOrPrinted,
            program: """
                names = "".join('<!ENTITY e%d "%s">' % (n, "&e%d;" % (n - 1) * 10 if n else "ha") for n in range(10))
                body = '<!DOCTYPE d [%s]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>' % names
                bomb = zipped(**{"[Content_Types]_DOT_xml": "<Types/>", "word__document_DOT_xml": body + "<w:t>&e9;</w:t></w:r></w:p></w:body></w:document>"})
                """),
        Bomb(
            title: "groups within groups, a million deep", name: "groups.rtf", fate: .refusedOrPrinted,
            program: #"bomb = b"{\\rtf1 " + b"{" * 1000000"#),
        Bomb(
            title: "an archive within an archive within an archive", name: "archives.odt",
            fate: .refusedOrPrinted,
            program: """
                inner = zipped(mimetype="application/vnd.oasis.opendocument.text", **{"content_DOT_xml": b"<a>" * 3000000})
                for _ in range(50): inner = zipped(mimetype="application/vnd.oasis.opendocument.text", **{"content_DOT_xml": inner})
                bomb = inner
                """),
    ]

    /// HTML texts.
    static let texts = [
        Bomb(
            title: "sections within sections, a hundred thousand deep", name: "deep.html",
            program: #"bomb = b"<html><body>" + b"<div>" * 100000 + b"x""#),
        Bomb(
            title: "a table of a million cells", name: "table.html",
            program: #"bomb = b"<html><body><table>" + (b"<tr>" + b"<td>x" * 100) * 10000"#),
        Bomb(
            title: "a cell that spans a thousand million rows and columns", name: "span.html", fate: .refusedOrPrinted,
            program:
                #"bomb = b"<html><body><table><tr><td colspan=1000000000 rowspan=1000000000>x<td>y<tr><td>z</table>""#),
        Bomb(
            title: "a section a hundred kilometres high", name: "high.html", fate: .refusedOrPrinted,
            program: #"bomb = b"<html><body><div style='height: 100000000mm'>x</div>y""#),
        Bomb(
            title: "a hundred thousand pages", name: "pages.html",
            program: #"bomb = b"<html><body>" + b"<p style='page-break-after: always'>x" * 100000"#),
        Bomb(
            title: "a picture within the text, of 900 million pixels", name: "picture.html", fate: .refusedOrPrinted,
            program: """
                data = base64.b64encode(png(30000, 30000, deflated(bytes(30001), 30000)))
                bomb = b"<html><body>x<img src='data:image/png;base64," + data + b"'>"
                """),
        Bomb(
            title: "entities of a drawing that make a thousand million of one", name: "laughs.html",
            fate: .refusedOrPrinted,
            program: """
                names = "".join('<!ENTITY e%d "%s">' % (n, "&e%d;" % (n - 1) * 10 if n else "ha") for n in range(10))
                svg = '<!DOCTYPE svg [%s]><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text>&e9;</text></svg>' % names
                bomb = b"<html><body>x<img src='data:image/svg+xml;base64," + base64.b64encode(svg.encode()) + b"'>"
                """),
    ]
}
