import Foundation
import Testing

@testable import SMTP

@Suite("Dates: RFC 5322 §3.3")
struct MailDateTests {
    @Test(
        "A date is told with weekday, seconds and zone",
        arguments: [
            (0, 0, "Thu, 01 Jan 1970 00:00:00 +0000"),
            (-1, 0, "Wed, 31 Dec 1969 23:59:59 +0000"),
            (951_782_400, 0, "Tue, 29 Feb 2000 00:00:00 +0000"),
            (1_795_478_438, 0, "Tue, 24 Nov 2026 00:00:38 +0000"),
            (1_795_478_438, 3600, "Tue, 24 Nov 2026 01:00:38 +0100"),
            (1_795_478_438, -12600, "Mon, 23 Nov 2026 20:30:38 -0330"),
        ])
    func told(seconds: Int, offset: Int, text: String) throws {
        let zone = try #require(TimeZone(secondsFromGMT: offset))
        #expect(MailDate(Date(timeIntervalSince1970: TimeInterval(seconds)), in: zone).description == text)
    }

    @Test("Every day of 60 years is the day that Foundation has")
    func agreement() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for day in stride(from: 0, to: 22_000, by: 7) {
            let date = Date(timeIntervalSince1970: TimeInterval(day) * 86400 + 4242)
            let parts = calendar.dateComponents([.day, .year], from: date)
            let words = MailDate(date).description.split(separator: " ")
            #expect(Int(words[1]) == parts.day)
            #expect(Int(words[3]) == parts.year)
        }
    }
}
