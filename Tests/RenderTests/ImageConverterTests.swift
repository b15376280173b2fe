import FaxModel
import Foundation
import Testing

@testable import render

@Suite("Pictures", .timeLimit(.minutes(20))) struct ImageConverterTests {
    private func page(_ bytes: [UInt8], _ kind: ImageKind, settings: String = "") async throws -> PageBitmap {
        let converter = ImageConverter(
            sandbox: try TestRendering.sandbox(settings), graphicsMagick: "/usr/bin/gm")
        return try await converter.page(of: bytes, kind, PageLayout(.fine, paper: .a4), end: converter.sandbox.end)
    }

    private func reason(_ bytes: [UInt8], _ kind: ImageKind, settings: String = "") async throws -> String {
        do {
            let page = try await page(bytes, kind, settings: settings)
            return "\(page.width) × \(page.rows)"
        } catch let error as ConversionError {
            return error.reason
        }
    }

    /// White, with a black square in the upper left corner.
    private static func square(_ width: Int, _ rows: Int, side: Int) -> (width: Int, rows: Int, grey: [UInt8]) {
        var grey = [UInt8](repeating: 255, count: width * rows)
        for row in 0..<side { for column in 0..<side { grey[row * width + column] = 0 } }
        return (width, rows, grey)
    }

    @Test(arguments: [ImageKind.jpeg, .png, .gif, .webp, .bmp])
    func everyKindIsPrinted(kind: ImageKind) async throws {
        let bytes = try TestTool.picture(kind.rawValue, of: Self.square(300, 400, side: 96))
        #expect(ContentKind(of: bytes) == .image(kind))
        let page = try await page(bytes, kind)
        // Without a size of its own, 96 pixels are an inch.
        #expect(abs(page.width - 300 * 204 / 96) <= 2 && abs(page.rows - 400 * 196 / 96) <= 2)
        #expect(abs(page.columnsOfInk.count - 204) <= 4 && abs(page.rowsOfInk.count - 196) <= 4)
        #expect(page.columnsOfInk.lowerBound <= 1 && page.rowsOfInk.lowerBound <= 1)
    }

    @Test(
        "What a program writes beside the pixels is not printed, and harms nothing",
        arguments: [ImageKind.jpeg, .png, .gif])
    func comments(kind: ImageKind) async throws {
        let square = Self.square(300, 400, side: 96)
        for comment in ["Created with GIMP", "P6\n5 5\n255\n", String(repeating: "Long. ", count: 50)] {
            let bytes = try TestTool.picture(kind.rawValue, of: square, ["-comment", comment])
            #expect(bytes.count > comment.utf8.count)
            #expect(try await page(bytes, kind) == page(TestTool.picture(kind.rawValue, of: square), kind))
        }
    }

    @Test func aScanHasTheSizeThatItSays() async throws {
        let scan = Self.square(600, 900, side: 200)
        for kind in [ImageKind.png, .jpeg] {
            let bytes = try TestTool.picture(
                kind.rawValue, of: scan, ["-units", "PixelsPerInch", "-density", "200x200"])
            let page = try await page(bytes, kind)
            #expect(abs(page.width - 612) <= 3 && abs(page.rows - 882) <= 3)
        }
    }

    @Test func aPhotographFillsThePageAndIsTurnedWhereItIsWide() async throws {
        let wide = try TestTool.picture("jpeg", of: Self.square(2400, 1600, side: 500))
        let page = try await page(wide, .jpeg)
        #expect(page.width <= 1728 && page.rows <= 2292 && page.rows > page.width)
        // What was at the upper left is at the upper right.
        #expect(page.columnsOfInk.upperBound >= page.width - 2 && page.rowsOfInk.lowerBound <= 1)
    }

    @Test("A photograph of 80 million pixels is read at half its size")
    func largePhotograph() async throws {
        let bytes = try TestTool.run(
            "/usr/bin/gm",
            [
                "convert", "-size", "8000x10000", "xc:white", "-fill", "black", "-draw", "rectangle 0,0 3999,3999",
                "jpeg:-",
            ])
        let page = try await page(bytes, .jpeg)
        #expect(page.width > 1600 && page.rows > 1900 && page.rows <= 2292)
        #expect(abs(page.columnsOfInk.count - page.width / 2) <= 4)
    }

    @Test func itIsTurnedByWhatTheCameraSays() async throws {
        let upright = try TestTool.picture("jpeg", of: Self.square(300, 400, side: 96))
        // An APP1 segment of EXIF 2.32 §4.6.4: orientation 6, the picture is to be turned clockwise by a quarter.
        let exif: [UInt8] =
            [0xFF, 0xE1, 0, 34] + Array("Exif\0\0MM\0*".utf8) + [
                0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
            ]
        let page = try await page(Array(upright.prefix(2)) + exif + upright.dropFirst(2), .jpeg)
        #expect(page.width > page.rows)
        #expect(page.columnsOfInk.upperBound >= page.width - 2 && page.columnsOfInk.lowerBound > page.width / 2)
    }

    @Test(
        "PNG and WebP are turned so, too", arguments: [ImageKind.png, .webp, .jpeg], [1, 2, 3, 4, 5, 6, 7, 8])
    func orientations(kind: ImageKind, orientation: Int) async throws {
        // A square in the upper left corner of a picture of 200 times 300 that is stored as the field says.
        let program = """
            import io, sys
            from PIL import Image
            picture, T = Image.new("RGB", (200, 300), "white"), Image.Transpose
            picture.paste((0, 0, 0), (0, 0, 96, 48))
            stored = {2: T.FLIP_LEFT_RIGHT, 3: T.ROTATE_180, 4: T.FLIP_TOP_BOTTOM, 5: T.TRANSPOSE, 6: T.ROTATE_90,
                      7: T.TRANSVERSE, 8: T.ROTATE_270}.get(\(orientation))
            picture = picture if stored is None else picture.transpose(stored)
            exif, file = Image.Exif(), io.BytesIO()
            exif[0x112] = \(orientation)
            picture.save(file, "\(kind.rawValue)", exif=exif.tobytes(), quality=95)
            sys.stdout.buffer.write(file.getvalue())
            """
        let page = try await page(try TestTool.run("/usr/bin/python3", ["-c", program], input: []), kind)
        #expect(abs(page.width - 425) <= 2 && abs(page.rows - 612) <= 2)
        #expect(page.columnsOfInk.lowerBound <= 2 && abs(page.columnsOfInk.count - 204) <= 4, "\(page.columnsOfInk)")
        #expect(page.rowsOfInk.lowerBound <= 2 && abs(page.rowsOfInk.count - 98) <= 4, "\(page.rowsOfInk)")
    }

    @Test func whatIsTransparentIsWhite() async throws {
        let bytes = try TestTool.picture("png", of: Self.square(200, 200, side: 50), ["-transparent", "white"])
        #expect(abs(try await page(bytes, .png).columnsOfInk.count - 50 * 204 / 96) <= 3)
    }

    @Test("A receipt is as wide as it is, and longer than a page")
    func receipt() async throws {
        let bytes = try TestTool.picture("png", of: Self.square(320, 3000, side: 20))
        let page = try await page(bytes, .png)
        #expect(abs(page.width - 680) <= 3 && page.rows > 6000)
    }

    @Test(arguments: [(1, 600), (600, 1)])
    func aPictureOnePixelThinIsALine(width: Int, rows: Int) async throws {
        let bytes = try TestTool.picture("png", of: (width, rows, [UInt8](repeating: 0, count: width * rows)))
        #expect(try await page(bytes, .png).ink > 1000)
    }

    @Test("Bombs and broken pictures cost their part, with a reason")
    func hostile() async throws {
        // 60 000 × 60 000 pixels in 70 octets.
        let huge: [UInt8] =
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
            + [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60, 1, 0, 0, 0, 0, 0x2A, 0x37, 0xE8, 0x4C, 0, 0, 0, 0]
            + Array("IDAT".utf8)
            + [0x35, 0xAF, 0x06, 0x1E]
        let reasons = [try await reason(huge, .png), try await reason(Array("GIF89a\u{FF}\u{FF}".utf8), .gif)]
        #expect(
            reasons.allSatisfy { $0 == "It has more pixels than can be printed." || $0.hasPrefix("It is no readable") },
            "\(reasons)")
        let whole = try TestTool.picture("png", of: Self.square(11_000, 11_500, side: 1))
        #expect(try await reason(whole, .png) == "It has more pixels than can be printed.")
        #expect(try await reason([], .png).hasPrefix("It is no readable PNG"))
    }

    /// Two pictures of an animation, of which the first has a black square at the left and the second is black, in WebP by Pillow.
    private static func animation(_ options: String) throws -> [UInt8] {
        let program = """
            import io, sys
            from PIL import Image
            first, second = Image.new("RGBA", (300, 200), (0, 0, 0, 0)), Image.new("RGBA", (300, 200), "black")
            first.paste((0, 0, 0, 255), (0, 0, 96, 96))
            file = io.BytesIO()
            first.save(file, "webp", save_all=True, append_images=[second], duration=100, \(options))
            sys.stdout.buffer.write(file.getvalue())
            """
        return try TestTool.run("/usr/bin/python3", ["-c", program], input: [])
    }

    @Test(
        "Of a WebP animation the first picture is printed",
        arguments: ["lossless=True", "lossless=False", "minimize_size=True"])
    func animations(options: String) async throws {
        let bytes = try Self.animation(options)
        #expect(ContentKind(of: bytes) == .image(.webp))
        let page = try await page(bytes, .webp)
        #expect(abs(page.columnsOfInk.count - 204) <= 3 && abs(page.rowsOfInk.count - 196) <= 3)
    }

    @Test func aDamagedAnimationIsRefused() async throws {
        let bytes = try Self.animation("lossless=True")
        for count in stride(from: 12, to: bytes.count - 1, by: 7) {
            _ = WebPFrame.first(of: Array(bytes.prefix(count)))
        }
        let cut = Array(bytes.prefix(60))
        #expect(WebPFrame.first(of: cut) == nil)
        #expect(try await reason(cut, .webp) == "It is no readable WebP picture.")
    }

    @Test func withoutTheProgramPicturesAreNamed() throws {
        #expect(
            PrintedPart.Content(.image(.png), [], []) == .omitted(reason: "PNG pictures are not printed on this host."))
    }
}
