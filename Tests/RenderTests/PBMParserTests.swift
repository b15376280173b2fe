import FaxModel
import Testing

@testable import render

@Suite struct PBMParserTests {
    private func parse(_ pieces: [[UInt8]]) throws -> (pages: [PageBitmap], isComplete: Bool) {
        var parser = PBMParser(pageLimit: 2, width: 9...10, rows: 1...3)
        var pages: [PageBitmap] = []
        for piece in pieces { try parser.append(piece.span.bytes) { pages.append($0) } }
        #expect(parser.pageCount == pages.count)
        return (pages, parser.isComplete)
    }

    private let page = Array("P4\n10 2\n".utf8) + [0xFF, 0xC0, 0x01, 0x40]

    @Test func pagesAreReadHoweverTheStreamIsCut() throws {
        let expected = try #require(PageBitmap(width: 10, rows: 2, bytes: [0xFF, 0xC0, 0x01, 0x40]))
        let stream = page + page
        for size in 1...stream.count {
            let pieces = stride(from: 0, to: stream.count, by: size).map {
                Array(stream[$0..<min($0 + size, stream.count)])
            }
            let parsed = try parse(pieces)
            #expect(parsed.pages == [expected, expected])
            #expect(parsed.isComplete)
        }
    }

    @Test func aCutPageIsNotComplete() throws {
        #expect(try parse([Array(page.dropLast())]).isComplete == false)
        #expect(try parse([Array(page.prefix(3))]).isComplete == false)
    }

    @Test(arguments: [
        "P5\n10 2\n", "P4\n11 2\n", "P4\n10 4\n", "P4\n10 -2\n", "P4 99999999999999999999 1\n",
        "hello world and so on and on and on",
    ])
    func whatIsNotExpectedIsRefused(text: String) {
        #expect(throws: ConversionError.self) { try parse([Array(text.utf8)]) }
    }

    @Test func onePageTooManyIsRefused() {
        #expect(throws: ConversionError.self) { try parse([page + page + page]) }
    }
}
