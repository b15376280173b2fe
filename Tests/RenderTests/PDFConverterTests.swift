import FaxModel
import Testing

@testable import render

@Suite(.timeLimit(.minutes(20))) struct PDFConverterTests {
    private func pages(
        _ pdf: [UInt8], _ resolution: Resolution = .fine, limit: Int = 100, settings: String = ""
    ) async throws -> [PageBitmap] {
        try await TestRendering.pdfConverter(settings).pages(of: pdf, resolution: resolution, pageLimit: limit) { $0 }
    }

    private func reason(_ pdf: [UInt8], limit: Int = 100, settings: String = "") async throws -> String {
        do {
            return "\(try await pages(pdf, limit: limit, settings: settings).count) pages"
        } catch let error as ConversionError {
            return error.reason
        }
    }

    @Test func pagesAreAsLargeAsThePaperAtBothResolutions() async throws {
        let pdf = TestPDF(texts: ["One", "Two"]).bytes
        #expect(try await pages(pdf).map { [$0.width, $0.rows] } == [[1687, 2292], [1687, 2292]])
        #expect(try await pages(pdf, .standard).map { [$0.width, $0.rows] } == [[1687, 1146], [1687, 1146]])
    }

    @Test("What a document seems to be at a glance may be wrong: its pages are those of what it is")
    func misleadingGlance() async throws {
        // Another size first, no size, and far more pages.
        let comments = [
            "/MediaBox [0 0 200 300]", "/MediaBox [0 0 1e9 1]", "/MediaBox [x]", "/Type /Page /BitsPerComponent 8",
        ]
        let page = TestPDF.Page(content: "72 72 144 216 re f")
        let expected = try await pages(TestPDF(pages: [page, page]).bytes)
        for comment in comments {
            let pdf = TestPDF(pages: [page, page]).bytes + Array("\n% \(comment)\n".utf8)
            let first = Array("%PDF-1.4\n% \(comment)\n".utf8) + pdf.dropFirst(9)
            for bytes in [pdf, first] {
                let drawn = try await pages(bytes)
                #expect(drawn.count == expected.count)
                for (page, wanted) in zip(drawn, expected) {
                    // Sizes are rounded in more than one way.
                    #expect(abs(page.rowsOfInk.lowerBound - wanted.rowsOfInk.lowerBound) <= 1)
                    #expect(abs(page.rowsOfInk.upperBound - wanted.rowsOfInk.upperBound) <= 1)
                    #expect(abs(page.columnsOfInk.lowerBound - wanted.columnsOfInk.lowerBound) <= 1)
                    #expect(abs(page.columnsOfInk.upperBound - wanted.columnsOfInk.upperBound) <= 1)
                }
            }
        }
    }

    @Test("Pages in colours among print come in their places, whichever is first", arguments: [0, 1, 7, 19])
    func colouredPages(place: Int) async throws {
        // Page n has a bar of n+1 times 10 points; the coloured one a grey field besides.
        let pdf = TestPDF(
            pages: (0..<20).map { index in
                let field = index == place ? "0.5 g 300 300 100 100 re f 0 g " : ""
                return TestPDF.Page(content: field + "10 700 \(10 * (index + 1)) 50 re f")
            })
        let drawn = try await pages(pdf.bytes)
        let bars = drawn.map { page in (0..<page.width).filter { page[$0, 320] }.count }
        #expect(drawn.count == 20)
        #expect(bars.enumerated().allSatisfy { abs($1 - 10 * ($0 + 1) * 204 / 72) <= 2 }, "\(bars)")
        #expect(drawn.indices.filter { drawn[$0].rowsOfInk.upperBound > 1000 } == [place])
    }

    @Test("In colours, MuPDF and Poppler draw the same page")
    func coloursByBoth() async throws {
        let frame = "1 0 0 RG 1 w 0.5 0.5 399 499 re S 0.6 g 100 100 200 200 re f 0 g 0 0 40 20 re f"
        for entries in ["", "/Rotate 90", "/Rotate 180", "/CropBox [50 50 350 450]", "/UserUnit 2"] {
            let pdf = TestPDF(pages: [TestPDF.Page(width: 400, height: 500, entries: entries, content: frame)]).bytes
            for resolution in [Resolution.standard, .fine, .inch300] {
                let mu = try await pages(pdf, resolution)[0]
                let poppler = try await pages(pdf, resolution, settings: "mutool: /usr/bin/no-such-program")[0]
                #expect(mu.width == poppler.width && mu.rows == poppler.rows, "\(entries) \(resolution)")
                let distance = DarknessMap(mu).distance(to: DarknessMap(poppler))
                #expect(distance < 0.02, "\(entries) \(resolution): \(distance)")
            }
        }
    }

    @Test("Thin lines last beside colours, too")
    func thinLinesBesideColours() async throws {
        let lines =
            "0 w 100 100 m 400 100 l S 0.05 w 100 200 m 400 300 l S 100 350.13 300 0.1 re f 100 400 0.1 100 re f"
        let page = TestPDF.Page(content: "0.6 g 100 600 200 200 re f 0 g " + lines)
        let drawn = try await pages(TestPDF(pages: [page]).bytes)[0]
        let columns = 290..<1130
        // Each column has the three lines that go across, below the field.
        let strokes = columns.map { column in
            (1000..<drawn.rows).filter { drawn[column, $0] && !drawn[column, $0 - 1] }.count
        }
        #expect(strokes.filter { $0 < 3 }.isEmpty, "\(strokes.filter { $0 < 3 }.count) columns have gaps")
        #expect((940..<1190).allSatisfy { row in (280..<288).contains { drawn[$0, row] } })
    }

    @Test("Of a picture that is shown smaller no line is left out, as of a scan")
    func scannedLines() async throws {
        // Every tenth of 300 rows is black; they become 272.
        let row = { (isBlack: Bool) in String(repeating: isBlack ? "00" : "FF", count: 300) }
        let pels = (0..<300).map { row($0 % 10 == 4) }.joined(separator: "\n")
        let picture = "q 100 0 0 100 50 300 cm BI /W 300 /H 300 /BPC 8 /CS /G /F /AHx ID\n\(pels)>\nEI Q"
        let page = TestPDF.Page(width: 400, height: 500, content: "0.6 g 300 20 80 80 re f \(picture)")
        let drawn = try await pages(TestPDF(pages: [page]).bytes)[0]
        let column = 100 * 204 / 72
        let lines = (1..<drawn.rows).filter { drawn[column, $0] && !drawn[column, $0 - 1] }
        #expect(lines.count == 30, "\(lines)")
    }

    @Test("A page that MuPDF can't draw is drawn by Poppler, and one that nobody can is refused")
    func withoutMuPDF() async throws {
        let page = TestPDF.Page(content: "0.5 g 100 100 200 200 re f 0 g 72 700 144 50 re f")
        let pdf = TestPDF(pages: [page, page]).bytes
        for mutool in ["/usr/bin/no-such-program", "/usr/bin/false", "/usr/bin/true"] {
            #expect(try await pages(pdf, settings: "mutool: \(mutool)").count == 2, "\(mutool)")
        }
        #expect(
            try await reason(pdf, settings: "mutool: /usr/bin/false\npdftoppm: /usr/bin/false")
                == "Its page 1 can't be drawn.")
    }

    @Test("Sizes that Poppler's programs round differently fill the line, and no more")
    func roundedSizes() async throws {
        for (width, height) in [(1190.551181, 1683.779528), (708.661417, 1000.629921), (1000.004, 1500.006)] {
            let page = TestPDF.Page(width: width, height: height, content: "0 0 72 72 re f")
            let drawn = try await pages(TestPDF(pages: [page]).bytes)[0]
            #expect(drawn.width == 1728 || drawn.width == 1727)
        }
    }

    @Test("A page of absurd size is refused with a reason")
    func absurdSize() async throws {
        let page = TestPDF.Page(width: 600, height: 1e30, content: "")
        #expect(try await reason(TestPDF(pages: [page]).bytes) == "One of its pages has no size that can be printed.")
    }

    @Test func whatIsDrawnIsWhereItShouldBe() async throws {
        let page = TestPDF.Page(width: 612, height: 792, content: "72 72 144 216 re f")
        let drawn = try await pages(TestPDF(pages: [page]).bytes)[0]
        #expect(drawn.width == 1728, "letter is made to fit the fax line")
        #expect(abs(drawn.columnsOfInk.lowerBound - 203) <= 1 && abs(drawn.columnsOfInk.upperBound - 610) <= 1)
        #expect(abs(drawn.rowsOfInk.lowerBound - 1367) <= 2 && abs(drawn.rowsOfInk.upperBound - 1953) <= 2)
    }

    @Test func aLyingPageIsTurnedAndNothingIsCut() async throws {
        let page = TestPDF.Page(width: 841.89, height: 595.276, content: "0 500 100 95.276 re f")
        let drawn = try await pages(TestPDF(pages: [page]).bytes)[0]
        #expect(drawn.width == 1687 && drawn.rows == 2292)
        // Its upper left corner is at the upper right now.
        #expect(drawn.rowsOfInk.lowerBound == 0 && abs(drawn.rowsOfInk.upperBound - 272) <= 1)
        #expect(drawn.columnsOfInk.upperBound == 1687 && abs(drawn.columnsOfInk.lowerBound - (1687 - 270)) <= 1)
    }

    @Test(arguments: [90, 180, 270])
    func itsOwnRotationIsFollowed(degrees: Int) async throws {
        let frame = "1 w 0.5 0.5 399 499 re S 0 0 40 20 re f"
        let upright = TestPDF.Page(width: 400, height: 500, entries: "/Rotate \(degrees)", content: frame)
        for resolution in Resolution.allCases {
            let drawn = try await pages(TestPDF(pages: [upright]).bytes, resolution)[0]
            let shown = degrees == 180 ? (400, 500) : (500, 400)
            #expect(abs(drawn.width - shown.0 * resolution.horizontal / 72) <= 1)
            #expect(abs(drawn.rows - shown.1 * resolution.vertical / 72) <= 1)
            #expect(drawn.columnsOfInk.count >= drawn.width - 3 && drawn.rowsOfInk.count >= drawn.rows - 3)
            let corners = [(6, 6), (drawn.width - 7, 6), (drawn.width - 7, drawn.rows - 7), (6, drawn.rows - 7)]
            let expected = [90: 0, 180: 1, 270: 2][degrees]
            #expect(corners.map { drawn[$0.0, $0.1] } == (0..<4).map { $0 == expected })
        }
    }

    @Test func aPageThatIsStoredLyingAndShownLyingIsTurnedWhole() async throws {
        let page = TestPDF.Page(entries: "/Rotate 90", content: "1 w 0.5 0.5 594.2 840.8 re S")
        let drawn = try await pages(TestPDF(pages: [page]).bytes)[0]
        #expect(abs(drawn.width - 1687) <= 1 && abs(drawn.rows - 2292) <= 1)
        #expect(drawn.columnsOfInk.count >= drawn.width - 3 && drawn.rowsOfInk.count >= drawn.rows - 3)
    }

    @Test func pagesOfManySizesComeInTheirOrder() async throws {
        let sizes = [(595.0, 842.0), (595.0, 842.0), (842.0, 1191.0), (300.0, 200.0), (595.0, 842.0), (595.0, 1008.0)]
        let pdf = TestPDF(
            pages: sizes.enumerated().map { index, size in
                TestPDF.Page(width: size.0, height: size.1, content: "10 10 \(10 * (index + 1)) 100 re f")
            })
        let drawn = try await pages(pdf.bytes)
        #expect(drawn.map(\.width) == [1686, 1686, 1728, 850, 1686, 1686])
        #expect(drawn.map(\.rows) == [2293, 2293, 2349, 545, 2293, 2744])
        let widths = drawn.map(\.columnsOfInk.count)
        #expect(zip(widths, [28, 57, 62, 113, 142, 170]).allSatisfy { abs($0 - $1) <= 2 })
    }

    @Test(arguments: [true, false])
    func pagesOfManySizesThatAreScaledToTheSameAreDrawnEachByItsOwn(inColours: Bool) async throws {
        let sizes = [(612.0, 792.0), (2550.0, 3300.0), (1224.0, 1584.0), (612.0, 792.0)]
        let pdf = TestPDF(
            pages: sizes.map { width, height in
                TestPDF.Page(
                    width: width, height: height,
                    content: "\(inColours ? "0.5 0.2 0.2 rg " : "")0 0 \(width / 2) \(height / 2) re f")
            })
        let drawn = try await pages(pdf.bytes)
        #expect(drawn.map(\.width) == [1728, 1728, 1728, 1728])
        #expect(Set(drawn.map(\.rows)).count == 1)
        // Each has ink in its lower left quarter, whatever it was drawn from.
        for page in drawn { #expect(abs(page.columnsOfInk.count - 864) <= 8, "\(page.columnsOfInk.count)") }
    }

    @Test func thinLinesLast() async throws {
        let page = TestPDF.Page(content: "0 w 100 100 m 400 100 l S 0.05 w 100 200 m 400 300 l S")
        let drawn = try await pages(TestPDF(pages: [page]).bytes)[0]
        #expect(drawn.ink > 2 * 840)
    }

    @Test func aPasswordIsTheReason() async throws {
        #expect(try await reason(EncryptedPDF.password) == "It is protected by a password.")
        #expect(try await reason(EncryptedPDF.printingForbidden) == "Its author does not allow that it is printed.")
        #expect(try await reason(EncryptedPDF.printingAllowed) == "1 pages")
    }

    @Test(arguments: [
        Array("%PDF-1.4\n".utf8), Array("%PDF-1.4\nnothing that makes sense".utf8), Array("hello".utf8), [],
        Array(TestPDF(texts: ["x"]).bytes.prefix(200)), TestPDF(pages: []).bytes,
    ])
    func aBrokenFileIsNoReadablePDF(pdf: [UInt8]) async throws {
        #expect(try await reason(pdf) == "It is no readable PDF.")
    }

    @Test func tooManyPagesAreRefusedBeforeTheyAreDrawn() async throws {
        let pdf = TestPDF(texts: (1...30).map { "Page \($0)" }).bytes
        #expect(try await reason(pdf, limit: 30) == "30 pages")
        #expect(try await reason(pdf, limit: 29) == "It has 30 pages; 29 are left of what a fax may have.")
    }

    @Test func aPageWithoutEndIsRefused() async throws {
        let page = TestPDF.Page(width: 10, height: 14_400_000, content: "")
        #expect(try await reason(TestPDF(pages: [page]).bytes).contains("cm long"))
        let nothing = TestPDF.Page(width: 0.001, height: 0.001, content: "")
        #expect(try await reason(TestPDF(pages: [nothing]).bytes) != "1 pages")
    }

    @Test func aPageThatTakesForeverIsGivenUp() async throws {
        let page = TestPDF.Page(
            content: String(repeating: "0 0 595 842 re 595 0 0 842 100 100 300 300 c b* ", count: 400_000))
        let reason = try await reason(TestPDF(pages: [page]).bytes, settings: "sandbox: {time: 1s}")
        #expect(reason == "Its conversion took longer than 1 seconds." || reason == "Its page 1 can't be drawn.")
    }

    @Test func withoutSandboxNoDocumentIsConverted() async throws {
        await #expect(throws: SandboxUnavailable.self) {
            try await pages(TestPDF(texts: ["x"]).bytes, settings: "sandbox: {bubblewrap: /nonexistent/bwrap}")
        }
    }

    @Test("A sandbox that fails without a word is not taken for a bad document")
    func silentSandbox() async throws {
        await #expect(throws: SandboxUnavailable.self) {
            try await pages(TestPDF(texts: ["x"]).bytes, settings: "sandbox: {bubblewrap: /usr/bin/false}")
        }
    }

    @Test("A missing converter costs the part; no fax waits for it")
    func missingConverter() async throws {
        await #expect(throws: ConversionError.self) {
            try await pages(TestPDF(texts: ["x"]).bytes, settings: "pdfinfo: /usr/bin/no-such-program")
        }
    }

    /// Damage of every kind: pages or a reason, never a crash or a hanging converter.
    @Test func damagedFilesAreDrawnOrRefused() async throws {
        let whole = TestPDF(texts: ["One", "Two"]).bytes
        var generator = SplitMix64(state: 5)
        for _ in 0..<20 {
            var pdf = whole
            for _ in 0..<10 {
                pdf[Int.random(in: 9..<pdf.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            _ = try await reason(pdf, settings: "sandbox: {time: 10s}")
        }
    }
}

/// Vigna's SplitMix64: a small generator whose sequence a seed fixes.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
