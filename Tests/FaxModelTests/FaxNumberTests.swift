import FaxModel
import Foundation
import Testing

@Suite struct FaxNumberTests {
    @Test(
        "RFC 3966 §5.1.1: separators are dropped",
        arguments: [
            ("110", "110"), ("+4930231250", "+4930231250"), ("+49 30 231-25.0", "+4930231250"),
            ("(030) 231/250", "030231250"), ("(+49) 30", "+4930"), (" 1 ", "1"),
        ])
    func separators(text: String, digits: String) {
        #expect(FaxNumber(text)?.digits == digits)
        #expect(FaxNumber(text)?.description == digits)
    }

    @Test(
        "What is no number is refused",
        arguments: [
            "", "+", " ", "()", "fax", "030 FAX", "49+30", "++49", "0;1", "0,1", "0#", "*21", "0\n1", "0\t1",
            "\u{0661}\u{0662}", "\u{FF11}", "1\u{0301}",
        ])
    func badText(_ text: String) {
        #expect(FaxNumber(text) == nil)
    }

    @Test func thereAreUpTo32Digits() {
        let most = String(repeating: "7", count: 32)
        #expect(FaxNumber(most)?.digits == most)
        #expect(FaxNumber("+" + most)?.digits == "+" + most)
        #expect(FaxNumber(most + "7") == nil)
    }

    @Test func jsonHasTheDigits() throws {
        let numbers = [try #require(FaxNumber("+49 30"))]
        let json = try JSONEncoder().encode(numbers)
        #expect(String(decoding: json, as: UTF8.self) == #"["+4930"]"#)
        #expect(try JSONDecoder().decode([FaxNumber].self, from: json) == numbers)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([FaxNumber].self, from: Data(#"["fax"]"#.utf8))
        }
    }
}
