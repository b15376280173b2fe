import FaxModel
import TIFF
import Testing

@Suite struct TIFFHostileTests {
    static let page = SamplePages.strokes(width: 203, rows: 50)

    static func fax(pages: Int) throws -> [UInt8] {
        var writer = TIFFWriter()
        for _ in 0..<pages { try writer.append(page, resolution: .fine) }
        return try writer.finish()
    }

    static func readAll(_ file: [UInt8], limits: TIFFLimits = TIFFLimits(pages: 8, pixels: 1 << 20)) throws {
        var reader = try TIFFReader(file, limits: limits)
        for index in reader.pages.indices {
            if reader.pages[index].kind == .bilevel { _ = try reader.bitmap(index) }
            _ = try reader.t6Strip(index)
            _ = try reader.raster(index)
        }
    }

    @Test func whatIsNoTIFFFileIsRefusedWithLibtiffsWords() throws {
        for bytes in [[], [0x49], Array("II*\0 and nothing else".utf8), Array("%PDF-1.7".utf8)] {
            let error = #expect(throws: TIFFError.self) { _ = try TIFFReader(bytes) }
            #expect(error?.code == .unreadable)
            #expect(error?.diagnostics.isEmpty == false)
        }
    }

    @Test func fileCutShortIsAnErrorOrHasAllItsPels() throws {
        let file = try Self.fax(pages: 2)
        var refused = 0
        for count in file.indices {
            do {
                var reader = try TIFFReader(Array(file.prefix(count)))
                // Only the values of fields that have nothing to do with the pels may be missing.
                try #require(reader.pages.count == 2)
                #expect(try reader.bitmap(0) == Self.page)
                #expect(try reader.bitmap(1) == Self.page)
            } catch is TIFFError {
                refused += 1
            }
        }
        #expect(refused > file.count * 9 / 10)
    }

    @Test func limitsOnPagesAndPelsHold() throws {
        let file = try Self.fax(pages: 3)
        #expect { _ = try TIFFReader(file, limits: TIFFLimits(pages: 2)) } throws: {
            ($0 as? TIFFError)?.code == .limit
        }
        _ = try TIFFReader(file, limits: TIFFLimits(pages: 3))
        var reader = try TIFFReader(file, limits: TIFFLimits(pages: 3, pixels: 203 * 50 - 1))
        #expect { _ = try reader.bitmap(0) } throws: { ($0 as? TIFFError)?.code == .limit }
        #expect { _ = try reader.raster(0) } throws: { ($0 as? TIFFError)?.code == .limit }
        #expect { _ = try reader.t6Strip(0) } throws: { ($0 as? TIFFError)?.code == .limit }
        reader = try TIFFReader(file, limits: TIFFLimits(pages: 3, pixels: 203 * 50))
        #expect(try reader.bitmap(0) == Self.page)
    }

    @Test func hugePagesAreRefusedBeforeMemoryIsTaken() throws {
        for (width, rows) in [(0xFFFF_FFFF, 0xFFFF_FFFF), (0x7FFF_FFFF, 1), (1, 0xFFFF_FFFF)] {
            let file = TIFFBuilder.file(TIFFBuilder.plain(width: width, rows: rows), strips: [[0]])
            #expect(throws: TIFFError.self) { try Self.readAll(file) }
        }
    }

    @Test func directoriesInACircleAreRefused() throws {
        var file = TIFFBuilder.file(TIFFBuilder.plain(width: 8, rows: 1), strips: [[0x55]])
        let directory = Array(file[4..<8])
        file.replaceSubrange(file.count - 4..<file.count, with: directory)
        #expect(throws: TIFFError.self) { _ = try TIFFReader(file) }
    }

    @Test func damagedCodeIsAnErrorThatNamesThePage() throws {
        let strip = try T6Strip(compressing: SamplePages.strokes())
        var bytes = strip.bytes
        bytes.replaceSubrange(
            bytes.count / 2..<bytes.count, with: repeatElement(0, count: bytes.count - bytes.count / 2))
        var writer = TIFFWriter()
        writer.append(strip, resolution: .fine)
        writer.append(T6Strip(width: strip.width, rows: strip.rows, bytes: bytes), resolution: .fine)
        var reader = try TIFFReader(try writer.finish())
        #expect(try reader.bitmap(0) == SamplePages.strokes())
        let error = #expect(throws: TIFFError.self) { _ = try reader.bitmap(1) }
        #expect(error?.message.contains("Page 2") == true)
        #expect(error?.diagnostics.isEmpty == false)
    }

    @Test func changedBytesNeverCrash() throws {
        let bilevel = try Self.fax(pages: 2)
        let colour = TIFFBuilder.file(
            TIFFBuilder.plain(width: 16, rows: 16, bits: 8, samples: 3, [262: .short([2])]),
            strips: [Array(repeating: 77, count: 768)])
        var random = SamplePages.Seeded(state: 2306)
        for round in 0..<1000 {
            var file = round.isMultiple(of: 2) ? bilevel : colour
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                // Most of the fields are at the end of the file.
                let low = Bool.random(using: &random) ? 0 : max(0, file.count - 300)
                file[Int.random(in: low..<file.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do { try Self.readAll(file) } catch is TIFFError {}
        }
    }
}
