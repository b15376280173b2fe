import Configuration
import FaxModel
import Foundation
import Pipeline
import TIFF
import TestSupport
import Testing

@testable import render

@Suite("What the mail of a received fax brings", .timeLimit(.minutes(5)))
struct ReceivedFaxRendererTests {
    private static let letter = ReadingDirectionTests.page(ReadingDirectionTests.texts[0])

    /// A page with a sending machine's line on top, and dust.
    private static let blank: PageBitmap = {
        var page = PageBitmap(width: 1728, rows: 2292)
        for column in 100..<1500 where column % 7 < 3 { page[column, 20] = true }
        for speck in 0..<20 { page[37 * speck + 5, 100 + 90 * speck] = true }
        return page
    }()

    private static func file(_ pages: [PageBitmap], _ resolution: Resolution = .fine) throws -> [UInt8] {
        var writer = TIFFWriter()
        for page in pages { try writer.append(page, resolution: TIFFResolution(resolution)) }
        return try writer.finish()
    }

    private func completion(
        _ pages: [PageBitmap], _ attachment: ReceivedFaxRoute.Attachment = .pdf, hasPreview: Bool = true,
        settings: String = "", resolution: Resolution = .fine, copy: Int? = nil
    ) async throws -> (completion: Completion, mail: ReceivedFaxMail, source: DocumentReference) {
        let file = try Self.file(pages, resolution)
        let source = DocumentReference(
            digest: NewDocument(file).digest, byteCount: file.count, mediaType: "image/tiff")
        let fax = ReceivedFax(
            job: JobID(order: OrderID(rawValue: 4711), number: 1), call: CallID(rawValue: 1), line: "line-1",
            group: .default, caller: CallerIdentification(number: "+49228123"),
            began: Date(timeIntervalSince1970: 1_800_000_000))
        var route = ReceivedFaxRoute(to: ["in@example.com"], attachment: attachment, hasPreview: hasPreview)
        route.copy = copy
        let configuration = try Configuration(text: "received: {\(settings)}", file: "test")
        let completion = try await ReceivedFaxRenderer(settings: configuration.received.pages).completion(
            of: RoutedFax(fax: fax, document: source, route: route)
        ) { _ in file }
        let task = try #require(completion.successors.first)
        #expect(completion.verdict == .done && completion.successors.count == 1)
        #expect(task.stage == .deliver && task.lane == .received)
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .secondsSince1970
        return (completion, try decoder.decode(ReceivedFaxMail.self, from: Data(task.payload)), source)
    }

    private func document(_ reference: DocumentReference, _ completion: Completion) throws -> [UInt8] {
        try #require(completion.documents.first { $0.digest == reference.digest }).bytes
    }

    @Test("A route's attachment decides what is made; a TIFF file is the fax as it came")
    func attachments() async throws {
        let expected: [(ReceivedFaxRoute.Attachment, [String])] = [
            (.pdf, ["application/pdf"]), (.archivalPDF, ["application/pdf"]), (.tiff, ["image/tiff"]),
            (.both, ["application/pdf", "image/tiff"]), (.none, []),
        ]
        for (attachment, types) in expected {
            let (completion, mail, source) = try await completion([Self.letter], attachment)
            #expect(mail.attachments.map(\.mediaType) == types)
            let kept = Set(completion.updates.flatMap { Array(($0.documents ?? [:]).values) })
            let needed = Set(mail.attachments + [mail.preview].compactMap { $0 })
            #expect(kept == needed, "the history has what the mail needs, for as long as that is tried")
            for reference in mail.attachments where reference.mediaType == "image/tiff" { #expect(reference == source) }
            for reference in mail.attachments where reference.mediaType == "application/pdf" {
                let text = String(decoding: try document(reference, completion), as: UTF8.self)
                #expect(text.contains("pdfaid:part") == (attachment == .archivalPDF))
            }
        }
    }

    @Test("The history keeps the files of each copy beside those of the others: its mail may be tried for days")
    func copies() async throws {
        func roles(_ attachment: ReceivedFaxRoute.Attachment, copy: Int?) async throws -> [String] {
            let made = try await completion([Self.letter], attachment, hasPreview: false, copy: copy).completion
            return made.updates.flatMap { ($0.documents ?? [:]).keys }.sorted()
        }
        #expect(try await roles(.pdf, copy: nil) == ["pdf"])
        #expect(try await roles(.archivalPDF, copy: 1) == ["pdf-1"])
        #expect(try await roles(.both, copy: 2) == ["pdf-2", "tiff-2"])
    }

    @Test("Nothing is read where the mail brings nothing of the fax")
    func nothing() async throws {
        let (completion, mail, _) = try await completion([Self.letter], .none, hasPreview: false)
        #expect(completion.documents.isEmpty && mail.attachments.isEmpty && mail.preview == nil)
    }

    @Test("The preview is a picture in which pels are square, whatever the resolution of the fax")
    func preview() async throws {
        for resolution in [Resolution.standard, .fine, .superfine] {
            let page = ReadingDirectionTests.page(ReadingDirectionTests.texts[0], resolution)
            let (completion, mail, _) = try await completion([page], resolution: resolution)
            let png = try document(try #require(mail.preview), completion)
            #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
            // IHDR: width and height are the first octets of the first chunk.
            let size = [16, 20].map { png[$0..<$0 + 4].reduce(0) { $0 << 8 | Int($1) } }
            #expect(size[0] == 640)
            let shape = Double(size[1]) / Double(size[0])
            let expected: Double = 11.69 * 204 / 1728
            #expect(abs(shape - expected) < 0.01, "\(resolution) \(size)")
        }
    }

    @Test("A page that came in on its head is turned, and named; its neighbours are not")
    func turned() async throws {
        let pages = [ReadingDirectionTests.turned(Self.letter), Self.letter]
        let (completion, mail, _) = try await completion(pages)
        #expect(mail.turnedPages == [1])
        let pdf = try document(mail.attachments[0], completion)
        let folder = try TemporaryFolder()
        try Data(pdf).write(to: folder.url.appending(path: "fax.pdf"))
        let size = ["-scale-to-x", "1728", "-scale-to-y", "\(Self.letter.rows)"]
        _ = try await ChildProcess.run(
            "/usr/bin/pdftoppm", ["-mono", "-r", "204"] + size + [folder.path("fax.pdf"), folder.path("page")])
        let shown = try (1...2).map { try PortableBitmap.read(folder.url.appending(path: "page-\($0).pbm")) }
        for page in shown {
            let different = zip(page.bytes, Self.letter.bytes).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
            // Poppler's scaler moves edges by a pel.
            let ink = Self.letter.bytes.reduce(0) { $0 + $1.nonzeroBitCount }
            #expect(different < ink / 2, "both pages read alike: \(different) of \(ink) pels differ")
        }
        let kept = try await self.completion(pages, settings: "upside-down: keep")
        #expect(kept.mail.turnedPages == nil)
    }

    @Test("Blank pages at the end are left out where that is wanted: never the first, and never one between others")
    func blank() async throws {
        let pages = [Self.letter, Self.blank, Self.letter, Self.blank, Self.blank]
        let (_, kept, _) = try await completion(pages, .both)
        #expect(kept.droppedPages == nil)
        let (completion, mail, source) = try await completion(pages, .both, settings: "blank-last-pages: drop")
        #expect(mail.droppedPages == 2 && mail.attachments[1] != source)
        #expect(
            try Pages.bitmaps(try document(mail.attachments[1], completion)) == [Self.letter, Self.blank, Self.letter])
        let (_, alone, _) = try await self.completion([Self.blank, Self.blank], settings: "blank-last-pages: drop")
        #expect(alone.droppedPages == 1)
        var word = Self.blank
        for row in 1000..<1012 { for column in 800..<812 { word[column, row] = true } }
        let (_, small, _) = try await self.completion([Self.letter, word], settings: "blank-last-pages: drop")
        #expect(small.droppedPages == nil, "a single letter is something")
    }

    @Test("Pages that can't be read fail the fax for the operator, with the reason")
    func damaged() async throws {
        let file = [UInt8](repeating: 7, count: 100)
        let reference = DocumentReference(digest: NewDocument(file).digest, byteCount: 100, mediaType: "image/tiff")
        let fax = ReceivedFax(
            job: JobID(order: OrderID(rawValue: 4711), number: 1), call: CallID(rawValue: 1), line: "line-1",
            group: .default, caller: CallerIdentification(), began: Date())
        let settings = try Configuration(text: "{}", file: "test").received.pages
        await #expect(throws: Failure.self) {
            _ = try await ReceivedFaxRenderer(settings: settings).completion(
                of: RoutedFax(fax: fax, document: reference, route: ReceivedFaxRoute(to: ["in@example.com"]))
            ) { _ in file }
        }
    }
}
