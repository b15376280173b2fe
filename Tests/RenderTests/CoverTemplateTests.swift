import Configuration
import FaxModel
import Foundation
import Pipeline
import Synchronization
import TIFF
import Testing

@testable import render

@Suite("Cover templates", .timeLimit(.minutes(20))) struct CoverTemplateTests {
    /// A folder with a template, removed with this object.
    private final class Folder {
        let url = FileManager.default.temporaryDirectory.appending(path: "cover-\(UUID().uuidString)")

        init(_ html: String, _ files: [String: String] = [:]) throws {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
            for (name, text) in files.merging(["cover.html": html], uniquingKeysWith: { one, _ in one }) {
                try text.write(to: url.appending(path: name), atomically: true, encoding: .utf8)
            }
        }

        deinit { try? FileManager.default.removeItem(at: url) }

        var settings: String { "covers: {own: \(url.path)/cover.html}\ncover: own" }
    }

    private static let shipped = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../deploy/covers").standardizedFileURL

    private func completion(
        settings: String, recipients: Int = 1, options: FaxOptions = FaxOptions(),
        _ change: (inout Order) -> Void = { _ in }
    ) async throws -> Completion {
        var order = try TestRendering.order(recipients: recipients, options: options)
        change(&order)
        return try await TestRendering.orderRenderer(settings).completion(
            of: order, mail: TestRendering.mail([TestRendering.text("Hello")]))
    }

    private func covers(_ completion: Completion) throws -> [[PageBitmap]] {
        try completion.successors.map { successor in
            let task = try JSONDecoder().decode(FaxTask.self, from: Data(successor.payload))
            let found = try #require(completion.documents.first { $0.digest == task.pages[0].document.digest })
            var reader = try TIFFReader(found.bytes)
            return try reader.pages.indices.map { try reader.bitmap($0) }
        }
    }

    private func page(_ order: (inout Order) -> Void = { _ in }) throws -> (CoverPage, OrderSummary, Job) {
        var made = try TestRendering.order()
        order(&made)
        let page = CoverPage(
            sender: made.sender, recipient: made.jobs[0].recipient, number: made.jobs[0].number, subject: made.subject,
            date: made.mail.received, pageCount: 3, omitted: [OmittedPart(name: "a.zip", reason: "It is one.")],
            fields: made.options.cover ?? CoverFields(), words: CoverWords.of(made.options.language ?? "en"))
        return (page, OrderSummary(made), made.jobs[0])
    }

    @Test func everyFieldIsFilledInAndNothingInItIsHTML() throws {
        let folder = try Folder(
            """
            {{subject}}|{{sender.name}}|{{sender.company}}|{{sender.mail}}|{{recipient.name}}|{{recipient.fax}}|{{number}}|{{pages}}|\
            {{words.to}}|{{date}}|{{comments}}|{{#rows}}{{label}}={{text}};{{/rows}}|{{#urgent}}!{{/urgent}}|{{reference}}|\
            {{missing}}|{{#omitted}}{{name}}: {{reason}}{{/omitted}}|{{^recipient.mail}}none{{/recipient.mail}}
            """)
        let template = try CoverTemplate(contentsOf: folder.url.appending(path: "cover.html").path)
        let (page, order, job) = try page { order in
            order.subject = "<b>&"
            order.options.priority = .urgent
            order.options.reference = "R1"
            order.options.language = "de-AT"
            order.options.cover = CoverFields(comments: "c", rows: [CoverFields.Row(label: "l", text: "t")])
        }
        let fields = template.html(of: page, order, job).split(separator: "|", omittingEmptySubsequences: false).map(
            String.init)
        #expect(
            fields[0..<9] == [
                "&lt;b&gt;&amp;", "Jane Doe", "Example Ltd.", "jane@example.com", "Recipient 1", "+49228123450",
                "+49228123450",
                "3", "An",
            ])
        #expect(fields[9].contains("November 2023"))
        #expect(
            fields[10...].map { $0.trimmingCharacters(in: .newlines) } == [
                "c", "l=t;", "!", "R1", "Ein Teil dieses Faxes fehlt", "a.zip: It is one.", "none",
            ])
    }

    @Test(
        "Those that are shipped are a page each, in both languages", arguments: ["plain", "business", "confidential"],
        ["en", "de"])
    func shipped(name: String, language: String) async throws {
        let settings = "covers: {it: \(Self.shipped.path)/\(name)/cover.html}\ncover: it\nlanguage: \(language)"
        let done = try await completion(settings: settings, recipients: 2)
        #expect(done.updates.allSatisfy { $0.event?.contains("could not be used") == false })
        let covers = try covers(done)
        #expect(covers.count == 2 && covers[0] != covers[1] && covers.allSatisfy { $0.count == 1 })
        for page in covers.flatMap(\.self) {
            #expect(
                page.width == 1728 && abs(page.rows - 2292) <= 2 && page.ink > 10_000 && page.rowsOfInk.lowerBound >= 32
            )
        }
        let builtIn = try self.covers(try await completion(settings: "language: \(language)"))
        #expect(covers[0] != builtIn[0])
    }

    @Test func whoAsksForATemplateGetsIt() async throws {
        let one = try Folder("<p style='background:black;height:3cm'>")
        let other = try Folder("<p style='background:black;height:9cm'>")
        let settings = "covers: {one: \(one.url.path)/cover.html, other: \(other.url.path)/cover.html}\ncover: one"
        func ink(_ options: FaxOptions = FaxOptions(), _ change: (inout Order) -> Void = { _ in }) async throws -> Int {
            try covers(try await completion(settings: settings, options: options, change))[0][0].ink
        }
        var options = FaxOptions()
        let standard = try await ink()
        options.coverTemplate = "other"
        #expect(try await ink(options) > 2 * standard)
        var terms = FaxTerms(rule: "r")
        terms.coverTemplate = "other"
        #expect(try await ink { $0.jobs[0].terms = terms } > 2 * standard, "a rule's")
        options.coverTemplate = "one"
        #expect(try await ink(options) { $0.jobs[0].terms = terms } == standard, "the mail's goes before the rule's")
    }

    @Test func styleSheetsAndPicturesBesideItAreUsed() async throws {
        let svg = "<svg xmlns='http://www.w3.org/2000/svg' width='100' height='100'><path d='M0 0H100V100H0Z'/></svg>"
        let folder = try Folder(
            "<link rel=stylesheet href=a.css><p>x</p><img src=logo.svg>",
            ["logo.svg": svg, "a.css": "p { display: none }"])
        let page = try covers(try await completion(settings: folder.settings))[0][0]
        #expect(abs(page.columnsOfInk.count - 212) <= 3 && abs(page.rowsOfInk.count - 204) <= 3)
    }

    @Test func aCoverThatTakesTwoPagesCountsBoth() async throws {
        let folder = try Folder("<p style='break-after: page'>{{subject}}</p><p>{{pages}}</p>")
        let done = try await completion(settings: folder.settings)
        #expect(try covers(done).map(\.count) == [2])
        let task = try JSONDecoder().decode(FaxTask.self, from: Data(done.successors[0].payload))
        #expect(task.pages.map(\.pageCount) == [2, 1])
        let three = try Folder("<p style='break-after: page'>{{subject}}</p><p>3</p>")
        #expect(try covers(done) == covers(try await completion(settings: three.settings)), "page 2 says 3")
    }

    @Test(
        "A template that can't be used is said, and the built-in cover page stands in", arguments: ["{{#subject}}", ""])
    func brokenTemplates(html: String) async throws {
        let folder = try Folder(html)
        if html.isEmpty { try FileManager.default.removeItem(at: folder.url.appending(path: "cover.html")) }
        let done = try await completion(settings: folder.settings)
        #expect(done.updates.first?.event?.contains("The cover template 'own' could not be used") == true)
        #expect(try covers(done) == covers(try await completion(settings: "")))
    }

    @Test("A template that nobody knows gives the installation's own cover, and a word in the history")
    func unknownTemplates() async throws {
        let folder = try Folder("<p style='background:black;height:3cm'>")
        var options = FaxOptions()
        options.coverTemplate = "stranger"
        let done = try await completion(settings: folder.settings, options: options)
        #expect(done.successors.map(\.stage) == [.faxout])
        #expect(done.updates.first?.event?.contains("There is no cover template 'stranger'") == true)
        #expect(try covers(done) == covers(try await completion(settings: folder.settings)))
    }

    @Test("Without sandbox, a text goes with the built-in cover page")
    func withoutSandbox() async throws {
        let folder = try Folder("<p>x")
        let done = try await completion(
            settings: folder.settings + "\nsandbox: {bubblewrap: /nonexistent/bwrap}")
        #expect(done.updates.first?.event?.contains("The cover template 'own' could not be used") == true)
        #expect(try covers(done) == covers(try await completion(settings: "")))
    }

    @Test func aCoverOfTooManyPagesIsNotUsed() async throws {
        let folder = try Folder(String(repeating: "<p style='break-after: page'>x</p>", count: 7))
        let done = try await completion(settings: folder.settings)
        #expect(done.updates.first?.event?.contains("could not be used") == true)
    }

    @Test("A trial sets every template, and says which can't be used")
    func trial() async throws {
        let good = try Folder("<p>{{subject}}")
        let bad = try Folder("{{#subject}}")
        let settings = "covers: {good: \(good.url.path)/cover.html, bad: \(bad.url.path)/cover.html}"
        let troubles = try await CoverTrial(renderer: try TestRendering.orderRenderer(settings).renderer).troubles()
        #expect(troubles.count == 1 && troubles[0].contains("'bad'"))
    }

    @Test func theCoversOfABroadcastAreThoseOfItsFaxesOneByOne() async throws {
        let many = try covers(try await completion(settings: "", recipients: 60))
        #expect(many.count == 60 && Set(many).count == 60)
        #expect(try covers(try await completion(settings: "", recipients: 2)) == Array(many.prefix(2)))
    }

    @Test("A style sheet that the covers of a broadcast share counts for each of them, with all that it brings along")
    func sharedStyleSheets() async throws {
        let folder = try Folder(
            """
            <!DOCTYPE html><link rel="stylesheet" href="own.css"><style>h1 { font-size: 40pt }</style>
            <h1>{{recipient.name}}</h1><ol><li>One</ol><ul><li>Two</ul>
            """,
            [
                "own.css": """
                @import "more.css";
                @counter-style decimal { system: cyclic; symbols: "no"; suffix: " " }
                @counter-style arrows { system: cyclic; symbols: ">>>>"; suffix: " " }
                ul { list-style: arrows }
                @page { margin: 60mm 20mm; @bottom-left { content: "Below" } }
                """,
                "more.css": "ol { font-size: 24pt; border: 3pt solid black }",
            ])
        let together = try covers(await completion(settings: folder.settings, recipients: 3))
        let areDifferent = Set(together).count == 3
        #expect(areDifferent)
        for (index, cover) in together.enumerated() {
            let alone = try covers(
                await completion(settings: folder.settings, recipients: 3) { order in order.jobs = [order.jobs[index]] }
            )
            let isSame = alone == [cover]
            #expect(isSame, "cover \(index + 1)")
        }
    }

    @Test(
        "Covers that are alike but for their words, and others between them, are as they are alone",
        arguments: ["plain", "business"])
    func sharedStyles(name: String) async throws {
        let settings = "covers: {own: \(Self.shipped.path)/\(name)/cover.html}\ncover: own"
        let companies = ["Miller Ltd", nil, "Empfänger GmbH", nil, "A", "B"]
        func change(_ order: inout Order) {
            order.options.cover = CoverFields(comments: "See\nbelow", rows: [CoverFields.Row(label: "Ref", text: "7")])
            for index in order.jobs.indices { order.jobs[index].recipient.company = companies[index] }
        }
        let together = try covers(await completion(settings: settings, recipients: companies.count, change))
        #expect(Set(together).count == companies.count)
        for index in together.indices {
            let alone = try covers(
                await completion(settings: settings, recipients: companies.count) { order in
                    change(&order)
                    order.jobs = [order.jobs[index]]
                })
            let isSame = alone == [together[index]]
            #expect(isSame, "cover \(index + 1)")
        }
    }

    private func converter(_ settings: String = "") throws -> HTMLConverter {
        HTMLConverter(sandbox: try TestRendering.sandbox(settings), python: "/usr/bin/python3")
    }

    @Test("What a style sheet refers to is meant from where it stands, also where others say the same")
    func sharedStyleSheetsOfOtherPlaces() async throws {
        let urls = ["a", "b"].map { "\(HTMLConverter.baseURL)\($0)/x.css" }
        let made = try await converter().pdf(
            of: ["a", "b"].map { "<base href='\(HTMLConverter.baseURL)\($0)/'><style>@import 'x.css';</style><p>x" },
            .cover(PageLayout(.fine, paper: .a4)),
            resources: Dictionary(
                uniqueKeysWithValues: urls.map { ($0, HTMLResource(mediaType: "text/css", bytes: Array("p {}".utf8))) }),
            pageLimit: 2, end: .now + .seconds(300))
        #expect(made.shown == Set(urls))
    }

    @Test("What fails is halved three times, in its order; where an eighth fails, the rest is not tried")
    func halving() async throws {
        let sizes = Mutex<[Int]>([])
        func made(_ count: Int, most: Int) async throws -> [Int] {
            try await CoverWriter.halving(Array(0..<count)) { batch in
                sizes.withLock { $0.append(batch.count) }
                guard batch.count <= most else { throw ConversionError("too many") }
                return batch
            }
        }
        #expect(try await made(17, most: 5) == Array(0..<17))
        #expect(sizes.withLock { $0 } == [17, 8, 4, 4, 9, 4, 5])
        sizes.withLock { $0 = [] }
        await #expect(throws: ConversionError.self) { try await made(17, most: 1) }
        #expect(sizes.withLock { $0 } == [17, 8, 4, 2])
        sizes.withLock { $0 = [] }
        await #expect(throws: ConversionError.self) { try await made(1, most: 0) }
        #expect(sizes.withLock { $0 } == [1])
    }

    @Test func builtInCoversSpeakTheLanguage() async throws {
        var options = FaxOptions()
        options.language = "de"
        let english = try covers(try await completion(settings: ""))
        #expect(try covers(try await completion(settings: "", options: options)) != english)
        options.language = "fr"
        #expect(try covers(try await completion(settings: "", options: options)) == english)
    }
}
