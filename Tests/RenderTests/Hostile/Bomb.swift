import Foundation
import Testing

/// A document that is small, and without measure or end for whoever opens it. A Python program makes it.
struct Bomb: Sendable, CustomTestStringConvertible {
    /// What becomes of it.
    enum Fate: Sendable {
        /// Its part is left out, with a reason.
        case refused
        /// That, or a few pages: its converter sees through it.
        case refusedOrPrinted
    }

    /// What it does.
    var title: String
    /// The attachment's name.
    var name: String
    var fate = Fate.refused
    /// Python that puts the document into `bomb`, with what `prelude` offers.
    var program: String

    var testDescription: String { "\(name): \(title)" }

    /// The document.
    func bytes() throws -> [UInt8] {
        try TestTool.run(
            "/usr/bin/python3", ["-I", "-c", Self.prelude + program + "\nsys.stdout.buffer.write(bomb)\n"])
    }

    private static let prelude = """
        import base64, struct, sys, zipfile, io, zlib

        def pdf(objects, trailer=b""):
            out, offsets = b"%PDF-1.5\\n", []
            for number, body in enumerate(objects, 1):
                offsets.append(len(out))
                out += b"%d 0 obj\\n" % number + body + b"\\nendobj\\n"
            table = len(out)
            out += b"xref\\n0 %d\\n0000000000 65535 f \\n" % (len(objects) + 1)
            out += b"".join(b"%010d 00000 n \\n" % offset for offset in offsets)
            out += b"trailer << /Size %d /Root 1 0 R %s >>\\n" % (len(objects) + 1, trailer.replace(b"TABLE", b"%d" % table))
            return out + b"startxref\\n%d\\n%%%%EOF\\n" % table

        def stream(data, entries=b""):
            return b"<< %s /Length %d >>\\nstream\\n" % (entries, len(data)) + data + b"\\nendstream"

        def page(content, resources=b"", box=b"0 0 595 842", *more):
            kids = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
            sheet = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Resources << %s >> /Contents 4 0 R >>" % (box, resources)
            return [b"<< /Type /Catalog /Pages 2 0 R >>", kids, sheet, content, *more]

        def deflated(piece, times):
            packer = zlib.compressobj(9)
            return b"".join(packer.compress(piece) for _ in range(times)) + packer.flush()

        def directory(entries, following=0):
            out = struct.pack("<H", len(entries))
            for tag, kind, count, value in sorted(entries): out += struct.pack("<HHII", tag, kind, count, value)
            return out + struct.pack("<I", following)

        def picture(width, rows, strip, more=()):
            # Bilevel, T.6, one strip.
            return [(256, 4, 1, width), (257, 4, 1, rows), (258, 3, 1, 1), (259, 3, 1, 4), (262, 3, 1, 0), (273, 4, 1, strip[0]),
                    (278, 4, 1, rows), (279, 4, 1, strip[1]), *more]

        def chunk(name, data):
            return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

        def png(width, rows, data, *chunks):
            head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, rows, 8, 0, 0, 0, 0))
            return b"\\x89PNG\\r\\n\\x1a\\n" + head + b"".join(chunks) + chunk(b"IDAT", data) + chunk(b"IEND", b"")

        def zipped(**files):
            out = io.BytesIO()
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, data in files.items():
                    kind = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
                    archive.writestr(name.replace("__", "/").replace("_DOT_", "."), data, kind)
            return out.getvalue()


        """
}
