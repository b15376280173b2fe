import FaxModel
import Foundation
import MIME
import Testing

@testable import deliver

@Suite("What people read of a fax that did not go")
struct NotificationValuesTests {
    private func text(_ report: JobReport, _ language: String = "en") throws -> String {
        let template = try MailTemplate.sample(.notification, language)
        return template.text(NotificationValues.of(report, wording: template.wording, zone: .gmt))
            .replacing("\r\n", with: "\n")
    }

    @Test("A number that was busy each time: why, how often, and that nothing was sent; no count of nothing")
    func busy() throws {
        #expect(
            try text(SampleReports.busy(calls: 2)) == """
                Your fax to John Miller, Miller Ltd, +4922812345 was not sent. The number was busy.

                  Subject     Your order 4711
                  Number      +4922812345
                  Pages       2, none sent
                  Calls       2
                  Accepted    Tue, 24 Nov 2026 00:00:00 +0000
                  Given up    Tue, 24 Nov 2026 00:01:47 +0000
                  Reference   order 4711/2026
                  Job         \(SampleReports.order)-1

                The calls:

                  1. Tue, 24 Nov 2026 00:00:00 +0000, 0228 12345 by line1: The number was busy.
                  2. Tue, 24 Nov 2026 00:01:00 +0000, 0228 12345 by line1: The number was busy.

                """)
        #expect(try text(SampleReports.busy(pages: 1)).contains("  Pages       1, not sent\n"))
        let german = try text(SampleReports.busy(), "de")
        #expect(german.contains("  Seiten      2, keine gesendet\n") && german.contains("  Anrufe      4\n"))
        #expect(try text(SampleReports.busy(pages: 1), "de").contains("  Seiten      1, nicht gesendet\n"))
        for said in try [text(SampleReports.busy()), german] {
            for nothing in ["0 page", "0 second", "0 of", "0 Seite", "0 Sekunde", "0 von"] {
                #expect(!said.contains(nothing), "\(said)")
            }
        }
    }

    @Test("A fax machine that answered and took nothing: no page was confirmed, and the seconds that it cost")
    func answered() throws {
        var report = SampleReports.busy(calls: 1)
        report.attempts[0].outcome = .trainingFailed
        report.attempts[0].ended = report.attempts[0].began + 31
        let english = try text(report)
        #expect(
            english.contains("  Pages       2, none confirmed\n") && english.contains("  Calls       1, 31 seconds"))
        #expect(english.contains("\n     no page confirmed, 31 seconds\n"))
        let german = try text(report, "de")
        #expect(german.contains("  Seiten      2, keine bestätigt\n"))
        #expect(german.contains("\n     keine Seite bestätigt, 31 Sekunden\n"))
    }

    @Test("A fax that never became pages has no count of them, and of no call it is said that there was none")
    func noPages() throws {
        let report = SampleReports.busy(pages: 0, calls: 0)
        let english = try text(report)
        #expect(!english.contains("Pages") && !english.contains("Calls") && english.contains("\nNo call was made.\n"))
        let german = try text(report, "de")
        #expect(!german.contains("Seiten") && german.contains("\nEs wurde nicht angerufen.\n"))
    }

    @Test("A call that our own program did not survive is told by what was heard of it")
    func interrupted() throws {
        var report = SampleReports.busy(calls: 1)
        (report.attempts[0].outcome, report.attempts[0].ended) = (.interrupted, nil)
        #expect(!(try text(report)).contains("confirmed"))
        (report.attempts[0].confirmedPages, report.confirmedPages) = (1, 1)
        let text = try text(report)
        #expect(text.contains("  Pages       1 of 2 confirmed\n") && text.contains("\n     1 page confirmed\n"))
    }

    @Test(
        "Of several faxes each row says the same, in text and HTML; programs are told numbers", arguments: ["en", "de"])
    func rows(language: String) throws {
        let reports = [SampleReports.busy(), SampleReports.busy(pages: 0, calls: 0), SampleReports.failed()]
        let template = try MailTemplate.sample(.results, language)
        let values = ResultsValues.of(reports, setAside: [], wording: template.wording, zone: .gmt)
        let (text, html) = (template.text(values), try #require(template.html(values)))
        let words =
            language == "en"
            ? ["no page of 2, 4 calls", "no page, no call", "1 of 2 pages, 1 call"]
            : ["keine Seite von 2, 4 Anrufe", "keine Seite, kein Anruf", "1 von 2 Seiten, 1 Anruf"]
        for row in words { #expect(text.contains(row), "\(text)") }
        let cells =
            language == "en" ? [">none of 2<", ">none<", ">1 of 2<"] : [">keine von 2<", ">keine<", ">1 von 2<"]
        for cell in cells { #expect(html.contains(cell), "\(html)") }
        #expect(!text.contains(" 0 ") && !html.contains(">0 ") && !html.contains(">0<"))
        #expect(ResultDocument(reports[0]).text.contains("\"confirmed-pages\" : \"0\""))
    }
}
