extension Bomb {
    /// TIFF files.
    static let tiffs = [
        Bomb(
            title: "a page that is followed by itself", name: "ring.tif",
            program: """
                head = b"II*\\0" + struct.pack("<I", 8)
                bomb = head + directory(picture(64, 1, (0, 4)), 8) + bytes(16)
                """),
        Bomb(
            title: "a strip of four gigabytes", name: "strip.tif",
            program: """
                bomb = b"II*\\0" + struct.pack("<I", 8) + directory(picture(1728, 2200, (8, 0xFFFFFFFF))) + bytes(64)
                """),
        Bomb(
            title: "a page of 4 000 million pels", name: "pels.tif",
            program: """
                bomb = b"II*\\0" + struct.pack("<I", 8) + directory(picture(65000, 65000, (200, 8))) + bytes(64)
                """),
        Bomb(
            title: "lists of four thousand million strips", name: "strips.tif",
            program: """
                entries = [(t, k, 0xFFFFFFFF if t in (273, 279) else c, v) for t, k, c, v in picture(1728, 2200, (200, 8))]
                bomb = b"II*\\0" + struct.pack("<I", 8) + directory(entries) + bytes(64)
                """),
        Bomb(
            title: "400 pages of 64 million colours, which are one packed strip", name: "colours.tif",
            program: """
                strip = deflated(bytes(1 << 20), 8000 * 8000 * 3 >> 20)
                start = 8 + len(strip) + 8 & ~1
                body = b"II*\\0" + struct.pack("<I", start) + strip
                body += bytes(start - len(body))
                size = 2 + 12 * 10 + 4 + 6
                for number in range(400):
                    here = start + number * size
                    entries = [(256, 4, 1, 8000), (257, 4, 1, 8000), (258, 3, 3, here + size - 6), (259, 3, 1, 8), (262, 3, 1, 2), (273, 4, 1, 8),
                               (277, 3, 1, 3), (278, 4, 1, 8000), (279, 4, 1, len(strip)), (284, 3, 1, 1)]
                    body += directory(entries, here + size if number < 399 else 0) + struct.pack("<HHH", 8, 8, 8)
                bomb = body
                """),
    ]

    /// Pictures of other kinds.
    static let pictures = [
        Bomb(
            title: "30 000 by 30 000 pixels in some kilobytes", name: "pixels.png",
            program: "bomb = png(30000, 30000, deflated(bytes(30001), 30000))"),
        Bomb(
            title: "texts that are a gigabyte unpacked", name: "texts.png", fate: .refusedOrPrinted,
            program: """
                text = chunk(b"zTXt", b"a\\0\\0" + deflated(b"a" * (1 << 20), 100))
                bomb = png(8, 8, zlib.compress(bytes(9 * 8)), *[text] * 10)
                """),
        Bomb(
            title: "fifty thousand frames", name: "frames.gif", fate: .refusedOrPrinted,
            program: """
                frame = b",\\0\\0\\0\\0\\1\\0\\1\\0\\0\\2\\2D\\1\\0"
                bomb = b"GIF89a\\1\\0\\1\\0\\x80\\0\\0\\0\\0\\0\\xff\\xff\\xff" + frame * 50000 + b";"
                """),
        Bomb(
            title: "a screen of 65 535 by 65 535 for a frame of one pixel", name: "screen.gif", fate: .refusedOrPrinted,
            program: """
                bomb = b"GIF89a\\xff\\xff\\xff\\xff\\x80\\0\\0\\0\\0\\0\\xff\\xff\\xff,\\0\\0\\0\\0\\1\\0\\1\\0\\0\\2\\2D\\1\\0;"
                """),
        Bomb(
            title: "4 000 million pixels", name: "pixels.bmp",
            program: """
                bomb = b"BM" + struct.pack("<IHHIIiiHHIIiiII", 1 << 20, 0, 0, 54, 40, 65000, 65000, 1, 24, 0, 0, 2835, 2835, 0, 0) + bytes(4096)
                """),
        Bomb(
            title: "4 000 million pixels", name: "pixels.jpg",
            program: """
                bomb = b"\\xff\\xd8\\xff\\xe0\\0\\x10JFIF\\0\\1\\1\\0\\0\\1\\0\\1\\0\\0\\xff\\xc0\\0\\x0b\\x08" + struct.pack(">HH", 65000, 65000) + b"\\1\\1\\x11\\0" + bytes(99)
                """),
    ]
}
