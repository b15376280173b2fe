import FaxCoding
import FaxModel
import TIFF
import Testing

/// libtiff as the other party: another implementation of the same standards.
@Suite struct LibtiffAgreementTests {
    static let pages = SamplePages.all.filter { $0.rows > 0 }

    @Test func ourMMRIsWhatLibtiffWrites() throws {
        for page in Self.pages {
            let code = PageEncoder(.mmr, bitOrder: .mostSignificantFirst).encode(page)
            #expect(try T6Strip(compressing: page).bytes == code)
        }
    }

    @Test func libtiffReadsOurMMR() throws {
        var writer = TIFFWriter()
        for page in Self.pages {
            let code = PageEncoder(.mmr, bitOrder: .mostSignificantFirst).encode(page)
            writer.append(T6Strip(width: page.width, rows: page.rows, bytes: code), resolution: .fine)
        }
        var reader = try TIFFReader(try writer.finish())
        for (index, page) in Self.pages.enumerated() {
            #expect(try reader.bitmap(index) == page)
        }
    }

    @Test(arguments: [PageCoding.mh, .mr(k: 4)])
    func libtiffReadsOurT4(coding: PageCoding) throws {
        for page in Self.pages {
            let code = PageEncoder(coding, bitOrder: .mostSignificantFirst, minimumLineBits: 96).encode(page)
            var reader = try TIFFReader(T4File.file(code, of: page, isTwoDimensional: coding != .mh))
            #expect(try reader.bitmap(0) == page)
            #expect(reader.diagnostics == [])
        }
    }
}

/// A TIFF file around T.4 data: little-endian, one strip (TIFF 6.0 §2, §11).
enum T4File {
    static func file(_ code: [UInt8], of page: PageBitmap, isTwoDimensional: Bool) -> [UInt8] {
        func octets(_ number: Int, _ count: Int) -> [UInt8] {
            (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
        }
        let fields = [
            (256, page.width), (257, page.rows), (258, 1), (259, 3), (262, 0), (273, 8), (277, 1), (278, page.rows),
            (279, code.count), (292, isTwoDimensional ? 1 : 0),
        ]
        let entries = fields.flatMap { octets($0.0, 2) + octets(4, 2) + octets(1, 4) + octets($0.1, 4) }
        return [0x49, 0x49, 42, 0] + octets(8 + code.count, 4) + code + octets(fields.count, 2) + entries + octets(0, 4)
    }
}
