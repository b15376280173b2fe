import ArgumentParser
import Configuration
import FaxModel
import Foundation
import TIFF
import Testing

@testable import render

@Suite("Previews", .timeLimit(.minutes(20))) struct PreviewTests {
    private func document(_ bytes: [UInt8], _ arguments: [String] = []) throws -> PreviewDocument {
        try PreviewDocument(
            bytes, name: "a.bin", wishes: try PreviewWishes.parse(["a.bin"] + arguments),
            configuration: try Configuration(text: "{}", file: "test"), now: Date(timeIntervalSince1970: 1_700_000_000))
    }

    private func preview(_ bytes: [UInt8], _ arguments: [String] = []) async throws -> Preview {
        try await Preview(of: try document(bytes, arguments), by: try TestRendering.orderRenderer())
    }

    @Test func aDocumentHasItsPagesAndNoCover() async throws {
        let preview = try await preview(TestPDF(texts: ["A", "B"]).bytes)
        #expect(preview.pages.count == 2 && !preview.hasCover && preview.omitted.isEmpty)
        #expect(preview.sentence.hasPrefix("2 pages; "))
        #expect(try await self.preview(Array("Grüße".utf8), ["--cover"]).pages.count == 2)
    }

    @Test("A mail that can't be read is no text: it would not be sent as one") func unreadableMails() throws {
        let mail = "Subject: x\r\n" + String(repeating: "Content-Type: message/rfc822\r\n\r\n", count: 1000)
        let error = #expect(throws: PreviewError.self) { try document(Array(mail.utf8)) }
        #expect(error?.description.hasPrefix("The mail can't be read: ") == true)
        #expect(try document(Array("Note: call Kai".utf8)).order.options.coverPage == false)
    }

    @Test func theHeaderFieldsOfAMailAreFollowed() async throws {
        let mail = """
            From: Jane Doe <jane@example.com>
            To: Miller <x@example.com>
            Subject: Offer
            X-Fax-Resolution: standard
            X-Fax-Number: +49228999; name="Kai"

            Hello
            """
        let document = try document(Array(mail.utf8))
        #expect(document.order.sender == Party(name: "Jane Doe", mail: "jane@example.com"))
        #expect(
            document.order.jobs[0].number.description == "+49228999" && document.order.jobs[0].recipient.name == "Kai")
        let preview = try await preview(Array(mail.utf8))
        #expect(preview.hasCover && preview.pages.map(\.rows) == [1146, 1146] && preview.resolution == .standard)
        #expect(
            try await self.preview(Array(mail.utf8), ["--no-cover", "--resolution", "fine"]).pages.map(\.rows) == [2292]
        )
        #expect(throws: PreviewError.self) { try self.document(Array("Subject: x\nX-Fax-Paper: wood\n\nx".utf8)) }
        #expect(throws: PreviewError.self) { try self.document(Array(mail.utf8), ["--template", "none"]) }
    }

    @Test func whatIsNoFaxIsSaidAsItsSenderWouldHearIt() async throws {
        let error = await #expect(throws: PreviewError.self) { try await preview([0x50, 0x4B, 3, 4]) }
        #expect(error?.description.contains("a.bin: It is a ZIP archive") == true)
    }

    @Test("The same pages stand in every kind of file")
    func files() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "preview-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let preview = try await preview(TestPDF(texts: ["A", "B"]).bytes)
        let path = { (name: String) in folder.appending(path: name).path }
        #expect(try preview.write(to: path("a.png"), .png) == [path("a-1.png"), path("a-2.png")])
        #expect(try preview.write(to: path("a.pdf"), .pdf) == [path("a.pdf")])
        #expect(try preview.write(to: path("a.tif"), .tiff) == [path("a.tif")])
        var reader = try TIFFReader(Array(try Data(contentsOf: URL(filePath: path("a.tif")))))
        let page = try reader.bitmap(0)
        // Other people's readers see the same.
        for (file, format) in [("a-1.png", "png"), ("a.pdf", "pdf")] {
            let bytes = Array(try Data(contentsOf: URL(filePath: path(file))))
            let pbm =
                format == "png"
                ? try TestTool.run("/usr/bin/gm", ["convert", "png:-", "pbm:-"], input: bytes)
                : try TestTool.run(
                    "/usr/bin/pdftoppm", ["-mono", "-r", "204", "-rx", "204", "-ry", "196", "-l", "1", "-"],
                    input: bytes)
            var parser = NetpbmParser(.bitmap, pageLimit: 1, width: 1...2000, rows: 1...3000)
            var seen: PageBitmap?
            try parser.append(pbm.span.bytes) { (page: NetpbmParser.Page) in seen = try page.bitmap() }
            let found = try #require(seen)
            #expect(abs(found.width - page.width) <= 1 && abs(found.rows - page.rows) <= 1)
            #expect(abs(found.ink - page.ink) * 50 <= page.ink, "\(format)")
        }
    }

    @Test("A template that can't be used is told, and the built-in cover page stands in for it")
    func brokenTemplate() async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "cover-\(UUID().uuidString).html")
        try Data("<html>{{#never}}".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let covers = "covers: {own: \(file.path)}"
        let document = try PreviewDocument(
            Array("Hello".utf8), name: "a.txt",
            wishes: try PreviewWishes.parse(["a.txt", "--cover", "--template", "own"]),
            configuration: try Configuration(text: "render: {\(covers)}", file: "test"), now: Date())
        let preview = try await Preview(of: document, by: try TestRendering.orderRenderer(covers))
        #expect(preview.pages.count == 2 && preview.hasCover)
        #expect(preview.coverTroubles.count == 1 && preview.coverTroubles[0].contains("\(file.path) is no Mustache"))
        let json = String(decoding: try JSONEncoder().encode(preview.summary([])), as: UTF8.self)
        #expect(json.contains("no Mustache"))
        #expect(try await self.preview(Array("Hello".utf8), ["--cover"]).coverTroubles.isEmpty)
    }

    @Test func moreOctetsTakeLonger() async throws {
        let short = try await preview(Array("x".utf8))
        let long = try await preview(Array(String(repeating: "The quick brown fox.\n", count: 200).utf8))
        #expect(short.seconds > 15 && short.seconds < 25 && long.seconds > short.seconds + 10)
    }
}
