"""Fax pages out of TIFF files, compared pel by pel, and written as PNG pictures."""

import pathlib
import struct
import subprocess
import tempfile
import zlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """One page: rows from the top, each packed to octets, leftmost pel in the highest bit, 1 = black."""

    width: int
    height: int
    rows: bytes

    def difference(self, other):
        """What tells this page from `other`, in words; None when they are the same, bit by bit."""
        if (self.width, self.height) != (other.width, other.height):
            return (f"{self.width} x {self.height} pels here, {other.width} x {other.height} there")
        if self.rows == other.rows:
            return None
        stride = (self.width + 7) // 8
        wrong = [row for row in range(self.height)
                 if self.rows[row * stride:(row + 1) * stride] != other.rows[row * stride:(row + 1) * stride]]
        return f"{len(wrong)} of {self.height} rows differ, the first is row {wrong[0]}"

    def write_png(self, path):
        """Writes the page as a PNG file (ISO/IEC 15948) of one bit a pel, 204 x 196 dots an inch."""
        stride = (self.width + 7) // 8
        lines = b"".join(b"\0" + bytes(octet ^ 0xFF for octet in self.rows[row * stride:(row + 1) * stride])
                         for row in range(self.height))

        def chunk(name, data):
            return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

        path.write_bytes(
            b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", self.width, self.height, 1, 0, 0, 0, 0))
            + chunk(b"pHYs", struct.pack(">IIB", 8031, 7717, 1))
            + chunk(b"IDAT", zlib.compress(lines, 9))
            + chunk(b"IEND", b""))


def read(path):
    """The pages of a bilevel TIFF file of whatever coding; libtiff's tiffcp decodes it."""
    with tempfile.TemporaryDirectory() as folder:
        plain = pathlib.Path(folder) / "plain.tif"
        result = subprocess.run(
            ["tiffcp", "-c", "none", "-f", "msb2lsb", "-r", "100000", str(path), str(plain)],
            capture_output=True, text=True, check=False)
        if result.returncode != 0:
            raise ValueError(f"{path} can't be read: {result.stderr.strip()}")
        return list(_pages(plain.read_bytes()))


WIDTH, HEIGHT, PHOTOMETRIC, OFFSETS, COUNTS = 256, 257, 262, 273, 279


def _pages(data):
    """The pages of an uncompressed TIFF file of one strip a page (TIFF 6.0, section 2)."""
    order = "<" if data[:2] == b"II" else ">"
    (directory,) = struct.unpack_from(order + "I", data, 4)
    while directory:
        (count,) = struct.unpack_from(order + "H", data, directory)
        tags = {}
        for entry in range(count):
            place = directory + 2 + 12 * entry
            tag, kind, number = struct.unpack_from(order + "HHI", data, place)
            if number == 1 and kind in (3, 4):
                tags[tag] = struct.unpack_from(order + ("H" if kind == 3 else "I"), data, place + 8)[0]
        rows = data[tags[OFFSETS]:tags[OFFSETS] + tags[COUNTS]]
        if tags[PHOTOMETRIC] == 1:  # 0 is black
            rows = bytes(octet ^ 0xFF for octet in rows)
        yield Page(tags[WIDTH], tags[HEIGHT], rows)
        (directory,) = struct.unpack_from(order + "I", data, directory + 2 + 12 * count)
