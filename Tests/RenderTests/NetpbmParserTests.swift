import FaxModel
import Testing

@testable import render

@Suite struct NetpbmParserTests {
    private func parse(_ pieces: [[UInt8]]) throws -> (pages: [PageBitmap], isComplete: Bool) {
        var parser = NetpbmParser(.bitmap, pageLimit: 2, width: 9...10, rows: 1...3)
        var pages: [PageBitmap] = []
        for piece in pieces {
            try parser.append(piece.span.bytes) { (page: NetpbmParser.Page) in pages.append(try page.bitmap()) }
        }
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

    @Test func aLargePageIsGivenAsItComes() throws {
        let stream = Array("P6\n2 2\n255\n".utf8) + (1...12)
        for size in 1...stream.count {
            var parser = NetpbmParser(.colour, pageLimit: 1, width: 1...2, rows: 1...2)
            var octets: [UInt8] = []
            var ends: [Int] = []
            for start in stride(from: 0, to: stream.count, by: size) {
                try parser.append(stream[start..<min(start + size, stream.count)].span.bytes) {
                    width, rows, piece, isLast in
                    #expect(width == 2 && rows == 2)
                    octets += piece
                    if isLast { ends.append(octets.count) }
                }
            }
            #expect(octets == Array(1...12) && ends == [12] && parser.isComplete && parser.pageCount == 1)
        }
    }

    @Test func pagesInColoursAreReadAndHaveWhiteAt255() throws {
        var parser = NetpbmParser(.colour, pageLimit: 1, width: 1...1, rows: 1...2)
        var pages: [NetpbmParser.Page] = []
        let stream = Array("P6\n1 2\n255\n".utf8) + [0, 1, 254, 255, 7, 8]
        for byte in stream { try parser.append([byte].span.bytes) { (page: NetpbmParser.Page) in pages.append(page) } }
        #expect(parser.isComplete && pages.map(\.bytes) == [[0, 1, 254, 255, 7, 8]])
        var deep = NetpbmParser(.colour, pageLimit: 1, width: 1...1, rows: 1...2)
        #expect(throws: ConversionError.self) {
            try deep.append(Array("P6\n1 2\n65535\n".utf8).span.bytes) { (_: NetpbmParser.Page) in }
        }
    }

    @Test func onePageTooManyIsRefused() {
        #expect(throws: ConversionError.self) { try parse([page + page + page]) }
    }
}
