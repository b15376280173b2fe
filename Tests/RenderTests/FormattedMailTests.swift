import FaxModel
import Foundation
import MIME
import Pipeline
import TIFF
import Testing

@testable import render

@Suite("HTML, office documents and signed mail", .timeLimit(.minutes(20))) struct FormattedMailTests {
    private func result(
        _ mail: [UInt8], settings: String = "", paper: Paper = .a4
    ) async throws -> MailRenderer.Result {
        try await TestRendering.orderRenderer(settings).renderer.pages(
            of: try Mail(parsing: mail), PageLayout(.fine, paper: paper))
    }

    private func html(_ text: String, settings: String = "", paper: Paper = .a4) async throws -> [PageBitmap] {
        let mail = Array("Content-Type: text/html; charset=utf-8\n\n\(text)".utf8)
        return try bitmaps(try await result(mail, settings: settings, paper: paper))
    }

    private func bitmaps(_ result: MailRenderer.Result) throws -> [PageBitmap] {
        #expect(result.omitted.isEmpty, "\(result.omitted)")
        guard !result.pages.isEmpty else { return [] }
        var writer = TIFFWriter()
        for page in result.pages { writer.append(page, resolution: .fine) }
        var reader = try TIFFReader(try writer.finish())
        return try reader.pages.indices.map { try reader.bitmap($0) }
    }

    // MARK: HTML

    @Test func itIsPrintedInBlackOnWhiteWhateverItsColours() async throws {
        let plain = try await html("<h1>Grüße</h1><p>Zahlen: 1</p>")
        #expect(plain.count == 1 && plain[0].width == 1728 && plain[0].ink > 1000)
        let coloured = try await html(
            "<body bgcolor='#003366' style='color:#88aacc'><h1 style='color:red;background:green'>Grüße</h1><p>Zahlen: 1</p>"
        )
        #expect(coloured == plain)
    }

    @Test("Nothing is fetched, and nothing of the host is shown")
    func nothingFromOutside() async throws {
        let listener = try LoopbackListener()
        let secret = FileManager.default.temporaryDirectory.appending(path: "secret-\(UUID().uuidString).png")
        try Data(try TestTool.picture("png", of: (64, 64, [UInt8](repeating: 0, count: 4096)))).write(to: secret)
        defer { try? FileManager.default.removeItem(at: secret) }
        let empty = try await html("<p>x</p>")
        let pages = try await html(
            """
            <p>x</p><img src="file://\(secret.path)"><img src="http://127.0.0.1:\(listener.port)/a.png">
            <link rel=stylesheet href="http://127.0.0.1:\(listener.port)/a.css"><script>document.write("y")</script>
            """)
        #expect(pages == empty)
    }

    @Test func aPictureOfTheMailIsShown() async throws {
        let picture = try TestTool.picture("png", of: (96, 96, [UInt8](repeating: 0, count: 96 * 96)))
        let mail = TestRendering.mail(
            [
                ("Content-Type: text/html", Array("<p><img src='cid:a@x'>".utf8)),
                ("Content-Type: image/png; name=a.png\r\nContent-ID: <a@x>", picture),
            ], subtype: "related")
        let pages = try bitmaps(try await result(mail))
        #expect(pages.count == 1)
        #expect(abs(pages[0].columnsOfInk.count - 204) <= 2 && abs(pages[0].rowsOfInk.count - 196) <= 2)
    }

    @Test("What is wider than the page gets smaller, and is not cut")
    func widePages() async throws {
        let pages = try await html("<table border=1 width=1500><tr><td>left<td align=right>right</table>")
        let columns = pages[0].columnsOfInk
        #expect(pages.count == 1 && columns.lowerBound > 60 && columns.upperBound < 1728 - 60, "\(columns)")
    }

    private static func black(_ width: Int, _ rows: Int) throws -> [UInt8] {
        try TestTool.picture("png", of: (width, rows, [UInt8](repeating: 0, count: width * rows)))
    }

    /// A mail of an HTML text and a part that may be shown by it.
    private func related(_ text: String, _ header: String, _ body: [UInt8]) -> [UInt8] {
        TestRendering.mail([("Content-Type: text/html", Array(text.utf8)), (header, body)], subtype: "related")
    }

    @Test(
        "What the text names but does not show is printed",
        arguments: [
            ("<a href='cid:x'>The offer</a>", "Content-ID: <x>"),
            ("<p>See invoice.pdf", "Content-Location: invoice.pdf"),
            ("<img src='cid:x'>", "Content-ID: <x>"),
        ])
    func attachmentsThatTheTextNames(text: String, header: String) async throws {
        let header = "Content-Type: application/pdf; name=invoice.pdf\r\n\(header)"
        let result = try await result(related(text, header, TestPDF(texts: ["A", "B"]).bytes))
        #expect(result.pages.count == 3 && result.omitted.isEmpty)
    }

    @Test(
        "A picture counts as shown only where it is",
        arguments: [
            ("<p>x<img src='cid:img1'>", "Content-ID: <img1>", 1),
            ("<p>x<img src='cid:img10'>", "Content-ID: <img1>", 2),
            ("<p>x<img src='a/b.png'>", "Content-Location: a/b.png", 1), ("<p>img1", "Content-ID: <img1>", 2),
        ])
    func shownPictures(text: String, header: String, pages: Int) async throws {
        let mail = related(text, "Content-Type: image/png; name=a.png\r\n\(header)", try Self.black(96, 96))
        let result = try await result(mail)
        #expect(result.pages.count == pages && result.omitted.isEmpty)
    }

    @Test func aBrokenPictureIsNamed() async throws {
        let picture = Array(try Self.black(96, 96).prefix(45))
        let result = try await result(
            related("<p>x<img src='cid:a'>", "Content-Type: image/png; name=a.png\r\nContent-ID: <a>", picture))
        #expect(result.pages.count == 1 && result.omitted.map(\.name) == ["a.png"])
    }

    @Test("Where HTML can't be set, its pictures are printed after the plain text")
    func picturesOfWhatFailed() async throws {
        let html = related(
            "<p>x<img src='cid:a'>", "Content-Type: image/png; name=a.png\r\nContent-ID: <a>", try Self.black(96, 96))
        let inner = String(decoding: html, as: UTF8.self).replacing("xyz", with: "abc")
            .split(separator: "\r\n", maxSplits: 1)[1]
        let mail = """
            Content-Type: multipart/alternative; boundary=b\r
            \r
            --b\r
            \r
            plain\r
            --b\r
            \(inner)\r
            --b--\r

            """
        #expect(try await result(Array(mail.utf8)).pages.count == 1)
        #expect(try await result(Array(mail.utf8), settings: "python: /bin/false").pages.count == 2)
    }

    @Test("A tall picture is shown to its end")
    func tallPictures() async throws {
        let rows = 2400
        let picture = [UInt8](repeating: 255, count: 300 * (rows - 300)) + [UInt8](repeating: 0, count: 300 * 300)
        let mail = related(
            "<img src='cid:a'>", "Content-Type: image/png\r\nContent-ID: <a>",
            try TestTool.picture("png", of: (300, rows, picture)))
        let pages = try bitmaps(try await result(mail))
        #expect(pages.count == 1)
        let black = pages[0].rowsOfInk.count * 8
        #expect(abs(black - pages[0].columnsOfInk.count * 196 * 8 / 204) < 60, "a black square is at its end")
    }

    @Test func whatGrowsWithItsPageIsNotCut() async throws {
        let pages = try await html("<div style='width:150%;border-right:5px solid;text-align:right'>end</div>")
        #expect(pages[0].columnsOfInk.upperBound < 1728 - 10 && pages[0].ink > 100)
    }

    @Test(
        "What is hidden on purpose needs no room",
        arguments: [
            "<div style='overflow:hidden;height:20px'><div style='width:2000%'>first of a row</div></div>",
            "<p style='position:absolute;left:9999px'>for screen readers</p>",
        ])
    func hiddenParts(hidden: String) async throws {
        let plain = try await html("<p style='width:100px;height:100px;border:5px solid'>x")[0].columnsOfInk
        let pages = try await html("<p style='width:100px;height:100px;border:5px solid'>x" + hidden)
        #expect(pages.count == 1)
        #expect(pages[0].columnsOfInk.lowerBound == plain.lowerBound, "nothing got smaller")
    }

    @Test func aStyleSheetIsNothingToBeRead() async throws {
        let mail = related("<p>x", "Content-Type: text/css\r\nContent-ID: <a>", Array("p { color: red }".utf8))
        let result = try await result(mail)
        #expect(result.pages.count == 1 && result.omitted.isEmpty)
    }

    @Test func whatIsFarTooWideGivesWayToThePlainText() async throws {
        let mail = TestRendering.mail(
            [
                TestRendering.text("plain"),
                ("Content-Type: text/html", Array("<div style='width:90000px;text-align:right'>a".utf8)),
            ],
            subtype: "alternative")
        let plain = try bitmaps(try await result(TestRendering.mail([TestRendering.text("plain")])))
        #expect(try bitmaps(try await result(mail)) == plain)
    }

    @Test("A mail's text is not what a file with it or a forwarded mail says")
    func textInTheEnvelope() async throws {
        let envelope = TestRendering.attachment(
            "application/ms-tnef", "winmail.dat", TestTNEF(files: [], text: "Hello").bytes)
        let note = TestRendering.attachment("text/plain", "note.txt", Array("note".utf8))
        #expect(try await result(TestRendering.mail([note, envelope])).pages.count == 2)
        #expect(try await result(TestRendering.mail([TestRendering.text("x"), envelope])).pages.count == 1)
    }

    @Test func pagesAreMadeForThePaper() async throws {
        #expect(try await html("<p>x", paper: .a3).map(\.width) == [2432])
        #expect(try await html("<p>x", paper: .legal).map { [$0.width, $0.rows] } == [[1728, 2744]])
    }

    @Test("Where HTML can't be set, the plain text beside it is printed")
    func plainTextStandsIn() async throws {
        let mail = TestRendering.mail(
            [TestRendering.text("plain"), ("Content-Type: text/html", Array("<p>formatted".utf8))],
            subtype: "alternative")
        let pages = try bitmaps(try await result(mail, settings: "python: /bin/false"))
        let plain = try bitmaps(try await result(TestRendering.mail([TestRendering.text("plain")])))
        #expect(pages == plain)
    }

    @Test func anEndlessTextIsLeftOut() async throws {
        let mail = Array("Content-Type: text/html\n\n".utf8) + Array(String(repeating: "<p>x", count: 2000).utf8)
        let result = try await result(mail, settings: "maximum-pages: 3")
        #expect(result.pages.isEmpty)
        #expect(result.omitted.map(\.reason) == [HTMLConverter.tooManyPages.reason])
    }

    // MARK: Office documents

    @Test func richTextBecomesPages() async throws {
        let rtf = Array("{\\rtf1\\ansi Hello \\b bold\\b0\\page second page}".utf8)
        let mail = TestRendering.mail([TestRendering.attachment("application/octet-stream", "a.bin", rtf)])
        let pages = try bitmaps(try await result(mail))
        #expect(pages.count == 2 && pages.allSatisfy { $0.ink > 100 })
    }

    @Test(arguments: [("docx", OfficeKind.wordProcessing), ("odt", .openText), ("doc", .compound)])
    func documentsOfOfficesAreKnownByTheirContent(format: String, kind: OfficeKind) async throws {
        let document = try TestTool.run(
            "/bin/sh",
            ["-c", "cat > a.rtf && soffice --headless --convert-to \(format) a.rtf >&2 && cat a.\(format)"],
            input: Array("{\\rtf1\\ansi Hello}".utf8))
        #expect(ContentKind(of: document) == .office(kind))
        let mail = TestRendering.mail([TestRendering.attachment("application/octet-stream", "a.bin", document)])
        #expect(try bitmaps(try await result(mail)).count == 1)
    }

    @Test("An archive that gets a thousand times larger costs its part, and no more than its time")
    func zipBomb() async throws {
        let bomb = try TestTool.run(
            "/usr/bin/python3",
            [
                "-I", "-c",
                """
                import sys, zipfile
                with zipfile.ZipFile("a.docx", "w", zipfile.ZIP_DEFLATED) as file:
                    file.writestr("[Content_Types].xml", "<Types/>")
                    with file.open("word/document.xml", "w", force_zip64=True) as part:
                        part.write(b"<w:document><w:body>")
                        for _ in range(500): part.write(b"<w:p/>" * 175000)
                sys.stdout.buffer.write(open("a.docx", "rb").read())
                """,
            ])
        #expect(ContentKind(of: bomb) == .office(.wordProcessing))
        let mail = TestRendering.mail([
            TestRendering.text("Hello"), TestRendering.attachment("application/octet-stream", "a.docx", bomb),
        ])
        let result = try await result(mail, settings: "sandbox: {time: 15s}")
        #expect(result.pages.count == 1 && result.omitted.map(\.name) == ["a.docx"])
    }

    @Test func whatIsNoDocumentIsNamed() async throws {
        let broken: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 600)
        let mail = TestRendering.mail([TestRendering.attachment("application/msword", "a.doc", broken)])
        let result = try await result(mail)
        #expect(result.omitted.map(\.name) == ["a.doc"], "\(result.pages.count)")
    }

    // MARK: Signed mail

    private static let key = try? TestTool.run(
        "/bin/sh",
        [
            "-c",
            "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=a -keyout key.pem -out crt.pem 2>/dev/null && cat key.pem crt.pem",
        ])

    private func smime(_ arguments: String) throws -> [UInt8] {
        let key = try #require(Self.key)
        let content = "Content-Type: text/plain\r\n\r\nsigned text\r\n"
        return try TestTool.run(
            "/bin/sh",
            ["-c", "cat > k.pem; printf '%s' '\(content)' | openssl cms -binary -outform DER \(arguments)"], input: key)
    }

    @Test func aMailWithinItsSignatureIsOpened() async throws {
        let signed = try smime("-sign -signer k.pem -nodetach")
        #expect(ContentKind(of: signed) == .signedMail)
        let mail = TestRendering.mail([TestRendering.attachment("application/pkcs7-mime", "smime.p7m", signed)])
        let plain = try bitmaps(try await result(TestRendering.mail([TestRendering.text("signed text\r\n")])))
        #expect(try bitmaps(try await result(mail)) == plain)
    }

    @Test func anEncryptedMailIsRefused() async throws {
        let encrypted = try smime("-encrypt k.pem")
        #expect(ContentKind(of: encrypted) == .encryptedMail)
        let mail = TestRendering.mail([TestRendering.attachment("application/pkcs7-mime", "smime.p7m", encrypted)])
        #expect(try await result(mail).omitted == [OmittedPart(name: "smime.p7m", reason: "It is encrypted.")])
    }

    // MARK: What fails, what is blank, what comes again

    @Test func aPartThatFailsFailsTheFaxWhereThatIsWanted() async throws {
        let mail = TestRendering.mail([
            TestRendering.text("Hello"), TestRendering.attachment("application/zip", "a.zip", [0x50, 0x4B, 3, 4]),
        ])
        let done = try await TestRendering.orderRenderer("failed-parts: fail").completion(
            of: try TestRendering.order(), mail: mail)
        #expect(done.successors.map(\.stage) == [.deliver])
        let sent = try await TestRendering.orderRenderer().completion(of: try TestRendering.order(), mail: mail)
        #expect(sent.successors.map(\.stage) == [.faxout])
    }

    @Test func blankPagesAreLeftOutWhereThatIsWanted() async throws {
        let pdf = TestPDF(pages: [
            TestPDF.Page(content: "72 72 144 216 re f"), TestPDF.Page(content: ""),
            TestPDF.Page(content: "9 9 1 1 re f"),
        ]).bytes
        let mail = TestRendering.mail([TestRendering.attachment("application/pdf", "a.pdf", pdf)])
        #expect(try await result(mail).pages.count == 3)
        #expect(try await result(mail, settings: "drop-blank-pages: yes").pages.count == 1)
    }

    @Test func aDocumentThatComesAgainIsNotConvertedAgain() async throws {
        let pdf = TestPDF(texts: ["A"]).bytes
        let mail = try Mail(parsing: TestRendering.mail([TestRendering.attachment("application/pdf", "a.pdf", pdf)]))
        let cache = PageCache(limit: 1 << 20)
        let layout = PageLayout(.fine, paper: .a4)
        let key = PageCache.Key("pdf", layout, [pdf])
        #expect(await cache.pages(key) == nil)
        let pages = try await TestRendering.orderRenderer().renderer.pages(of: mail, layout).pages
        await cache.keep(pages, for: key)
        #expect(await cache.pages(PageCache.Key("pdf", layout, [pdf])) == pages)
        #expect(await cache.pages(PageCache.Key("pdf", PageLayout(.standard, paper: .a4), [pdf])) == nil)
        #expect(await cache.pages(PageCache.Key("tiff", layout, [pdf])) == nil)
        #expect(await cache.pages(PageCache.Key("pdf", layout, [pdf, []])) == nil)
    }

    @Test func theCacheKeepsWhatWasUsedLast() async {
        let cache = PageCache(limit: 1000)
        let layout = PageLayout(.fine, paper: .a4)
        func key(_ number: UInt8) -> PageCache.Key { PageCache.Key("x", layout, [[number]]) }
        func page(_ size: Int) -> [T6Strip] { [T6Strip(width: 8, rows: 1, bytes: [UInt8](repeating: 0, count: size))] }
        for number in 1...3 as ClosedRange<UInt8> {
            await cache.keep(page(100), for: key(number))
            _ = await cache.pages(key(1))
        }
        await cache.keep(page(200), for: key(4))
        #expect(await cache.pages(key(1)) != nil)
        #expect(await cache.pages(key(2)) == nil)
        #expect(await cache.pages(key(4)) != nil)
        await cache.keep(page(900), for: key(5))
        #expect(await cache.pages(key(5)) == nil, "one document does not push out all others")
    }
}
