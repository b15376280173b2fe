import FaxCoding
import FaxModel
import Foundation
import T30
import TIFF
import Testing
import Typesetting

@testable import faxout

@Suite("Pages for the line")
struct FaxPagesTests {
    private let header = PageHeader(
        began: Date(timeIntervalSince1970: 1_800_000_000), sender: ["+49 228 1", "Example Ltd"],
        recipient: "+4930999", isContinued: false)
    private let typesetter = Typesetter()

    private func decoded(_ octets: [UInt8], _ coding: PageCoding, width: Int = 1728) -> PageBitmap {
        PageDecoder(coding, width: width, bitOrder: .leastSignificantFirst, maximumRows: 5000).decode(octets).bitmap
    }

    @Test(arguments: [(CodingScheme.mh, PageCoding.mh), (.mr, .mr(k: 4)), (.mmr, .mmr)])
    func aPageIsCodedWithItsHeaderLine(_ scheme: CodingScheme, _ coding: PageCoding) throws {
        let pages = try FaxPages([SampleFax.file([SampleFax.page()])], typesetter: typesetter)
        let request = PageRequest(index: 0, format: PageFormat(), coding: scheme, minimumLineOctets: 0)
        let page = decoded(try pages.coded(request, header: header), coding)
        #expect(page == (try pages.page(0, header: header)))
        #expect(page.rows == 400)
        #expect(page.bytes.suffix(300 * 216) == SampleFax.page().bytes.suffix(300 * 216))
        #expect(
            page.bytes.prefix(Resolution.fine.headerRows * 216)
                != SampleFax.page().bytes.prefix(Resolution.fine.headerRows * 216))
    }

    @Test func aPageForAStandardMachineHasHalfTheRows() throws {
        let pages = try FaxPages([SampleFax.file([SampleFax.page()])], typesetter: typesetter)
        let page = try pages.page(0, header: header, format: PageFormat(resolution: .standard))
        #expect(page.rows == 200)
    }

    /// What a page is made for, what the far end receives instead, and what the page is then.
    struct Coarsening: Sendable {
        var own: Resolution
        var format: PageResolution
        var coarser: PageResolution
        var width: Int
        /// Dots an inch down, before and after.
        var density: (before: Int, after: Int)
    }

    @Test(arguments: [
        Coarsening(own: .superfine, format: .superfine, coarser: .fine, width: 1728, density: (391, 196)),
        Coarsening(own: .inch300, format: .inch300, coarser: .fine, width: 1728, density: (300, 196)),
        Coarsening(own: .inch400, format: .inch400, coarser: .inch300, width: 2592, density: (400, 300)),
        Coarsening(own: .inch400, format: .inch400, coarser: .standard, width: 1728, density: (400, 98)),
        Coarsening(own: .inch400, format: .inch400, coarser: .hyperfine, width: 3456, density: (1, 1)),
    ])
    func aPageIsMadeAsCoarseAsTheFarEndNeedsIt(_ change: Coarsening) throws {
        let drawn = SampleFax.page(width: change.own.pels, rows: 900)
        let file = try SampleFax.file([drawn], resolution: TIFFResolution(change.own))
        let pages = try FaxPages([file], typesetter: typesetter)
        #expect(pages.formats == [PageFormat(resolution: change.format)])
        #expect(try pages.page(0, header: header).width == change.own.pels)
        let page = try pages.page(0, header: header, format: PageFormat(resolution: change.coarser))
        let rows = Double(900 * change.density.after) / Double(change.density.before)
        #expect(page.width == change.width && page.rows == Int(rows.rounded(.up)))
        let copy = try TIFFReader(pages.file { _ in header })
        #expect(copy.pages.map(\.resolution) == [TIFFResolution(change.own)])
    }

    @Test func linesAreFilledUpToTheMinimumTime() throws {
        let pages = try FaxPages([SampleFax.file([SampleFax.page()])], typesetter: typesetter)
        let request = PageRequest(index: 0, format: PageFormat(), coding: .mh, minimumLineOctets: 36)
        let octets = try pages.coded(request, header: header)
        #expect(octets.count >= 400 * 36)
        #expect(decoded(octets, .mh) == (try pages.page(0, header: header)))
    }

    @Test func widePagesAreMadeNarrowAndNarrowOnesGetAMargin() throws {
        let pages = try FaxPages(
            [SampleFax.file([SampleFax.page(width: 2048, rows: 2048), SampleFax.page(width: 1700)])],
            typesetter: typesetter)
        #expect(pages.formats.map(\.width) == [.b4, .a4])
        let narrowed = try pages.page(0, header: header, format: PageFormat(width: .a4))
        #expect(narrowed.width == 1728)
        // There is ink in every row: none is below the header line.
        #expect(narrowed.rows == Resolution.fine.headerRows + 1728)
        #expect(narrowed.slice(Resolution.fine.headerRows..<narrowed.rows).inkedRows == 1728)
        #expect(try pages.page(1, header: header).width == 1728)
    }

    @Test("What stands right below the header line of A3 is there on A4, too")
    func narrowPagesLoseNothing() throws {
        let top = Resolution.fine.headerRows
        var page = PageBitmap(width: 2432, rows: 3000)
        for row in top..<top + 9 { for column in 0..<2432 { page[column, row] = true } }
        let pages = try FaxPages([SampleFax.file([page])], typesetter: typesetter)
        let narrowed = try pages.page(0, header: header, format: PageFormat(width: .a4))
        #expect(narrowed.rows == 2132)
        #expect(narrowed.slice(top..<narrowed.rows).inkedRows >= 6)
    }

    @Test func pagesOfSeveralFilesFollowEachOther() throws {
        let pages = try FaxPages(
            [
                SampleFax.file([SampleFax.page(rows: 100)]),
                SampleFax.file([SampleFax.page(rows: 200), SampleFax.page(rows: 300)]),
            ],
            typesetter: typesetter)
        #expect(pages.count == 3)
        #expect(try (0..<3).map { try pages.page($0, header: header).rows } == [100, 200, 300])
        let reader = try TIFFReader(pages.file { _ in header })
        let rows = reader.pages.map(\.rows)
        #expect(rows == [100, 200, 300])
    }

    @Test func aTinyPageIsAsHighAsItsHeaderLine() throws {
        let pages = try FaxPages([SampleFax.file([SampleFax.page(rows: 1)])], typesetter: typesetter)
        #expect(try pages.page(0, header: header).rows == Resolution.fine.headerRows)
    }

    @Test func theHeaderSaysWhetherTheFaxIsContinued() {
        var header = header
        #expect(header.right(page: 2, of: 5) == "page 2/5")
        header.isContinued = true
        #expect(header.right(page: 2, of: 5) == "continued, page 2/5")
        #expect(header.left.hasSuffix("+49 228 1   Example Ltd"))
        #expect(header.middle == "to +4930999")
    }

    @Test(
        "The time is that of the zone, which is told",
        arguments: [
            (1_800_000_000, "2027-01-15 09:00 +01:00"), (1_784_000_000, "2026-07-14 05:33 +02:00"),
        ])
    func theTimeHasItsZone(began: Int, time: String) throws {
        var header = header
        header.began = Date(timeIntervalSince1970: TimeInterval(began))
        header.timeZone = try #require(TimeZone(identifier: "Europe/Berlin"))
        #expect(header.left == "\(time)   +49 228 1   Example Ltd")
    }
}

extension PageBitmap {
    /// How many rows have ink.
    fileprivate var inkedRows: Int { (0..<rows).count { ink(in: $0) > 0 } }
}
