import Configuration
import FaxModel
import Foundation
import MIME
import TIFF
import TestSupport
import Testing
import Typesetting

@testable import render

@Suite("Pages that the workers of a host keep together", .timeLimit(.minutes(20))) struct PageStoreTests {
    private let temporary: TemporaryFolder
    private let folder: String

    init() throws {
        temporary = try TemporaryFolder()
        folder = temporary.path("pages")
    }

    private func store(_ more: String = "") throws -> PageStore {
        let text = "render: {shared-cache: {folder: \(folder)\(more)}}"
        return try PageStore(try #require(try Configuration(text: text, file: "test").render.sharedCache))
    }

    private func key(_ number: Int) -> PageCache.Key {
        PageCache.Key("x", PageLayout(.fine, paper: .a4), [Array("\(number)".utf8)])
    }

    private func document(_ size: Int) -> PageCache.Document {
        let strips = [0, 1].map { T6Strip(width: 1728, rows: 10 + $0, bytes: [UInt8](repeating: 7, count: size / 2)) }
        return PageCache.Document(pages: strips, shown: ["cid:a", "cid:b"])
    }

    private var files: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".pages") }
    }

    @Test func whatOneWorkerHasKeptAnotherFinds() throws {
        try store().keep(document(1000), for: key(1))
        #expect(try store().document(key(1)) == document(1000))
        #expect(try store().document(key(2)) == nil)
        #expect(try store().document(PageCache.Key("x", PageLayout(.standard, paper: .a4), [Array("1".utf8)])) == nil)
    }

    @Test func nobodyElseMayLookIntoIt() throws {
        try store().keep(document(1000), for: key(1))
        let attributes = try FileManager.default.attributesOfItem(atPath: folder)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: folder)
        let error = #expect(throws: PageStoreError.self) { try store() }
        #expect(error?.description.contains("chmod 700") == true)
    }

    @Test func aFolderThatCanNotBeMadeIsSaid() throws {
        try Data().write(to: URL(filePath: folder))
        #expect(throws: PageStoreError.self) { try store() }
    }

    @Test("A file that was cut short or changed is none", arguments: [0, 31, 40, 500])
    func damage(place: Int) throws {
        try store().keep(document(1000), for: key(1))
        let file = URL(filePath: folder).appending(path: try #require(files.first))
        let whole = try Data(contentsOf: file)
        var changed = whole
        changed[place] ^= 1
        for damaged in [changed, whole.prefix(place)] {
            try damaged.write(to: file)
            #expect(try store().document(key(1)) == nil)
        }
    }

    @Test func theFolderStaysWithinItsSizeAndWhatWasNotAskedForGoesFirst() throws {
        let store = try store(", size: 1MiB")
        for number in 1...20 {
            store.keep(document(100_000), for: key(number))
            // The files' times are as far apart as on a day of work.
            let past = Date().addingTimeInterval(Double(number - 1000))
            for file in files {
                let path = "\(folder)/\(file)"
                let used = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date
                if let used, Date().timeIntervalSince(used) < 500 {
                    try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: path)
                }
            }
        }
        store.purge()
        #expect((8...10).contains(files.count), "\(files.count)")
        #expect(store.document(key(20)) != nil && store.document(key(1)) == nil)
        store.keep(document(800_000), for: key(21))
        #expect(store.document(key(21)) == nil, "one document does not push out all others")
    }

    @Test func whatNobodySendsAgainIsRemoved() throws {
        let store = try store(", keep: 1h")
        store.keep(document(1000), for: key(1))
        store.purge(now: Date().addingTimeInterval(3000))
        #expect(files.count == 1)
        store.purge(now: Date().addingTimeInterval(4000))
        #expect(files.isEmpty)
    }

    // MARK: Once

    /// The turn to make a document, which must be free.
    private func turn(_ cache: PageCache, _ key: PageCache.Key) async throws -> PageCache.Turn {
        switch try await cache.documentOrTurn(key, within: .zero) {
        case .make(let turn): return turn
        case .ready: throw SupportError("the document is there already")
        }
    }

    @Test("Who asks for a document that is being made gets it, and does not make it")
    func sameWorker() async throws {
        let cache = PageCache(limit: 1 << 20)
        let turn = try await turn(cache, key(1))
        async let other = cache.documentOrTurn(key(1), within: .seconds(300))
        try await eventually("the other one asks") { await cache.waiters == 1 }
        await cache.endTurn(turn, document(10))
        #expect(try await other.document == document(10))
        #expect(await cache.waiters == 0)
    }

    @Test func whatCouldNotBeMadeIsTheNextOnesTurn() async throws {
        let cache = PageCache(limit: 1 << 20)
        let first = try await turn(cache, key(1))
        async let other = cache.documentOrTurn(key(1), within: .seconds(300))
        try await eventually("the other one asks") { await cache.waiters == 1 }
        await cache.endTurn(first, nil)
        guard case .make(let second) = try await other else { throw SupportError("nobody has made it") }
        await cache.endTurn(second, document(10))
        #expect(try await cache.documentOrTurn(key(1), within: .zero).document == document(10))
    }

    @Test("So it is between workers, which share no memory")
    func otherWorker() async throws {
        let (one, other) = (
            PageCache(limit: 1 << 20, store: try store()), PageCache(limit: 1 << 20, store: try store())
        )
        let turn = try await turn(one, key(1))
        async let waiting = other.documentOrTurn(key(1), within: .seconds(300))
        try await eventually("the other one asks") { await other.waiters == 1 }
        await one.endTurn(turn, document(10))
        #expect(try await waiting.document == document(10))
        #expect(try await other.documentOrTurn(key(1), within: .zero).document == document(10))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).allSatisfy { $0.hasSuffix(".pages") })
    }

    @Test("Who has waited long enough makes the document beside the other one", arguments: [true, false])
    func limit(isShared: Bool) async throws {
        let one = PageCache(limit: 1 << 20, store: try store())
        let other = isShared ? PageCache(limit: 1 << 20, store: try store()) : one
        let first = try await turn(one, key(1))
        let second = try await turn(other, key(1))
        await other.endTurn(second, nil)
        let third = try await turn(other, key(1))
        await other.endTurn(third, document(10))
        #expect(try await one.documentOrTurn(key(1), within: .zero).document == document(10))
        await one.endTurn(first, document(10))
        #expect(try await one.documentOrTurn(key(1), within: .zero).document == document(10))
    }

    @Test("Who is cancelled waits no longer, and the turn is free for others", arguments: [true, false])
    func cancellation(isShared: Bool) async throws {
        let one = PageCache(limit: 1 << 20, store: try store())
        let other = isShared ? PageCache(limit: 1 << 20, store: try store()) : one
        let first = try await turn(one, key(1))
        let waiting = Task { [key = key(1)] in try await other.documentOrTurn(key, within: .seconds(300)) }
        try await eventually("the other one asks") { await other.waiters == 1 }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        #expect(await other.waiters == 0)
        await one.endTurn(first, nil)
        await one.endTurn(try await turn(one, key(1)), document(10))
        #expect(try await other.documentOrTurn(key(1), within: .zero).document == document(10))
    }

    @Test("The time for which a mail waits for another's document is not taken from its own")
    func deadline() {
        let now = ContinuousClock.now
        let deadline = MailDeadline(now)
        deadline.extend(by: .seconds(60))
        #expect(deadline.instant == now + .seconds(60))
    }

    @Test("A mail that has waited longer than it may take is printed all the same, beside who has the turn")
    func mailBesideAnother() async throws {
        let tiff = try TestRendering.tiff([TestRendering.pattern()])
        let mail = try Mail(
            parsing: TestRendering.mail([TestRendering.attachment("image/tiff", "a.tiff", tiff)]))
        let layout = PageLayout(.fine, paper: .a4)
        let held = try await store().turn(PageCache.Key("tiff", layout, [tiff]), until: .now)
        #expect(held != nil)
        let settings = try TestRendering.settings("sandbox: {time: 5s, mail-time: 5s}")
        let renderer = MailRenderer(
            typesetter: Typesetter(), settings: settings, sandbox: Sandbox(settings: settings.sandbox),
            store: try store())
        let result = try await renderer.pages(of: mail, layout)
        #expect(result.pages.count == 1 && result.omitted.isEmpty, "\(result.omitted)")
        held?.end()
    }

    @Test("A converter that is not of a package may change while render runs")
    func converterChanges() throws {
        let program = temporary.path("converter")
        try Data("1".utf8).write(to: URL(filePath: program))
        let text = "render: {shared-cache: {folder: \(folder)}}"
        let settings = try #require(try Configuration(text: text, file: "test").render.sharedCache)
        let store = try PageStore(settings, programs: [program])
        let before = store.installation
        store.keep(document(1000), for: key(1))
        #expect(store.document(key(1)) == document(1000))
        try Data("22".utf8).write(to: URL(filePath: program))
        #expect(store.document(key(1)) == nil)
        #expect(store.document(key(1), before) == document(1000))
        // What was begun with the old one is not what the new one makes.
        store.keep(document(2000), for: key(2), before)
        #expect(store.document(key(2)) == nil)
    }

    @Test("What a worker has in memory is forgotten once a converter changes, and what was begun before is not kept")
    func converterChangesInMemory() async throws {
        let program = temporary.path("converter")
        try Data("1".utf8).write(to: URL(filePath: program))
        let cache = PageCache(limit: 1 << 20, installation: Installation(programs: [program]))
        await cache.endTurn(try await turn(cache, key(1)), document(10))
        let begun = try await turn(cache, key(2))
        #expect(try await cache.documentOrTurn(key(1), within: .zero).document == document(10))
        try Data("22".utf8).write(to: URL(filePath: program))
        await cache.endTurn(try await turn(cache, key(1)), document(20))
        await cache.endTurn(begun, document(10))
        #expect(try await cache.documentOrTurn(key(1), within: .zero).document == document(20))
        #expect(try await cache.documentOrTurn(key(2), within: .zero).document == nil)
    }

    @Test("Who waits for what was begun before a converter has changed does not make it beside all others who wait")
    func converterChangesMeanwhile() async throws {
        let program = temporary.path("converter")
        try Data("1".utf8).write(to: URL(filePath: program))
        let cache = PageCache(limit: 1 << 20, installation: Installation(programs: [program]))
        let begun = try await turn(cache, key(1))
        let answers = (0..<3).map { _ in
            Task { [key = key(1), made = document(20)] () -> PageCache.Document? in
                switch try await cache.documentOrTurn(key, within: .seconds(300)) {
                case .ready(let document): return document
                case .make(let turn):
                    // The others wait for this one now.
                    try await eventually("two wait") { await cache.waiters == 2 }
                    await cache.endTurn(turn, made)
                    return nil
                }
            }
        }
        try await eventually("three wait") { await cache.waiters == 3 }
        try Data("22".utf8).write(to: URL(filePath: program))
        // Whoever asks next, for whatever, sees the change.
        await cache.endTurn(try await turn(cache, key(2)), nil)
        await cache.endTurn(begun, document(10))
        var documents: [PageCache.Document?] = []
        for answer in answers { documents.append(try await answer.value) }
        #expect(documents.count { $0 == nil } == 1, "one has made it")
        #expect(documents.compactMap(\.self) == [document(20), document(20)])
    }

    @Test("A document that is asked for after a converter has changed does not wait for what was begun before")
    func turnOfAnOldConverter() async throws {
        let program = temporary.path("converter")
        try Data("1".utf8).write(to: URL(filePath: program))
        let cache = PageCache(limit: 1 << 20, installation: Installation(programs: [program]))
        let begun = try await turn(cache, key(1))
        try Data("22".utf8).write(to: URL(filePath: program))
        let next = try await turn(cache, key(1))
        await cache.endTurn(begun, document(10))
        async let other = cache.documentOrTurn(key(1), within: .seconds(300))
        try await eventually("the other one waits for the new one") { await cache.waiters == 1 }
        await cache.endTurn(next, document(20))
        #expect(try await other.document == document(20))
    }

    @Test("A document that two workers get is converted once; its pages are the same")
    func mails() async throws {
        let mail = try Mail(
            parsing: TestRendering.mail([
                TestRendering.attachment("application/pdf", "a.pdf", TestPDF(texts: ["Once"]).bytes)
            ]))
        var results: [[T6Strip]] = []
        for settings in ["", "pdftoppm: /usr/bin/false"] {
            let settings = try TestRendering.settings(settings)
            let renderer = MailRenderer(
                typesetter: Typesetter(), settings: settings, sandbox: Sandbox(settings: settings.sandbox),
                store: try store())
            results.append(try await renderer.pages(of: mail, PageLayout(.fine, paper: .a4)).pages)
        }
        #expect(results[0].count == 1 && results[0] == results[1], "the second worker could not have drawn it")
    }

    @Test("An office document is converted anew each day: it may print the day's date")
    func officeDays() async throws {
        let mail = try Mail(
            parsing: TestRendering.mail([
                TestRendering.attachment("application/rtf", "a.rtf", Array("{\\rtf1\\ansi Hello}".utf8))
            ]))
        let morning = try #require(
            Calendar.current.date(from: DateComponents(year: 2026, month: 5, day: 5, hour: 0, minute: 1)))
        var results: [MailRenderer.Result] = []
        for (settings, hours) in [("", 0), ("libreoffice: /usr/bin/false", 23), ("libreoffice: /usr/bin/false", 24)] {
            let settings = try TestRendering.settings(settings)
            let renderer = MailRenderer(
                typesetter: Typesetter(), settings: settings, sandbox: Sandbox(settings: settings.sandbox),
                store: try store(), now: { morning.addingTimeInterval(Double(hours) * 3600) })
            results.append(try await renderer.pages(of: mail, PageLayout(.fine, paper: .a4)))
        }
        #expect(results[0].pages.count == 1 && results[0].pages == results[1].pages)
        #expect(results[2].pages.isEmpty && results[2].omitted.map(\.name) == ["a.rtf"])
    }
}
