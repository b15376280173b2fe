import FaxModel
import Foundation
import Testing

@Suite struct FailureTests {
    @Test(arguments: [("2.0.0", 2, 0, 0), ("4.4.7", 4, 4, 7), ("5.1.1", 5, 1, 1), ("5.999.999", 5, 999, 999)])
    func statusCodesHaveClassSubjectAndDetail(text: String, severity: Int, subject: Int, detail: Int) {
        let code = EnhancedStatusCode(severity, subject, detail)
        #expect(EnhancedStatusCode(text) == code)
        #expect(code.description == text)
        #expect(code.severity == severity && code.subject == subject && code.detail == detail)
    }

    @Test(
        "RFC 3463 §2: what is no status code is refused",
        arguments: [
            "", "5", "5.1", "5.1.1.1", "5..1", ".1.1", "5.1.", "1.1.1", "3.1.1", "6.1.1", "5.1000.1", "5.1.1000",
            "5.-1.1", "5.+1.1", "5.1.01", "05.1.1", "5.1.1 ", " 5.1.1", "5,1,1", "a.b.c",
        ])
    func badText(_ text: String) {
        #expect(EnhancedStatusCode(text) == nil)
    }

    @Test func jsonHasTheCodeAsText() throws {
        let failure = Failure(EnhancedStatusCode(4, 4, 1), "The number 110 did not answer.")
        let json = try JSONEncoder().encode(failure)
        #expect(try JSONDecoder().decode(Failure.self, from: json) == failure)
        #expect(String(decoding: json, as: UTF8.self).contains(#""status":"4.4.1""#))
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Failure.self, from: Data(#"{"status":"9.9.9","sentence":""}"#.utf8))
        }
    }

    @Test func aFailureReadsAsASentenceWithItsCode() {
        #expect(Failure(EnhancedStatusCode(5, 1, 1), "Nobody is there.").description == "Nobody is there. (5.1.1)")
    }
}
