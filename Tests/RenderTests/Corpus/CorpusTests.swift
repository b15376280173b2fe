import Configuration
import FaxModel
import Foundation
import MIME
import Pipeline
import TIFF
import Testing

@testable import render

@Suite("The corpus", .timeLimit(.minutes(20))) struct CorpusTests {
    @Test("Our own pages are pel by pel what they were", arguments: Corpus.own)
    func own(document: Corpus.Own) async throws {
        var generator = GeneratedDocument(seed: document.seed)
        switch document.kind {
        case .text(let expected):
            let mail = TestRendering.mail([TestRendering.text(generator.text())])
            let result = try await TestRendering.orderRenderer().renderer.pages(
                of: try Mail(parsing: mail), PageLayout(.fine, paper: .a4))
            let digest = NewDocument(result.pages.flatMap(\.bytes)).digest.description
            #expect(digest == expected, "\(document.name): \(digest), \(result.pages.count) pages")
        case .fax:
            let pages = (0..<3).map { generator.faxPage(rows: 2200 + 40 * $0) }
            let attachment = TestRendering.attachment("image/tiff", "a.tif", try TestRendering.tiff(pages))
            let result = try await TestRendering.orderRenderer().renderer.pages(
                of: try Mail(parsing: TestRendering.mail([attachment])), PageLayout(.fine, paper: .a4))
            #expect(result.pages == pages.map { T6Strip(coding: $0) } && result.omitted.isEmpty)
        }
    }

    @Test("What libraries draw looks as other programs draw it", arguments: Corpus.drawn)
    func drawn(document: Corpus.Drawn) async throws {
        switch document.source {
        case .pdf(let seed):
            var generator = GeneratedDocument(seed: UInt64(seed))
            try await check(document, pdf: generator.pdf())
        case .html(let seed):
            var generator = GeneratedDocument(seed: UInt64(seed))
            try await check(document, pdf: try await pdf(ofHTML: generator.html()))
        case .picture(let seed):
            var generator = GeneratedDocument(seed: UInt64(seed))
            try await check(document, picture: try TestTool.picture("png", of: generator.picture()), .png)
        case .file(let path, let package):
            let bytes = try #require(
                FileManager.default.contents(atPath: path), "\(path) is missing: install the package \(package)")
            switch ContentKind(of: Array(bytes)) {
            case .pdf: try await check(document, pdf: Array(bytes))
            case .image(let kind): try await check(document, picture: Array(bytes), kind)
            case .office(let kind):
                let office = try converters().office
                try await check(document, pdf: try await office.pdf(of: Array(bytes), kind, end: office.sandbox.end))
            case let other: Issue.record("\(path) is \(String(describing: other))")
            }
        }
    }

    private func converters() throws -> Converters {
        let settings = try TestRendering.settings()
        return Converters(settings, sandbox: Sandbox(settings: settings.sandbox))
    }

    private func pdf(ofHTML text: String) async throws -> [UInt8] {
        let html = try converters().html
        return try await html.pdf(
            of: [text], .mail(PageLayout(.fine, paper: .a4)), pageLimit: 20, end: html.sandbox.end
        ).pdf
    }

    /// Our pages of a PDF beside Ghostscript's.
    private func check(_ document: Corpus.Drawn, pdf: [UInt8]) async throws {
        let pages = try await converters().pdf.pages(of: pdf, resolution: .fine, pageLimit: 60) { $0 }
        #expect(!pages.isEmpty)
        for (index, page) in pages.enumerated().prefix(4) {
            let drawn = try TestTool.run(
                "/usr/bin/gs",
                [
                    "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=pgmraw", "-r102", "-dTextAlphaBits=4",
                    "-dGraphicsAlphaBits=4", "-dFirstPage=\(index + 1)", "-dLastPage=\(index + 1)",
                    "-sOutputFile=%stdout", "-",
                ], input: pdf)
            try compare(document, page, drawn, "page \(index + 1)")
        }
    }

    /// Our page of a picture beside GraphicsMagick's.
    private func check(_ document: Corpus.Drawn, picture: [UInt8], _ kind: ImageKind) async throws {
        let image = try converters().image
        let page = try await image.page(of: picture, kind, PageLayout(.fine, paper: .a4), end: image.sandbox.end)
        let drawn = try TestTool.run(
            "/usr/bin/gm",
            [
                "convert", "\(kind.rawValue):-[0]", "-background", "white", "-flatten", "-colorspace", "gray", "-depth",
                "8", "pgm:-",
            ], input: picture)
        try compare(document, page, drawn, "the picture")
    }

    private func compare(_ document: Corpus.Drawn, _ page: PageBitmap, _ pgm: [UInt8], _ place: String) throws {
        let theirs = try #require(DarknessMap(pgm: pgm), "\(document.name)")
        // Lying pages are turned to the right.
        let ours = [page, page.turnedRight().turnedRight().turnedRight()].map { DarknessMap($0).distance(to: theirs) }
        let distance = ours.min() ?? 1
        #expect(distance < document.distance, "\(document.name), \(place): \(distance)")
    }
}

extension Corpus.Own: CustomTestStringConvertible {
    var testDescription: String { name }
}

extension Corpus.Drawn: CustomTestStringConvertible {
    var testDescription: String { name }
}
