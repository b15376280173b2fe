import FaxModel
import Foundation
import MIME
import Pipeline
import SMTP
import Testing

@testable import deliver

@Suite("Word of all faxes of a mail")
struct ResultsMailTests {
    /// Reports about three faxes of one mail: sent, failed, cancelled.
    private static func reports() -> [JobReport] {
        let all = [SampleReports.sent(), SampleReports.failed(), SampleReports.cancelled()]
        return all.enumerated().map { index, report in
            var report = report
            report.job.id = JobID(order: SampleReports.order, number: index + 1)
            report.job.address = "+49228\(index)@fax.example"
            report.job.reference = index == 1 ? "second \"one\"" : nil
            report.order = SampleReports.sent().order
            return report
        }
    }

    private func tell(
        _ reports: [JobReport], setAside: [JobID] = [], lost: Set<Int> = [],
        transport: FakeTransport = FakeTransport(), handler: DeliverHandler? = nil, retries: Int = 0
    ) async throws -> Completion {
        var documents: [DocumentReference: [UInt8]] = [:]
        var completion = Completion(.done)
        var entries: [GatheredReports.Entry] = []
        for report in reports {
            let octets = PayloadCoding.encode(report)
            let reference = completion.add(octets, mediaType: "application/json")
            documents[reference] = octets
            entries.append(.init(job: report.job.id, report: reference))
        }
        let missing = Set(lost.map { entries[$0].report })
        return try await (handler ?? .sample(transport)).tell(
            GatheredReports(entries: entries, setAside: setAside), retries: retries, now: SampleReports.received + 110
        ) { reference in
            guard let octets = documents[reference], !missing.contains(reference) else {
                throw SpoolError(.unknown, "it is gone")
            }
            return octets
        } document: { _ in
            Array(SampleReports.original.utf8)
        }
    }

    @Test("One mail: a block and a field for each fax, and a row in text and HTML")
    func report() async throws {
        let transport = FakeTransport()
        let aside = JobID(order: SampleReports.order, number: 4)
        let completion = try await tell(Self.reports(), setAside: [aside], transport: transport)
        #expect(completion.verdict == .done)
        #expect(completion.updates.map(\.job.number) == [1, 2, 3])
        #expect(
            completion.updates.allSatisfy { $0.event?.hasPrefix("The result was mailed to jane@example.com") == true })
        #expect(transport.sent.count == 1)
        let mail = try Mail(parsing: Array(transport.sent[0].text.utf8))
        #expect(mail.subject == "2 of 3 faxes not sent: Your order 4711")
        #expect(mail.field(named: "X-Fax-Result") == "partly" && mail.field(named: "X-Fax-Faxes") == "3")
        #expect(mail.field(named: "X-Fax-Sent") == "1" && mail.field(named: "X-Fax-Set-Aside") == aside.description)
        let fields = mail.fields.filter { $0.isNamed("X-Fax-Recipient") }.map(\.value)
        #expect(fields.count == 3)
        #expect(
            fields[0].hasPrefix("job=\(SampleReports.order)-1; number=+4922812345; result=sent; status=2.0.0; pages=2;")
        )
        #expect(fields[1].contains("result=failed") && fields[1].contains(#"reference="second \"one\"""#))
        #expect(mail.messageID == "\(SampleReports.order)-1.results@fax.example")
        #expect(mail.field(named: "In-Reply-To") == "<original@example.com>")
        let human = try #require(mail.root.parts.first)
        let text = try #require(try human.parts.first?.text())
        #expect(text.contains("1 of your 3 faxes was sent, 2 were not."))
        #expect(text.contains("  +4922812345  sent       2 of 2 pages, 2 calls, John Miller, Miller Ltd"))
        #expect(text.contains("cancelled") && text.contains("One more fax of this mail waits for the operator"))
        #expect(try human.parts.last?.text()?.contains("<table") == true)
        let status = try #require(try mail.root.parts.dropFirst().first?.text())
        let blocks = status.replacing("\r\n", with: "\n").components(separatedBy: "\n\n").filter { !$0.isEmpty }
        #expect(blocks.count == 4 && blocks[0].contains("Reporting-MTA"))
        #expect(blocks[1].contains("Action: delivered") && blocks[2].contains("Action: failed"))
        #expect(blocks[3].contains("Final-Recipient: rfc822; +492282@fax.example"))
    }

    @Test("Two hundred faxes that failed make a header that mail servers take; the rest of the mail has them all")
    func many() async throws {
        let transport = FakeTransport()
        let reports = (1...200).map { number in
            var report = SampleReports.failed()
            report.job.id = JobID(order: SampleReports.order, number: number)
            report.order = SampleReports.sent().order
            return report
        }
        #expect(try await tell(reports, transport: transport).verdict == .done)
        let text = try #require(transport.sent.first?.text)
        let header = try #require(text.firstRange(of: "\r\n\r\n")).lowerBound
        #expect(text[..<header].utf8.count < 20 << 10)
        let mail = try Mail(parsing: Array(text.utf8))
        #expect(mail.fields.count { $0.isNamed("X-Fax-Recipient") } > 20)
        #expect(mail.field(named: "X-Fax-Faxes") == "200")
        let status = try #require(try mail.root.parts.dropFirst().first?.text())
        #expect(status.ranges(of: "Action: failed").count == 200)
    }

    @Test("JSON has a list with an entry for each fax")
    func json() async throws {
        let transport = FakeTransport()
        let reports = Self.reports().map { report in
            var report = report
            report.order.options.notification = NotificationRequest(format: .json)
            return report
        }
        _ = try await tell(reports, transport: transport)
        let mail = try Mail(parsing: Array(transport.sent[0].text.utf8))
        let part = try #require(mail.root.parts.first { $0.mediaType.subtype == "json" })
        let entries =
            try JSONSerialization.jsonObject(with: Data(try #require(try part.text()).utf8)) as? [[String: Any]]
        #expect(entries?.map { $0["result"] as? String } == ["sent", "failed", "cancelled"])
        #expect(entries?[1]["reference"] as? String == "second \"one\"")
    }

    @Test("Only those are in it of whom somebody wants to be told; nobody is told when none is wanted")
    func wishes() async throws {
        var reports = Self.reports()
        reports[0].job.notify = .failure
        reports[2].job.notify = []
        let transport = FakeTransport()
        let completion = try await tell(reports, transport: transport)
        #expect(try Mail(parsing: Array(transport.sent[0].text.utf8)).field(named: "X-Fax-Faxes") == "1")
        #expect(completion.updates.map(\.job.number) == [2, 1, 3])
        reports[1].job.notify = .success
        let none = try await tell(reports, transport: transport)
        #expect(transport.sent.count == 1 && none.verdict == .done && none.updates.count == 3)
    }

    @Test("A report that was lost is left out, and its history says so")
    func lost() async throws {
        let transport = FakeTransport()
        let completion = try await tell(Self.reports(), lost: [1], transport: transport)
        #expect(try Mail(parsing: Array(transport.sent[0].text.utf8)).field(named: "X-Fax-Faxes") == "2")
        #expect(completion.updates.last?.job.number == 2)
        #expect(completion.updates.last?.event == "Nobody is told of the result: it was lost.")
        let jobs = Self.reports().map(\.job.id)
        let none = try await DeliverHandler.sample(transport).tell(
            GatheredReports(entries: jobs.map { .init(job: $0, report: nil) }), retries: 0, now: SampleReports.received,
            whole: { _ in [] }, document: { _ in [] })
        #expect(none.verdict == .done && none.updates.map(\.job) == jobs && transport.sent.count == 1)
    }

    @Test("A server that can't now gets it later, as the same mail")
    func deferred() async throws {
        let later = FakeTransport(.deferred(Failure(EnhancedStatusCode(4, 2, 1), "Later.")))
        let completion = try await tell(Self.reports(), transport: later)
        guard case .retry = completion.verdict else { return #expect(Bool(false), "\(completion.verdict)") }
        #expect(completion.updates.count == 1)
        let transport = FakeTransport()
        _ = try await tell(Self.reports(), transport: transport, retries: 1)
        #expect(later.sent[0].text.contains("Message-ID: <\(SampleReports.order)-1.results@fax.example>"))
        #expect(transport.sent[0].text.contains("Message-ID: <\(SampleReports.order)-1.results@fax.example>"))
    }

    @Test(
        "None, one and several of a mail are said as one says it, in text and HTML",
        arguments: [
            ("en", 0, 1, "Your fax was not sent."), ("en", 0, 2, "None of your 2 faxes was sent."),
            ("en", 1, 1, "1 of your 2 faxes was sent, 1 was not."),
            ("en", 2, 2, "2 of your 4 faxes were sent, 2 were not."),
            ("en", 1, 0, "Your fax was sent:"), ("en", 2, 0, "Your 2 faxes were sent:"),
            ("de", 0, 1, "Ihr Fax wurde nicht gesendet."), ("de", 0, 2, "Keines Ihrer 2 Faxe wurde gesendet."),
            ("de", 1, 1, "Von Ihren 2 Faxen wurde 1 gesendet und 1 nicht."),
            ("de", 2, 1, "Von Ihren 3 Faxen wurden 2 gesendet und 1 nicht."),
            ("de", 1, 0, "Ihr Fax wurde gesendet:"), ("de", 2, 0, "Ihre 2 Faxe wurden gesendet:"),
        ])
    func counted(language: String, sent: Int, unsent: Int, words: String) async throws {
        for aside in [0, 1, 2] {
            let transport = FakeTransport()
            let all =
                Array(repeating: SampleReports.sent(), count: sent)
                + Array(repeating: SampleReports.failed(), count: unsent)
            let reports = all.enumerated().map { index, report in
                var report = report
                report.job.id = JobID(order: SampleReports.order, number: index + 1)
                report.order = SampleReports.sent().order
                report.order.options.language = language
                return report
            }
            _ = try await tell(
                reports, setAside: (0..<aside).map { JobID(order: SampleReports.order, number: 50 + $0) },
                transport: transport)
            let parts = try Mail(parsing: Array(transport.sent[0].text.utf8)).root.parts[0].parts
            let (text, html) = (try #require(try parts.first?.text()), try #require(try parts.last?.text()))
            #expect(text.contains(words) && html.contains(words), "\(text)")
            let waiting = [
                "en": ["of this mail wait", "One more fax of this mail waits", "2 more faxes of this mail wait "],
                "de": [
                    "dieser Mail warte", "Ein weiteres Fax dieser Mail wartet", "2 weitere Faxe dieser Mail warten",
                ],
            ]
            let word = try #require(waiting[language])[aside]
            #expect(text.contains(word) == (aside > 0) && html.contains(word) == (aside > 0), "\(text)")
        }
    }

    @Test("In German nothing is English")
    func german() async throws {
        let transport = FakeTransport()
        let reports = Self.reports().map { report in
            var report = report
            report.order.options.language = "de"
            return report
        }
        _ = try await tell(reports, transport: transport)
        let mail = try Mail(parsing: Array(transport.sent[0].text.utf8))
        let text = try #require(try mail.root.parts.first?.parts.first?.text())
        #expect(mail.subject == "2 von 3 Faxen nicht gesendet: Your order 4711")
        #expect(text.contains("Von Ihren 3 Faxen wurde 1 gesendet und 2 nicht."))
        #expect(text.contains("Der Betreiber des Faxservers hat es abgebrochen."))
        #expect(!text.contains("The ") && !text.contains(" of "))
    }
}
