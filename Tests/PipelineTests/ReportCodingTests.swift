import Foundation
import Pipeline
import Testing

@Suite("Reports as JSON")
struct ReportCodingTests {
    @Test("A time has its milliseconds, and what was read is written the same")
    func milliseconds() throws {
        for thousandth in 0..<1000 {
            let text = String(format: "[\n  \"2026-11-27T09:35:23.%03dZ\"\n]", thousandth)
            let read = try ReportCoding.decode([Date].self, from: Array(text.utf8))
            #expect(String(decoding: ReportCoding.encode(read), as: UTF8.self) == text)
        }
    }
}
