import FaxModel
import Foundation
import Testing

@testable import enrich

@Suite struct FaxRequestTests {
    @Test func whoAsksForNothingGetsTheDefaults() {
        let request = FaxRequest([("Subject", "x"), ("X-Mailer", "y"), ("X-Facsimile", "z")])
        #expect(request.options == FaxOptions())
        #expect(request.failure == nil)
    }

    @Test func everyFieldIsTakenOver() {
        let request = FaxRequest([
            ("X-Fax-Priority", "urgent"), ("X-Fax-Resolution", "standard"), ("X-Fax-Cover-Page", "no"),
            ("X-Fax-Reference", "Order 4711 / Größe 5"), ("X-Fax-Not-Before", "2026-11-30T08:00:00+01:00"),
            ("X-Fax-Expires", "Mon, 30 Nov 2026 18:00:00 +0100"),
        ])
        #expect(
            request.options
                == FaxOptions(
                    priority: .urgent, resolution: .standard, coverPage: false, reference: "Order 4711 / Größe 5",
                    notBefore: Date(timeIntervalSince1970: 1_796_022_000),
                    expires: Date(timeIntervalSince1970: 1_796_058_000)))
        #expect(request.failure == nil)
    }

    @Test(arguments: [
        ("X-FAX-PRIORITY", "BULK"), ("x-fax-priority", "bulk"), ("X-Fax-Priority", "Bulk"),
    ])
    func upperAndLowerCaseMeanTheSame(name: String, value: String) {
        #expect(FaxRequest([(name, value)]).options.priority == .bulk)
    }

    @Test(arguments: [
        ("X-Fax-Priority", "asap", "expected urgent, normal or bulk"), ("X-Fax-Priority", "", "expected urgent"),
        ("X-Fax-Resolution", "best", "expected standard, fine, superfine, 300dpi or 400dpi"),
        ("X-Fax-Cover-Page", "1", "expected yes or no"),
        ("X-Fax-Reference", "", "expected 1 to 200 printable characters"),
        ("X-Fax-Reference", String(repeating: "x", count: 201), "expected 1 to 200"),
        ("X-Fax-Not-Before", "tomorrow", "expected a time such as 2026-11-30T08:00:00+01:00"),
        ("X-Fax-Expires", "2026-11-30", "expected a time such as"), ("X-Fax-Expires", "", "expected a time such as"),
        ("X-Fax-Reference", "a\u{7}b", "expected 1 to 200"), ("X-Fax-Reference", "a\u{202E}b", "expected 1 to 200"),
    ])
    func aBadValueIsRefusedWithFieldAndValue(name: String, value: String, expectation: String) throws {
        let request = FaxRequest([(name, value)])
        let failure = try #require(request.failure)
        #expect(request.options == FaxOptions())
        #expect(failure.status == EnhancedStatusCode(5, 6, 0))
        #expect(failure.sentence.contains(name) && failure.sentence.contains(expectation), "\(failure)")
        #expect(value.isEmpty || failure.sentence.contains("'\(value.prefix(1))"), "\(failure)")
    }

    @Test func anUnknownFieldIsRefusedWithThoseThatAreKnown() throws {
        let sentence = try #require(FaxRequest([("X-Fax-Colour", "red")]).failure).sentence
        for word in ["X-Fax-Colour", "red"] + RequestField.all.map(\.name) { #expect(sentence.contains(word)) }
    }

    @Test func aFieldThatStandsTwiceIsRefused() {
        let request = FaxRequest([("X-Fax-Priority", "urgent"), ("x-fax-priority", "bulk")])
        #expect(request.failure?.sentence.contains("X-Fax-Priority stands twice") == true)
    }

    @Test(arguments: ["2026-11-30T08:00:00Z", "2026-11-30T07:59:59Z", "2026-11-30T08:30:00+01:00"])
    func aFaxThatWouldBeOverBeforeItMayBeginIsRefused(_ expires: String) {
        let request = FaxRequest([("X-Fax-Not-Before", "2026-11-30T08:00:00Z"), ("X-Fax-Expires", expires)])
        #expect(
            request.failure?.sentence
                == "The mail was not faxed. X-Fax-Expires is no later than X-Fax-Not-Before: the fax could never be sent."
        )
    }

    @Test func aFaxThatIsOverAfterItMayBeginIsTaken() {
        let request = FaxRequest([
            ("X-Fax-Expires", "2026-11-30T08:00:01Z"), ("X-Fax-Not-Before", "2026-11-30T08:00:00Z"),
        ])
        #expect(request.failure == nil)
    }

    @Test func everyProblemIsToldAndTheRestIsKept() throws {
        let request = FaxRequest([
            ("X-Fax-Priority", "asap"), ("X-Fax-Reference", "4711"), ("X-Fax-Nonsense", "1"),
        ])
        let sentence = try #require(request.failure).sentence
        #expect(sentence.contains("X-Fax-Priority") && sentence.contains("X-Fax-Nonsense"))
        #expect(request.options.reference == "4711")
    }

    @Test func aHostileValueIsCutAndKeptOnOneLine() throws {
        let value = String(repeating: "A\r\nBcc: everybody\u{0}", count: 1000)
        let sentence = try #require(FaxRequest([("X-Fax-Priority", value)]).failure).sentence
        #expect(sentence.count < 300 && !sentence.contains(where: \.isNewline) && !sentence.contains("\0"))
    }

    @Test func everyFieldIsDocumented() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/HEADERS.md")
        let text = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
        for field in RequestField.all { #expect(text.contains("| `\(field.name)` |"), "\(field.name)") }
    }
}
