import FaxModel
import Foundation
import Pipeline
import TIFF
import Testing
import Typesetting

@testable import render

@Suite("Pages as a sender wants them", .timeLimit(.minutes(20))) struct RequestedPagesTests {
    private func completion(
        _ mail: [UInt8], options: FaxOptions = FaxOptions(), change: (inout Order) -> Void = { _ in }
    ) async throws -> Completion {
        var order = try TestRendering.order(options: options)
        change(&order)
        return try await TestRendering.orderRenderer().completion(of: order, mail: mail)
    }

    /// The pages that the first task sends.
    private func pages(_ completion: Completion) throws -> [PageBitmap] {
        let successor = try #require(completion.successors.first)
        let task = try JSONDecoder().decode(FaxTask.self, from: Data(successor.payload))
        return try task.pages.flatMap { document in
            let found = try #require(completion.documents.first { $0.digest == document.document.digest })
            var reader = try TIFFReader(found.bytes)
            return try reader.pages.indices.map { try reader.bitmap($0) }
        }
    }

    private static let threePages = TestRendering.mail([
        TestRendering.text("Hello"),
        TestRendering.attachment("application/pdf", "a.pdf", TestPDF(texts: ["A", "B"]).bytes),
    ])

    // MARK: Page range

    @Test(arguments: [("1", [0]), ("2-", [1, 2]), ("3,1", [0, 2]), ("1-10000", [0, 1, 2])])
    func onlyThePagesOfTheRangeAreSentAfterTheCoverPage(text: String, kept: [Int]) async throws {
        let all = try pages(try await completion(Self.threePages, options: FaxOptions(coverPage: false)))
        try #require(all.count == 3)
        var options = FaxOptions(coverPage: false)
        options.pageRange = PageRange(text)
        #expect(try pages(try await completion(Self.threePages, options: options)) == kept.map { all[$0] })
        options.coverPage = true
        let withCover = try pages(try await completion(Self.threePages, options: options))
        #expect(withCover.dropFirst() == kept.map { all[$0] }[...])
    }

    @Test func aRangeWithoutAPageFailsTheFax() async throws {
        var options = FaxOptions()
        options.pageRange = PageRange("4-")
        let done = try await completion(Self.threePages, options: options)
        #expect(done.successors.map(\.stage) == [.deliver])
        let report = try JSONDecoder().decode(JobReport.self, from: Data(done.successors[0].payload))
        guard case .failed(let failure) = report.result else {
            Issue.record("not failed")
            return
        }
        #expect(
            failure.sentence == "X-Fax-Page-Range is 4-, and the mail has 3 pages: none of them is to be sent.")
        let nothing = try await completion(Array("Subject: x\n\n".utf8), options: options)
        #expect(nothing.successors.map(\.stage) == [.deliver])
    }

    // MARK: Paper and orientation

    @Test func pagesAreMadeForThePaper() async throws {
        var options = FaxOptions()
        options.paper = .letter
        let pages = try pages(
            try await completion(TestRendering.mail([TestRendering.text("Hello")]), options: options))
        #expect(pages.count == 2 && pages.allSatisfy { $0.rows == 2156 && $0.width == 1728 })
    }

    @Test(arguments: [Resolution.standard, .fine, .inch300])
    func lyingTextRunsAlongTheLongerSide(resolution: Resolution) async throws {
        var options = FaxOptions(resolution: resolution, coverPage: false)
        let text = String(repeating: "wide ", count: 22)
        let mail = TestRendering.mail([TestRendering.text(text)])
        let upright = try pages(try await completion(mail, options: options))
        options.orientation = .landscape
        let lying = try pages(try await completion(mail, options: options))
        #expect(lying.count == 1 && lying[0].width == resolution.pels)
        #expect(abs(lying[0].rows - upright[0].rows) <= 1)
        #expect(lying[0].rowsOfInk.lowerBound >= resolution.headerRows)
        // Upright, the text takes two lines; lying, one, which is a column at the right edge.
        let inches = Double(lying[0].rowsOfInk.count) / Double(resolution.vertical)
        #expect(inches > 7.5, "\(inches)")
        #expect(lying[0].columnsOfInk.count < upright[0].columnsOfInk.count / 8)
        #expect(lying[0].columnsOfInk.lowerBound > resolution.pels * 3 / 4)
    }

    @Test func lyingTextIsAsLongAsItHasToBe() async throws {
        var options = FaxOptions(resolution: .standard, coverPage: false)
        options.orientation = .landscape
        let text = (1...100).map { "line \($0)" }.joined(separator: "\n")
        let pages = try pages(
            try await completion(TestRendering.mail([TestRendering.text(text)]), options: options))
        #expect(pages.count >= 2 && pages.allSatisfy { $0.rows == pages[0].rows })
    }

    // MARK: The cover page

    private func cover(_ change: (inout Order) -> Void = { _ in }) async throws -> PageBitmap {
        try pages(try await completion(TestRendering.mail([TestRendering.text("Hello")]), change: change))[0]
    }

    @Test func theCoverPageSaysWhatTheSenderWants() async throws {
        let plain = try await cover()
        var seen = [plain]
        for fields in [
            CoverFields(subject: "Another subject"), CoverFields(comments: "Some comments"),
            CoverFields(sender: Party(name: "Kai")), CoverFields(sender: Party(location: "2nd floor")),
            CoverFields(rows: [CoverFields.Row(label: "Our ref", text: "4711")]),
        ] {
            let page = try await cover { $0.options.cover = fields }
            #expect(!seen.contains(page))
            #expect(try await cover { $0.jobs[0].cover = fields } == page, "for all or for one: it looks the same")
            seen.append(page)
        }
        #expect(try await cover { $0.subject = "Another subject" } == seen[1])
        #expect(try await cover { $0.jobs[0].recipient.location = "2nd floor" } != plain)
        let both = try await cover {
            $0.options.cover = CoverFields(subject: "x")
            $0.jobs[0].cover = CoverFields(subject: "Another subject")
        }
        #expect(both == seen[1])
    }

    @Test func aCoverPageStaysWithinItsPageHoweverMuchThereIsToSay() async throws {
        let long = String(repeating: "Wort ", count: 400)
        let row = CoverFields.Row(label: "Our own reference for it", text: long)
        for omitted in [false, true] {
            var fields = CoverFields(subject: long, comments: long)
            fields.rows = [CoverFields.Row](repeating: row, count: 16)
            fields.sender = Party(
                name: long, company: long, location: long, telephone: long, facsimile: long, mail: long)
            let parts =
                [TestRendering.text("Hello")]
                + (omitted ? [TestRendering.attachment("application/zip", "a.zip", [1])] : [])
            let done = try await completion(TestRendering.mail(parts)) { order in
                order.options.cover = fields
                order.jobs[0].recipient = Party(name: long, company: long, location: long, telephone: long)
            }
            let page = try pages(done)[0]
            #expect(page.rows == 2292 && page.rowsOfInk.lowerBound >= 32)
            #expect(page.columnsOfInk.lowerBound >= 150 && page.columnsOfInk.upperBound <= 1728 - 150)
        }
    }
}
