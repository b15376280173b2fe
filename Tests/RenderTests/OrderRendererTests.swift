import FaxModel
import Foundation
import Pipeline
import TIFF
import Testing

@testable import render

@Suite(.timeLimit(.minutes(20))) struct OrderRendererTests {
    private func completion(
        _ mail: [UInt8], recipients: Int = 1, options: FaxOptions = FaxOptions(), settings: String = ""
    ) async throws -> Completion {
        try await TestRendering.orderRenderer(settings).completion(
            of: try TestRendering.order(recipients: recipients, options: options), mail: mail)
    }

    private func tasks(_ completion: Completion) throws -> [FaxTask] {
        try completion.successors.filter { $0.stage == .faxout }.map {
            try JSONDecoder().decode(FaxTask.self, from: Data($0.payload))
        }
    }

    private func reports(_ completion: Completion) throws -> [JobReport] {
        try completion.successors.filter { $0.stage == .deliver }.map {
            try JSONDecoder().decode(JobReport.self, from: Data($0.payload))
        }
    }

    private func pages(_ document: PageDocument, in completion: Completion) throws -> [PageBitmap] {
        let found = try #require(completion.documents.first { $0.digest == document.document.digest })
        var reader = try TIFFReader(found.bytes)
        return try reader.pages.indices.map { try reader.bitmap($0) }
    }

    @Test func aRuleDecidesOnTheCoverPageOfEachFax() async throws {
        var terms = FaxTerms(rule: "The wards")
        terms.coverPage = true
        terms.priority = .bulk
        var order = try TestRendering.order(recipients: 2, options: FaxOptions(coverPage: false))
        order.jobs[0].terms = terms
        let done = try await TestRendering.orderRenderer().completion(
            of: order, mail: TestRendering.mail([TestRendering.text("Hello")]))
        #expect(try tasks(done).map { $0.pages.map(\.pageCount) } == [[1, 1], [1]])
        #expect(try tasks(done).map(\.order.options.coverPage) == [true, false])
        #expect(done.successors.map(\.priority) == [.bulk, .normal])
        // A mail that says nothing is a cover page where there is one, and so it is for the others.
        let empty = try await TestRendering.orderRenderer().completion(
            of: order, mail: Array("Subject: x\r\n\r\n".utf8))
        #expect(try tasks(empty).map(\.pageCount) == [1, 1])
    }

    @Test func aTextMailBecomesACoverAndAPage() async throws {
        let done = try await completion(TestRendering.mail([TestRendering.text("Dear Sir,\n\nGrüße")]))
        #expect(done.verdict == .done)
        let task = try #require(try tasks(done).first)
        #expect(task.pages.map(\.pageCount) == [1, 1])
        #expect(task.pageCount == 2 && task.omitted.isEmpty)
        #expect(task.order.subject == "Offer 4711" && task.job.id.number == 1)
        let successor = try #require(done.successors.first)
        #expect(successor.lane == Lane(rawValue: "outbound") && successor.job == task.job.id)
        for document in task.pages {
            for page in try pages(document, in: done) {
                #expect(page.width == 1728 && page.rows == 2292 && page.ink > 500)
                #expect(page.rowsOfInk.lowerBound >= 32)
            }
        }
        let update = try #require(done.updates.first)
        #expect(update.state == .rendered && update.pageCount == 2)
        #expect(Set(update.documents?.keys ?? [:].keys) == ["cover", "pages"])
        #expect(update.event == "2 pages are ready, the first is the cover page.")
    }

    @Test func theFaxTaskNamesItsNumberAndWaitsForTheTimeThatTheSenderChose() async throws {
        let (start, end) = (Date(timeIntervalSince1970: 1_796_022_000), Date(timeIntervalSince1970: 1_796_058_000))
        let mail = TestRendering.mail([TestRendering.text("Hello")])
        let done = try await completion(mail, recipients: 2, options: FaxOptions(notBefore: start, expires: end))
        #expect(done.successors.map(\.stage) == [.faxout, .faxout])
        #expect(done.successors.map(\.notBefore) == [start, start])
        #expect(done.successors.map(\.destination?.digits) == ["+49228123450", "+49228123450"])
        #expect(done.successors.map(\.expires) == [end, end])
        #expect(try await completion(mail).successors.map(\.notBefore) == [nil])
    }

    @Test("A mail of which nothing can be printed is no fax, cover page or not", arguments: [true, false])
    func nothingPrinted(coverPage: Bool) async throws {
        let mail = Array("Content-Type: audio/wav\n\nx".utf8)
        let done = try await completion(mail, options: FaxOptions(coverPage: coverPage))
        #expect(try tasks(done).isEmpty)
        guard case .failed(let failure) = try #require(try reports(done).first).result else {
            Issue.record("not failed")
            return
        }
        #expect(failure.sentence.hasPrefix("Nothing of the mail could be printed. audio/wav: "))
    }

    @Test("A mail with nothing but a subject is a cover page")
    func onlyASubject() async throws {
        let done = try await completion(Array("Subject: See you\n\n\n".utf8))
        #expect(try tasks(done).first?.pageCount == 1)
    }

    @Test func recipientsShareThePagesAndHaveACoverEach() async throws {
        let done = try await completion(TestRendering.mail([TestRendering.text("Hello")]), recipients: 3)
        let tasks = try tasks(done)
        #expect(tasks.count == 3)
        #expect(Set(tasks.map { $0.pages[1].document.digest }).count == 1)
        #expect(Set(tasks.map { $0.pages[0].document.digest }).count == 3)
        #expect(done.documents.count == 4)
    }

    @Test func theSameOrderGivesTheSameDocuments() async throws {
        let mail = TestRendering.mail([
            TestRendering.text("Hello"),
            TestRendering.attachment("application/pdf", "a.pdf", TestPDF(texts: ["A"]).bytes),
        ])
        #expect(try await completion(mail).documents == completion(mail).documents)
    }

    @Test func textThenAttachmentsInTheirOrder() async throws {
        let fax = TestRendering.pattern()
        let parts = [
            TestRendering.text("Hello"),
            TestRendering.attachment("application/pdf", "a.pdf", TestPDF(texts: ["A", "B"]).bytes),
            TestRendering.attachment("image/tiff", "b.tif", try TestRendering.tiff([fax])),
            TestRendering.attachment("text/plain; charset=iso-8859-1", "c.txt", [0xE4, 0xF6]),
        ]
        let done = try await completion(TestRendering.mail(parts), options: FaxOptions(coverPage: false))
        let task = try #require(try tasks(done).first)
        #expect(task.pages.map(\.pageCount) == [5] && task.omitted.isEmpty)
        let all = try pages(task.pages[0], in: done)
        #expect(all[3] == fax, "a fax page passes pel by pel")
        #expect(done.updates.first?.event == "5 pages are ready.")
        // Each is what it is alone.
        var expected: [PageBitmap] = []
        for part in parts {
            let alone = try await completion(TestRendering.mail([part]), options: FaxOptions(coverPage: false))
            expected += try pages(try #require(try tasks(alone).first).pages[0], in: alone)
        }
        #expect(all == expected && Set(all).count == 5)
    }

    @Test("A legal page is one page, and the frame around it is whole", arguments: [Paper.a4, .legal])
    func legal(paper: Paper) async throws {
        let page = TestPDF.Page(width: 612, height: 1008, content: "2 w 20 20 572 968 re S")
        let mail = TestRendering.mail([
            TestRendering.attachment("application/pdf", "contract.pdf", TestPDF(pages: [page]).bytes)
        ])
        var options = FaxOptions(coverPage: false)
        options.paper = paper
        let done = try await completion(mail, options: options)
        let task = try #require(try tasks(done).first)
        #expect(task.pageCount == 1 && task.omitted.isEmpty)
        let drawn = try pages(task.pages[0], in: done)[0]
        let (rows, columns) = (drawn.rowsOfInk, drawn.columnsOfInk)
        // 968 and 572 points, of 196 and 204 dots an inch, in whatever size.
        let wanted: Double = 968 * 196 / (572 * 204)
        let ratio = Double(rows.count) / Double(columns.count)
        #expect(abs(ratio - wanted) < 0.02, "\(rows) \(columns)")
        #expect(rows.count > 2292)
        for row in [rows.lowerBound + 2, rows.upperBound - 3] {
            #expect(columns.dropFirst(8).dropLast(8).allSatisfy { drawn[$0, row] }, "row \(row)")
        }
    }

    @Test func standardResolutionGivesStandardPages() async throws {
        let mail = TestRendering.mail([
            TestRendering.text("Hello"),
            TestRendering.attachment("application/pdf", "a.pdf", TestPDF(texts: ["A"]).bytes),
        ])
        let done = try await completion(mail, options: FaxOptions(resolution: .standard))
        let task = try #require(try tasks(done).first)
        for document in task.pages {
            #expect(try pages(document, in: done).allSatisfy { $0.rows == 1146 && $0.rowsOfInk.lowerBound >= 16 })
        }
        #expect(try TIFFReader(done.documents[0].bytes).pages[0].resolution == .standard)
    }

    @Test(arguments: [Resolution.superfine, .inch300, .inch400])
    func denserResolutionsGiveDenserPages(resolution: Resolution) async throws {
        let mail = TestRendering.mail([
            TestRendering.text("Hello"),
            TestRendering.attachment("application/pdf", "a.pdf", TestPDF(texts: ["A"]).bytes),
            TestRendering.attachment("image/tiff", "b.tif", try TestRendering.tiff([TestRendering.pattern()])),
        ])
        let done = try await completion(mail, options: FaxOptions(resolution: resolution))
        let task = try #require(try tasks(done).first)
        let rows = Int((Paper.a4.height / 72 * Double(resolution.vertical)).rounded())
        for document in task.pages {
            let pages = try pages(document, in: done)
            #expect(pages.allSatisfy { $0.width == resolution.pels && abs($0.rows - rows) <= 40 })
            #expect(pages.allSatisfy { $0.rowsOfInk.lowerBound >= resolution.headerRows })
        }
        for document in done.documents {
            #expect(try TIFFReader(document.bytes).pages.allSatisfy { $0.resolution == TIFFResolution(resolution) })
        }
    }

    @Test func whatCannotBePrintedIsOnTheCoverAndInTheTaskAndInTheHistory() async throws {
        let parts = [
            TestRendering.text("Hello"),
            TestRendering.attachment("application/pdf", "secret.pdf", EncryptedPDF.password),
            TestRendering.attachment("application/zip", "a.zip", [0x50, 0x4B, 3, 4]),
        ]
        let done = try await completion(TestRendering.mail(parts))
        let task = try #require(try tasks(done).first)
        #expect(task.pageCount == 2)
        #expect(
            task.omitted == [
                OmittedPart(name: "secret.pdf", reason: "It is protected by a password."),
                OmittedPart(
                    name: "a.zip", reason: "It is a ZIP archive; what is in it can be faxed when it is sent unpacked."),
            ])
        #expect(done.updates.first?.event?.contains("secret.pdf is left out: It is protected by a password.") == true)
        let whole = try await completion(TestRendering.mail([parts[0]]))
        let cover = try pages(task.pages[0], in: done)[0]
        #expect(cover.ink > (try pages(try tasks(whole)[0].pages[0], in: whole)[0].ink))
    }

    @Test func withoutCoverAPageOfItsOwnSaysWhatIsMissing() async throws {
        let mail = TestRendering.mail([
            TestRendering.text("Hello"), TestRendering.attachment("application/zip", "a.zip", [1]),
        ])
        let done = try await completion(mail, options: FaxOptions(coverPage: false))
        let task = try #require(try tasks(done).first)
        #expect(task.pages.map(\.pageCount) == [2] && task.omitted.count == 1)
        #expect(try pages(task.pages[0], in: done)[1].ink > 500)
    }

    @Test func nothingToPrintAndNoCoverFailsEveryJobAndTellsTheSender() async throws {
        for (parts, word) in [
            (
                [TestRendering.attachment("application/zip", "a.zip", [1])],
                "a.zip: Documents of the type application/zip can't be printed."
            ),
            ([TestRendering.text(" \n")], "nothing to fax"),
        ] {
            let done = try await completion(
                TestRendering.mail(parts), recipients: 2, options: FaxOptions(coverPage: false))
            #expect(done.verdict == .done && done.documents.isEmpty)
            let reports = try reports(done)
            #expect(reports.count == 2 && done.successors.count == 2)
            guard case .failed(let failure) = reports[0].result else {
                Issue.record("not failed")
                continue
            }
            #expect(failure.status == EnhancedStatusCode(5, 6, 1) && failure.sentence.contains(word))
            #expect(done.updates.map(\.state) == [.failed, .failed])
        }
    }

    @Test func aCoverAloneIsAFax() async throws {
        let done = try await completion(TestRendering.mail([TestRendering.text("")]))
        #expect(try tasks(done).first?.pages.map(\.pageCount) == [1])
        #expect(done.updates.first?.event == "1 page is ready: the cover page.")
    }

    @Test func whatIsNoMailFails() async throws {
        let nested = String(repeating: "Content-Type: message/rfc822\n\n", count: 200)
        let done = try await completion(Array(nested.utf8))
        guard case .failed(let failure) = try #require(try reports(done).first).result else {
            Issue.record("not failed")
            return
        }
        #expect(failure.status == EnhancedStatusCode(5, 6, 0))
    }

    @Test func partsBeyondThePageLimitAreNamed() async throws {
        let mail = TestRendering.mail([
            TestRendering.text("Hello"),
            TestRendering.attachment("application/pdf", "long.pdf", TestPDF(texts: ["A", "B", "C"]).bytes),
            TestRendering.attachment("text/plain", "b.txt", Array("B".utf8)),
        ])
        let task = try #require(try tasks(try await completion(mail, settings: "maximum-pages: 3")).first)
        #expect(
            task.omitted == [
                OmittedPart(name: "long.pdf", reason: "It has 3 pages; 2 are left of what a fax may have.")
            ])
        #expect(task.pageCount == 3)
    }

    @Test("A long page that would be divided into more pages than are left is left out, and no page beyond is sent")
    func dividedBeyondTheLimit() async throws {
        let page = TestPDF.Page(width: 595, height: 4000, content: "0 0 595 4000 re S")
        let mail = TestRendering.mail([
            TestRendering.attachment("application/pdf", "receipt.pdf", TestPDF(pages: [page]).bytes),
            TestRendering.attachment("text/plain", "b.txt", Array("B".utf8)),
        ])
        let task = try #require(try tasks(try await completion(mail, settings: "maximum-pages: 3")).first)
        #expect(
            task.omitted == [
                OmittedPart(
                    name: "receipt.pdf",
                    reason: "It has more pages than the 3 that are left of what a fax may have.")
            ])
        #expect(task.pageCount == 2)
    }

    @Test func withoutSandboxAMailWithAPDFWaitsAndATextMailGoes() async throws {
        let settings = "sandbox: {bubblewrap: /nonexistent/bwrap}"
        let pdf = TestRendering.mail([TestRendering.attachment("application/pdf", "a.pdf", TestPDF(texts: ["A"]).bytes)]
        )
        await #expect(throws: SandboxUnavailable.self) { try await completion(pdf, settings: settings) }
        #expect(
            try tasks(try await completion(TestRendering.mail([TestRendering.text("x")]), settings: settings)).count
                == 1)
    }
}
