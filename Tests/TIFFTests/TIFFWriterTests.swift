import FaxModel
import TIFF
import Testing

@Suite struct TIFFWriterTests {
    @Test func pagesComeBackAsTheyWere() throws {
        let pages = [
            SamplePages.strokes(), SamplePages.noise(width: 1729, rows: 33, seed: 1), PageBitmap(width: 8, rows: 1),
        ]
        var writer = TIFFWriter()
        for page in pages { try writer.append(page, resolution: .fine) }
        var reader = try TIFFReader(try writer.finish())
        #expect(reader.pages.count == 3)
        for (index, page) in pages.enumerated() {
            #expect(reader.pages[index].width == page.width)
            #expect(reader.pages[index].rows == page.rows)
            #expect(reader.pages[index].kind == .bilevel)
            #expect(reader.pages[index].resolution == .fine)
            #expect(try reader.bitmap(index) == page)
        }
        #expect(reader.diagnostics == [])
    }

    @Test func samePagesGiveTheSameBytes() throws {
        func file() throws -> [UInt8] {
            var writer = TIFFWriter()
            try writer.append(SamplePages.strokes(), resolution: .fine)
            try writer.append(SamplePages.strokes(), resolution: .standard)
            return try writer.finish()
        }
        #expect(try file() == file())
    }

    @Test func codePassesThroughUnchanged() throws {
        var first = TIFFWriter()
        try first.append(SamplePages.strokes(), resolution: .fine)
        let original = try first.finish()
        var reader = try TIFFReader(original)
        let strip = try #require(try reader.t6Strip(0))
        #expect(strip == (try T6Strip(compressing: SamplePages.strokes())))
        var second = TIFFWriter()
        second.append(strip, resolution: .fine)
        #expect(try second.finish() == original)
    }

    @Test func fileIsLittleEndianAndHasTheFieldsOfProfileF() throws {
        var writer = TIFFWriter()
        try writer.append(SamplePages.strokes(), resolution: .standard)
        try writer.append(SamplePages.strokes(rows: 7), resolution: .standard)
        let file = try writer.finish()
        #expect(Array(file.prefix(4)) == [0x49, 0x49, 42, 0])
        let fields = RawDirectory.fields(of: file, page: 1)
        #expect(fields[254] == [2])  // NewSubfileType: a page
        #expect(fields[256] == [1728])
        #expect(fields[257] == [7])
        #expect(fields[259] == [4])  // Compression: T.6
        #expect(fields[262] == [0])  // Photometric: 0 is white
        #expect(fields[266] == [1])  // FillOrder
        #expect(fields[273]?.count == 1)  // StripOffsets: one strip
        #expect(fields[278] == [7])  // RowsPerStrip
        #expect(fields[296] == [2])  // ResolutionUnit: inch
        #expect(fields[297] == [1, 2])  // PageNumber
        #expect(fields[305]?.count == 8)  // Software: "Faxpost" and its NUL
        #expect(fields[306] == nil)  // DateTime
    }

    @Test func fileWithoutPagesOrPageWithoutRowsIsRefused() throws {
        #expect { try TIFFWriter().finish() } throws: { ($0 as? TIFFError)?.code == .unwritable }
        var writer = TIFFWriter()
        #expect { try writer.append(PageBitmap(width: 8, rows: 0), resolution: .fine) } throws: {
            ($0 as? TIFFError)?.code == .unwritable
        }
    }
}
