import FaxModel
import TIFF
import Testing

@Suite struct TIFFReaderTests {
    /// Two rows of 12 pels: black at the ends of the first, white at the ends of the second.
    static let small = PageBitmap(width: 12, rows: 2, bytes: [0x80, 0x10, 0x7F, 0xE0])!

    @Test func blackIsOneWhateverTheFileSays() throws {
        let asFax = TIFFBuilder.file(TIFFBuilder.plain(width: 12, rows: 2), strips: [[0x80, 0x10, 0x7F, 0xE0]])
        let asDisplay = TIFFBuilder.file(
            TIFFBuilder.plain(width: 12, rows: 2, [262: .short([1])]), strips: [[0x7F, 0xEF, 0x80, 0x1F]])
        let leastFirst = TIFFBuilder.file(
            TIFFBuilder.plain(width: 12, rows: 2, [266: .short([2])]), strips: [[0x01, 0x08, 0xFE, 0x07]])
        for file in [asFax, asDisplay, leastFirst] {
            var reader = try TIFFReader(file)
            #expect(try reader.bitmap(0) == Self.small)
        }
    }

    @Test func severalStripsMakeOnePage() throws {
        let file = TIFFBuilder.file(
            TIFFBuilder.plain(width: 12, rows: 2, [278: .long([1])]), strips: [[0x80, 0x10], [0x7F, 0xE0]])
        var reader = try TIFFReader(file)
        #expect(try reader.bitmap(0) == Self.small)
        #expect(try reader.t6Strip(0) == nil)
    }

    @Test(arguments: [
        (1, [[1, 0, 0], [1, 1, 0]]), (2, [[0, 0, 1], [0, 1, 1]]), (3, [[0, 1, 1], [0, 0, 1]]),
        (4, [[1, 1, 0], [1, 0, 0]]), (5, [[1, 1], [0, 1], [0, 0]]), (6, [[1, 1], [1, 0], [0, 0]]),
        (7, [[0, 0], [1, 0], [1, 1]]), (8, [[0, 0], [0, 1], [1, 1]]),
    ])
    func pagesAreGivenUpright(orientation: Int, expected: [[Int]]) throws {
        let stored: [UInt8] = [0b1000_0000, 0b1100_0000]
        let file = TIFFBuilder.file(
            TIFFBuilder.plain(
                width: 3, rows: 2,
                [274: .short([orientation]), 282: .rational(204, 1), 283: .rational(98, 1), 296: .short([2])]),
            strips: [stored])
        var reader = try TIFFReader(file)
        let page = try reader.bitmap(0)
        #expect((0..<page.rows).map { y in (0..<page.width).map { page[$0, y] ? 1 : 0 } } == expected)
        let raster = try reader.raster(0)
        #expect(raster.format == .grey || orientation < 0)
        #expect(raster.bytes == expected.joined().map { $0 == 1 ? 0 : 255 })
        let turned = orientation > 4
        #expect(reader.pages[0].resolution == TIFFResolution(x: turned ? 98 : 204, y: turned ? 204 : 98))
    }

    @Test func resolutionIsInDotsAnInchOrMissing() throws {
        func resolution(_ fields: [Int: TIFFBuilder.Value]) throws -> TIFFResolution? {
            let file = TIFFBuilder.file(
                TIFFBuilder.plain(width: 12, rows: 2, fields), strips: [[0x80, 0x10, 0x7F, 0xE0]])
            return try TIFFReader(file).pages[0].resolution
        }
        #expect(try resolution([:]) == nil)
        #expect(try resolution([282: .rational(204, 1), 283: .rational(98, 1)]) == TIFFResolution(x: 204, y: 98))
        #expect(
            try resolution([282: .rational(80, 1), 283: .rational(77, 1), 296: .short([3])])
                == TIFFResolution(x: 80 * 2.54, y: 77 * 2.54))
        #expect(try resolution([282: .rational(1, 1), 283: .rational(2, 1), 296: .short([1])]) == nil)
        #expect(try resolution([282: .rational(0, 1), 283: .rational(98, 1)]) == nil)
        #expect(try resolution([282: .rational(1, 0), 283: .rational(98, 0)]) == nil)
    }

    @Test func greyAndColourPagesBecomePixelsOnWhite() throws {
        let grey = TIFFBuilder.file(
            TIFFBuilder.plain(width: 2, rows: 1, bits: 8, [262: .short([1])]), strips: [[0, 200]])
        var reader = try TIFFReader(grey)
        #expect(reader.pages[0].kind == .grey)
        #expect(try reader.raster(0).bytes == [0, 200])
        #expect { _ = try reader.bitmap(0) } throws: { ($0 as? TIFFError)?.code == .unsupported }

        let colour = TIFFBuilder.file(
            TIFFBuilder.plain(width: 2, rows: 1, bits: 8, samples: 3, [262: .short([2])]), strips: [[1, 2, 3, 4, 5, 6]])
        reader = try TIFFReader(colour)
        #expect(reader.pages[0].kind == .colour)
        #expect(try reader.raster(0).format == .rgb)
        #expect(try reader.raster(0).bytes == [1, 2, 3, 4, 5, 6])

        let clear = TIFFBuilder.file(
            TIFFBuilder.plain(width: 2, rows: 1, bits: 8, samples: 4, [262: .short([2]), 338: .short([1])]),
            strips: [[0, 0, 0, 0, 10, 20, 30, 255]])
        reader = try TIFFReader(clear)
        #expect(try reader.raster(0).bytes == [255, 255, 255, 10, 20, 30])
    }

    @Test func bilevelPagesCanBePixelsToo() throws {
        var writer = TIFFWriter()
        try writer.append(Self.small, resolution: .fine)
        var reader = try TIFFReader(try writer.finish())
        let raster = try reader.raster(0)
        #expect(raster.format == .grey)
        let expected: [UInt8] = (0..<24).map { Self.small[$0 % 12, $0 / 12] ? 0 : 255 }
        #expect(raster.bytes == expected)
    }

    @Test func codeWithTheOtherBitOrderIsTurned() throws {
        let strip = try T6Strip(compressing: SamplePages.strokes())
        func fields(_ fillOrder: Int) -> [Int: TIFFBuilder.Value] {
            TIFFBuilder.plain(width: strip.width, rows: strip.rows, [259: .short([4]), 266: .short([fillOrder])])
        }
        let turned = strip.bytes.map { octet in
            (0..<8).reduce(UInt8(0)) { $0 | (octet >> $1 & 1) << (7 - $1) }
        }
        for file in [
            TIFFBuilder.file(fields(1), strips: [strip.bytes]), TIFFBuilder.file(fields(2), strips: [turned]),
        ] {
            var reader = try TIFFReader(file)
            #expect(try reader.t6Strip(0) == strip)
            #expect(try reader.bitmap(0) == SamplePages.strokes())
        }
    }

    @Test("Code whose bits are ordered otherwise than the file says is read", arguments: [1, 2])
    func wrongBitOrder(said: Int) throws {
        let strip = try T6Strip(compressing: SamplePages.strokes())
        let turned = strip.bytes.map { octet in
            (0..<8).reduce(UInt8(0)) { $0 | (octet >> $1 & 1) << (7 - $1) }
        }
        let fields = TIFFBuilder.plain(width: strip.width, rows: strip.rows, [259: .short([4]), 266: .short([said])])
        var reader = try TIFFReader(TIFFBuilder.file(fields, strips: [said == 1 ? turned : strip.bytes]))
        #expect(try reader.bitmap(0) == SamplePages.strokes())
        // What is damaged both ways is refused as before.
        let noise = [UInt8](repeating: 0, count: strip.bytes.count)
        var damaged = try TIFFReader(TIFFBuilder.file(fields, strips: [noise]))
        #expect(throws: TIFFError.self) { try damaged.bitmap(0) }
    }

    @Test func thumbnailsAreNoPages() throws {
        var builder = TIFFBuilder()
        let pels: [UInt8] = [0x80, 0x10, 0x7F, 0xE0]
        builder.add(TIFFBuilder.plain(width: 12, rows: 2, [254: .long([1])]), strips: [pels.map { ~$0 }])
        builder.add(TIFFBuilder.plain(width: 12, rows: 2, [254: .long([2])]), strips: [pels])
        var reader = try TIFFReader(builder.file())
        #expect(reader.pages.count == 1)
        #expect(try reader.bitmap(0) == Self.small)
    }
}
