extension Bomb {
    /// PDFs.
    static let pdfs = [
        Bomb(
            title: "forty forms, each of which draws the next one twice", name: "forms.pdf",
            program: """
                forms = [stream(b"/F Do /F Do", b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F %d 0 R >> >>" % (6 + n))
                         for n in range(40)]
                last = stream(b"0 0 9 9 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]")
                bomb = pdf(page(stream(b"/F Do"), b"/XObject << /F 5 0 R >>", b"0 0 595 842", *forms, last))
                """),
        Bomb(
            title: "a form that draws itself", name: "ring.pdf", fate: .refusedOrPrinted,
            program: """
                ring = stream(b"/F Do", b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>")
                bomb = pdf(page(stream(b"/F Do"), b"/XObject << /F 5 0 R >>", b"0 0 595 842", ring))
                """),
        Bomb(
            title: "a tree of pages that is a branch of itself", name: "tree.pdf", fate: .refusedOrPrinted,
            program: """
                bomb = pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1000000000 /Kids [2 0 R 2 0 R] >>"])
                """),
        Bomb(
            title: "one page a hundred thousand times", name: "pages.pdf",
            program: """
                objects = page(stream(b"0 0 9 9 re f"))
                objects[1] = b"<< /Type /Pages /Count 100000 /Kids [" + b"3 0 R " * 100000 + b"] >>"
                bomb = pdf(objects)
                """),
        Bomb(
            title: "a page of 100 kilometres", name: "large.pdf", fate: .refusedOrPrinted,
            program: #"bomb = pdf(page(stream(b"0 0 9 9 re f"), b"", b"0 0 283464567 283464567"))"#),
        Bomb(
            title: "drawing commands that are packed twice, a hundred million", name: "flate.pdf",
            program: """
                twice = zlib.compress(deflated(b"q 0 0 9 9 re f " * 100000, 1000), 9)
                bomb = pdf(page(stream(twice, b"/Filter [/FlateDecode /FlateDecode]")))
                """),
        Bomb(
            title: "a picture of 3600 million pixels, packed", name: "picture.pdf", fate: .refusedOrPrinted,
            program: """
                pixels = zlib.compress(deflated(bytes(1 << 20), 3400), 9)
                image = stream(pixels, b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB "
                    b"/BitsPerComponent 8 /Filter [/FlateDecode /FlateDecode]")
                bomb = pdf(page(stream(b"595 0 0 842 0 0 cm /I Do"), b"/XObject << /I 5 0 R >>", b"0 0 595 842", image))
                """),
        Bomb(
            title: "JBIG2 pages of 65 535 by 65 535 pels in thirty octets", name: "jbig2.pdf", fate: .refusedOrPrinted,
            program: """
                segment = struct.pack(">IBBBI", 0, 48, 0, 1, 19) + struct.pack(">IIIIBH", 65535, 65535, 0, 0, 0, 0)
                region = struct.pack(">IBBBI", 1, 38, 0, 1, 0x7FFFFFFF) + struct.pack(">IIIIB", 65535, 65535, 0, 0, 0) + bytes(60)
                images = [stream(segment + region, b"/Type /XObject /Subtype /Image /Width 65535 /Height 65535 /ColorSpace /DeviceGray "
                    b"/BitsPerComponent 1 /Filter /JBIG2Decode") for _ in range(40)]
                names = b" ".join(b"/I%d %d 0 R" % (n, n + 5) for n in range(40))
                draw = b"595 0 0 842 0 0 cm " + b" ".join(b"/I%d Do" % n for n in range(40))
                bomb = pdf(page(stream(draw), b"/XObject << %s >>" % names, b"0 0 595 842", *images))
                """),
        Bomb(
            title: "a table of objects that comes before itself", name: "table.pdf", fate: .refusedOrPrinted,
            program: #"bomb = pdf(page(stream(b"0 0 9 9 re f")), b"/Prev TABLE")"#),
        Bomb(
            title: "a stream that is as long as it says itself", name: "length.pdf", fate: .refusedOrPrinted,
            program: #"""
                bomb = pdf(page(b"<< /Length 4 0 R >>\nstream\n0 0 9 9 re f\nendstream"))
                """#),
        Bomb(
            title: "a pattern of a hundred million tiles", name: "tiles.pdf",
            fate: .refusedOrPrinted,
            program: """
                tile = stream(b"0 0 .02 .02 re f", b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 .05 .05] "
                    b"/XStep .05 /YStep .05 /Resources << >>")
                bomb = pdf(page(stream(b"/Pattern cs /P scn 0 0 595 842 re f"), b"/Pattern << /P 5 0 R >>", b"0 0 595 842", tile))
                """),
        Bomb(
            title: "lists within lists, a million deep", name: "lists.pdf", fate: .refusedOrPrinted,
            program: #"bomb = pdf(page(stream(b"[" * 1000000)))"#),
    ]
}
