import Configuration
import FaxAnswers
import FaxModel
import Foundation
import MIME
import Pipeline
import SMTP
import TIFF
import TestSupport
import Testing

@testable import deliver

@Suite("Who is told, and what becomes of the task")
struct DeliverHandlerTests {
    private let failure = Failure(EnhancedStatusCode(4, 2, 1), "Later.")

    @Test("A result is mailed to the return path, from the null sender (RFC 3464 §2)")
    func told() async throws {
        let transport = FakeTransport()
        let completion = try await tell(SampleReports.sent(), transport)
        #expect(completion.verdict == .done)
        #expect(completion.updates.first?.event?.hasPrefix("The result was mailed to jane@example.com") == true)
        let sent = try #require(transport.sent.first)
        #expect(sent.mail.sender == nil)
        #expect(sent.mail.recipients.map(\.description) == ["jane@example.com"])
        #expect(sent.mail.size == sent.text.utf8.count)
    }

    @Test("Nobody is told of a mail from the null sender, or from what is no address", arguments: ["", "nonsense"])
    func nobody(returnPath: String) async throws {
        let transport = FakeTransport()
        let completion = try await tell(SampleReports.sent(returnPath: returnPath), transport)
        #expect(completion.verdict == .done)
        #expect(completion.updates.first?.event?.hasPrefix("Nobody is told") == true)
        #expect(transport.sent.isEmpty)
    }

    @Test("Who wants the pages gets them, if they are still there")
    func pages() async throws {
        var report = SampleReports.sent()
        report.order.options.notification = NotificationRequest(recipient: "kai@example.com", hasDocument: true)
        report.sentPages = report.order.mail
        for isLost in [false, true] {
            let transport = FakeTransport()
            let completion = try await handler(transport).tell(
                report, retries: 0, now: SampleReports.received + 110,
                whole: { _ in
                    if isLost { throw SpoolError(.unknown, "it is gone") }
                    return Array("pages".utf8)
                }
            ) { _ in Array(SampleReports.original.utf8) }
            #expect(completion.verdict == .done)
            let sent = try #require(transport.sent.first)
            #expect(sent.mail.recipients.map(\.description) == ["kai@example.com"])
            #expect(sent.text.contains("\r\nTo: <kai@example.com>\r\n"), "it is not called by the sender's name")
            #expect(sent.text.contains(Data("pages".utf8).base64EncodedString()) == !isLost)
        }
    }

    @Test(
        "What of the fax comes with a result is as the mail says, or the installation: pages, a picture of the first, or nothing",
        arguments: [
            (NotificationRequest(), "no", false, false), (NotificationRequest(), "first-page", false, true),
            (NotificationRequest(), "yes", true, false), (NotificationRequest(hasDocument: false), "yes", false, false),
            (NotificationRequest(hasDocument: false, hasPicture: true), "yes", false, true),
            (NotificationRequest(hasDocument: true), "first-page", true, false),
        ])
    func document(request: NotificationRequest, standard: String, hasPages: Bool, hasPicture: Bool) async throws {
        var report = SampleReports.sent()
        report.order.options.notification = request
        report.sentPages = report.order.mail
        var page = PageBitmap(width: 1728, rows: 200)
        for column in 0..<400 { page[column, column / 4] = true }
        var writer = TIFFWriter()
        try writer.append(page, resolution: .fine)
        let file = try writer.finish()
        let transport = FakeTransport()
        let handler = try DeliverHandler.sample(transport, deliver: "notify-document: \(standard)")
        _ = try await handler.tell(report, retries: 0, now: SampleReports.received + 110, whole: { _ in file }) { _ in
            Array(SampleReports.original.utf8)
        }
        let text = try #require(transport.sent.first).text
        #expect(text.contains("Content-Type: image/tiff") == hasPages)
        #expect(text.contains("Content-Type: image/png") == hasPicture)
        #expect(text.contains("iVBORw0KGgo") == hasPicture)
    }

    @Test("A template's HTML stands beside the text of a result")
    func html() async throws {
        let folder = try TemporaryFolder()
        try folder.write("notification.en.txt", "Subject: Ours {{number}}\n\nText {{reason}}\n")
        try folder.write("notification.en.html", "<p>HTML {{subject}}</p>\n")
        let transport = FakeTransport()
        var report = SampleReports.sent()
        report.order.subject = "<b>"
        _ = try await DeliverHandler.sample(transport, deliver: "templates: \(folder.url.path)").tell(
            report, retries: 0, now: SampleReports.received + 110
        ) { _ in Array(SampleReports.original.utf8) }
        let text = try #require(transport.sent.first).text
        #expect(text.contains("Subject: Ours +4922812345\r\n") && text.contains("<p>HTML &lt;b&gt;</p>\r\n"))
        #expect(text.contains("multipart/alternative") && text.contains("report-type=delivery-status"))
    }

    @Test("A German sender is told in German, by the fax's language or by the domain")
    func language() async throws {
        var report = SampleReports.failed()
        report.result = .failed(Failure(EnhancedStatusCode(5, 4, 2), "The connection was lost during the call."))
        report.order.options.language = "de-DE"
        let transport = FakeTransport()
        _ = try await tell(report, transport)
        let handler = try DeliverHandler.sample(transport, deliver: "languages: {example.com: de}")
        report.order.options.language = nil
        _ = try await handler.tell(report, retries: 0, now: SampleReports.received) { _ in [] }
        for sent in transport.sent {
            let mail = try Mail(parsing: Array(sent.text.utf8))
            #expect(mail.subject == "Fax an +4922812345 nicht gesendet: Größe")
            let part = try #require(mail.root.parts.first)
            let text = try #require(try part.text())
            #expect(
                text.contains("Die Verbindung ist während des Anrufs abgebrochen.")
                    && text.contains("1 von 2 Seiten ist angekommen."))
            #expect(mail.field(named: "X-Fax-Result") == "failed", "what programs read is the same in all languages")
        }
        #expect(transport.sent.count == 2)
    }

    @Test("Who wants no word gets none, and the history says why")
    func never() async throws {
        let transport = FakeTransport()
        var report = SampleReports.failed()
        report.order.options.notification = NotificationRequest(events: [])
        let completion = try await tell(report, transport)
        #expect(completion.verdict == .done && transport.sent.isEmpty)
        #expect(completion.updates.first?.event?.hasSuffix("the sender wants no word of failure.") == true)
    }

    @Test(
        "RFC 3461 §4.1: NOTIFY decides whether a result is told",
        arguments: [([], 0), ([.failure], 0), ([.delay], 0), ([.success], 1)] as [(NotificationEvents, Int)])
    func notify(events: NotificationEvents, count: Int) async throws {
        let transport = FakeTransport()
        var report = SampleReports.sent()
        report.job.notify = events
        let completion = try await tell(report, transport)
        #expect(completion.verdict == .done)
        #expect(transport.sent.count == count)
        if count == 0 { #expect(completion.updates.first?.event?.contains("wants no word of success") == true) }
    }

    @Test("RFC 3461 §4.2, §4.4: ENVID and ORCPT come back as Original-Envelope-Id and Original-Recipient")
    func originals() async throws {
        let transport = FakeTransport()
        var report = SampleReports.sent()
        report.order.envelopeID = "QQ 314159"
        report.job.originalRecipient = "rfc822;bob@x.example"
        _ = try await tell(report, transport)
        let text = try #require(transport.sent.first).text
        #expect(text.contains("Original-Envelope-Id: QQ 314159\r\nReporting-MTA: "))
        #expect(text.contains("Original-Recipient: rfc822;bob@x.example\r\nFinal-Recipient: rfc822; "))
    }

    @Test("RFC 6533 §3: an address that is not ASCII is told by the numbers of its characters")
    func internationalAddress() async throws {
        let transport = FakeTransport()
        var report = SampleReports.sent()
        report.job.address = "Jürgen/fax=+4922812345/@fax.example"
        report.job.originalRecipient = "utf-8;jürgen@x.example"
        _ = try await tell(report, transport)
        let text = try #require(transport.sent.first).text
        #expect(text.contains("Final-Recipient: utf-8; J\\x{FC}rgen/fax=+4922812345/@fax.example\r\n"))
        #expect(text.contains("Original-Recipient: utf-8;j\\x{FC}rgen@x.example\r\n"))
    }

    private static let whole = Array("Subject: x\r\n\r\nGr\u{FC}\u{DF}e\r\n".utf8)

    private func returning(
        _ report: JobReport, _ transport: FakeTransport, _ content: [UInt8] = whole,
        returned: ReturnedContent? = .full
    ) async throws -> Completion {
        var report = report
        report.order.returnedContent = returned
        return try await handler(transport).tell(
            report, retries: 0, now: SampleReports.received + 110, whole: { _ in content },
            document: { _ in Array(SampleReports.original.utf8) })
    }

    @Test("RFC 3461 §4.3: RET=FULL gives the whole mail back with a failure, as it came")
    func returnsWhole() async throws {
        let transport = FakeTransport()
        _ = try await returning(SampleReports.failed(), transport)
        let sent = try #require(transport.sent.first)
        #expect(sent.mail.isEightBit)
        #expect(sent.text.contains("Content-Type: message/rfc822\r\n"))
        #expect(sent.text.contains("Content-Transfer-Encoding: 8bit\r\n\r\nSubject: x\r\n\r\nGr\u{FC}\u{DF}e\r\n"))
        #expect(!sent.text.contains("text/rfc822-headers"))
    }

    @Test("Of a success, without RET=FULL, and of a mail that can't be sent, the header goes back")
    func returnsHeader() async throws {
        let long = Array(String(repeating: "x", count: 2000).utf8)
        for (report, content, returned) in [
            (SampleReports.sent(), Self.whole, ReturnedContent.full), (SampleReports.failed(), Self.whole, .header),
            (SampleReports.failed(), Self.whole, nil), (SampleReports.failed(), long, .full),
        ] {
            let transport = FakeTransport()
            _ = try await returning(report, transport, content, returned: returned)
            #expect(transport.sent.map { $0.text.contains("text/rfc822-headers") } == [true])
        }
        let transport = FakeTransport()
        var large = SampleReports.failed()
        large.order.mail.byteCount = (1 << 20) + 1
        _ = try await returning(large, transport)
        #expect(transport.sent.map { $0.text.contains("text/rfc822-headers") } == [true])
    }

    @Test("A server that refuses the whole mail is given its header")
    func returnsLess() async throws {
        let transport = FakeTransport(.refused(Failure(EnhancedStatusCode(5, 6, 3), "No 8-bit data.")))
        _ = try await returning(SampleReports.failed(), transport)
        #expect(transport.sent.map { $0.text.contains("text/rfc822-headers") } == [false, true])
    }

    @Test("A server that refuses a result with its pages is given the result")
    func tellsWithoutPages() async throws {
        let transport = FakeTransport(.refused(Failure(EnhancedStatusCode(5, 3, 4), "Too large.")))
        var report = SampleReports.sent()
        report.sentPages = report.order.mail
        report.order.options.notification = NotificationRequest(events: [.success], hasDocument: true)
        _ = try await handler(transport).tell(
            report, retries: 0, now: SampleReports.received + 110, whole: { _ in Array("PAGES".utf8) },
            document: { _ in Array(SampleReports.original.utf8) })
        #expect(transport.sent.map { $0.text.contains("Content-Type: image/tiff") } == [true, false])
    }

    @Test("A server that can't now is tried again, later each time, until the time is over")
    func retries() async throws {
        let transport = FakeTransport(.deferred(failure))
        let ended = SampleReports.sent().ended
        for (retries, seconds) in [(0, 30.0), (1, 60), (3, 240), (20, 1800), (1000, 1800)] {
            let completion = try await tell(SampleReports.sent(), transport, retries: retries, now: ended + 100)
            #expect(completion.verdict == .retry(at: ended + 100 + seconds, failure))
        }
        let late = try await tell(SampleReports.sent(), transport, retries: 5, now: ended + 5 * 86400 + 1)
        guard case .failed(let reason) = late.verdict else {
            Issue.record("not given up")
            return
        }
        #expect(reason.sentence.contains("it is given up. Later."))
    }

    @Test("A server that refuses for good leaves the result with the operator")
    func refused() async throws {
        let refusal = Failure(EnhancedStatusCode(5, 1, 1), "No such user.")
        let completion = try await tell(SampleReports.sent(), FakeTransport(.refused(refusal)))
        #expect(
            completion.verdict
                == .failed(
                    Failure(
                        EnhancedStatusCode(5, 1, 1), "The result could not be mailed to jane@example.com. No such user."
                    )))
        #expect(completion.updates.isEmpty, "the spool tells the history")
    }

    @Test("A result whose original is lost is told all the same; a spool that is away is waited for")
    func lostOriginal() async throws {
        let transport = FakeTransport()
        let handler = try handler(transport)
        let completion = try await handler.tell(SampleReports.sent(), retries: 0, now: SampleReports.received) { _ in
            throw SpoolError(.unknown, "gone")
        }
        #expect(completion.verdict == .done)
        #expect(transport.sent.first?.text.contains("text/rfc822-headers") == false)
        await #expect(throws: SpoolError.self) {
            try await handler.tell(SampleReports.sent(), retries: 0, now: SampleReports.received) { _ in
                throw SpoolError(.unreachable, "away")
            }
        }
    }

    @Test(
        "Section deliver: a bad value names its key",
        arguments: [
            ("smarthost: mail", "deliver.smarthost"), ("from: fax", "deliver.from"),
            ("first-retry: 0s", "deliver.first-retry"),
            ("longest-retry: 1s", "deliver.longest-retry"), ("concurrency: 0", "deliver.concurrency"),
            ("smart-host: a:25", "deliver.smart-host"),
        ])
    func settings(line: String, key: String) {
        let error = #expect(throws: ConfigurationError.self) {
            try Configuration(text: "deliver:\n  \(line)\n", file: "f")
        }
        #expect(error?.key == key)
    }

    private func handler(_ transport: FakeTransport) throws -> DeliverHandler {
        try .sample(transport)
    }

    private func tell(
        _ report: JobReport, _ transport: FakeTransport, original: String = SampleReports.original, retries: Int = 0,
        now: Date = SampleReports.received + 110
    ) async throws -> Completion {
        try await handler(transport).tell(report, retries: retries, now: now) { _ in Array(original.utf8) }
    }
}

extension DeliverHandler {
    /// A handler of a gateway on fax.example, with more lines of sections `deliver` and `received`.
    static func sample(
        _ transport: any MailTransport, deliver: String = "", received: String = "", archive: String = "[]",
        answers: AnswerDomain? = nil
    ) throws -> DeliverHandler {
        let configuration = try Configuration(
            text:
                "deliver: {hostname: fax.example\(deliver.isEmpty ? "" : ", \(deliver)")}\nreceived: {\(received)}\narchive: \(archive)\n",
            file: "f")
        return try DeliverHandler(
            configuration.deliver, received: configuration.received.mail, archive: configuration.archive,
            answers: answers, transport: transport, zone: .gmt)
    }
}

extension MailTemplate {
    /// The built-in text of a kind and language.
    static func sample(_ kind: MailTemplates.Kind, _ language: String = "en") throws -> MailTemplate {
        try MailTemplates().template(kind, language: language)
    }
}

extension DeliverSettings {
    /// The settings of a gateway on fax.example.
    static func sample() throws -> DeliverSettings {
        try Configuration(text: "deliver:\n  hostname: fax.example\n", file: "f").deliver
    }
}
