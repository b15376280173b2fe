import Foundation
import Testing

@testable import FaxRequests

@Suite("A time that an application asks for")
struct RequestedTimeTests {
    private let time = Date(timeIntervalSince1970: 1_796_022_000)

    @Test(
        "RFC 3339 §5.6, with any offset",
        arguments: [
            "2026-11-30T07:00:00Z", "2026-11-30T08:00:00+01:00", "2026-11-30T02:00:00-05:00",
            "2026-11-30T12:30:00+05:30", "2026-11-30T07:00:00+00:00", "2026-11-30t07:00:00z",
            "2026-11-30t08:00:00+01:00",
            "2026-11-30T07:00:00.00000000000000Z",
        ])
    func internetTime(_ text: String) {
        #expect(Date(requested: text, now: time) == time)
    }

    @Test(
        "RFC 5322 §3.3, with or without the day of the week",
        arguments: [
            "Mon, 30 Nov 2026 08:00:00 +0100", "30 Nov 2026 08:00:00 +0100", "Mon, 30 Nov 2026 07:00:00 +0000",
            "Mon, 30 Nov 2026 02:00:00 -0500",
            // Seconds may be left out; names are in either case.
            "Mon, 30 Nov 2026 08:00 +0100", "30 Nov 2026 08:00 +0100", "MON, 30 nov 2026 08:00:00 +0100",
        ])
    func mailTime(_ text: String) {
        #expect(Date(requested: text, now: time) == time)
    }

    @Test(
        "RFC 5322 §3.2.2: white space, folds and comments between the parts",
        arguments: [
            "Mon, 30 Nov 2026  08:00:00 +0100", "Mon,30 Nov 2026 08:00:00 +0100", " Mon, 30 Nov 2026 08:00:00 +0100",
            "Mon,\r\n 30 Nov 2026\r\n\t08:00:00 +0100", "Mon, 30 Nov 2026 08:00:00 +0100 (CET)",
            "Mon, 30 Nov 2026 08:00:00 +0100 (a (b \\) c) d) ", "Mon (day), 30 (x) Nov (y) 2026 08:00 (z) +0100",
        ])
    func spaceAndComments(_ text: String) {
        #expect(Date(requested: text, now: time) == time)
    }

    @Test(
        "RFC 5322 §4.3: zones by their names, of which it is known what was meant",
        arguments: [
            ("Mon, 30 Nov 2026 07:00:00 GMT", true), ("Mon, 30 Nov 2026 07:00 UT", true),
            ("30 Nov 2026 07:00:00 Z", true),
            ("30 Nov 2026 02:00:00 EST", true), ("30 Nov 2026 03:00:00 edt", true), ("30 Nov 2026 01:00:00 CST", true),
            ("30 Nov 2026 00:00:00 MST", true), ("29 Nov 2026 23:00:00 PST", true), ("30 Nov 2026 00:00:00 PDT", true),
            ("30 Nov 2026 08:00:00 CET", false), ("30 Nov 2026 08:00:00 A", false),
            ("30 Nov 2026 07:00:00 GMTX", false),
            ("30 Nov 2026 07:00:00 GMT+0100", false), ("30 Nov 2026 07:00:00 UTC", false),
        ])
    func zones(text: String, isKnown: Bool) {
        #expect(Date(requested: text, now: time) == (isKnown ? time : nil))
    }

    @Test(
        "RFC 3339 §5.6, with a fraction of a second",
        arguments: [
            ("2026-11-30T07:00:00.000Z", 0), ("2026-11-30T08:00:00.25+01:00", 0.25),
            ("2026-11-30T07:00:00.500000Z", 0.5),
        ])
    func fractions(text: String, fraction: Double) {
        #expect(Date(requested: text, now: time) == time + fraction)
    }

    @Test func everyDayOfTheCalendarIsItself() {
        // Of each year the first and the last day, and those around the leap day, against the calendar of Foundation.
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        for year in stride(from: 1970, through: 9999, by: 13) {
            for (month, day) in [(1, 1), (2, 28), (2, 29), (3, 1), (12, 31)] {
                let text = String(format: "%04d-%02d-%02dT00:00:00Z", year, month, day)
                let parts = DateComponents(year: year, month: month, day: day)
                let exists = month != 2 || day != 29 || (year % 4 == 0 && year % 100 != 0 || year % 400 == 0)
                #expect(Date(requested: text, now: time) == (exists ? calendar.date(from: parts) : nil), "\(text)")
            }
        }
    }

    @Test(
        "at(1), a while from now on",
        arguments: [
            ("now", 0.0), ("NOW + 30 minutes", 1800), ("now+1 hour", 3600), ("now + 2 days", 172_800),
            ("now + 1 week", 604_800), ("now + 90s", 90), ("now + 0 min", 0),
        ])
    func aWhile(text: String, seconds: TimeInterval) {
        #expect(Date(requested: text, now: time) == time + seconds)
    }

    @Test func aDayOfOneDigitIsOne() {
        #expect(Date(requested: "Tue, 1 Dec 2026 07:00:00 +0000", now: time) == time + 86_400)
        #expect(Date(requested: "1 Dec 2026 07:00:00 +0000", now: time) == time + 86_400)
    }

    @Test(arguments: [
        "", "now +", "now - 1 hour", "now + 2", "now + 2 moons", "nowadays", "now + 9999999999999999999 days",
        "2026-11-30", "2026-11-30 08:00:00", "2026-11-30T08:00:00", "2026-11-30T08:00Z", "1796022000",
        "2026-02-30T08:00:00Z", "2026-13-01T08:00:00Z", "2026-11-30T24:00:01Z", "2026-11-30T08:60:00Z",
        "30.11.2026 08:00", "Mon, 30 Nov 2026", "Mon, 31 Nov 2026 08:00:00 +0100", "08:00", "2026-11-30T08:00:00Z x",
        "2026-11-30T08:00:00.Z",
        "2026-11-30T08:00:00+25:00", "2026-11-30T08:00z", "Mon, 30 Nov 2026 08:00:00 +0100 (CET",
        "Mon, 30 Nov 2026 (08:00:00 +0100", "Mon, 30 Nov 2026 08:00:00 +0100 CET)", "Mon 30 Nov 2026 08:00 +0100",
        "Mon, 30 Nov 2026 08 +0100", "Mon, 30Nov 2026 08:00 +0100", "Mon, 30 Nov 2026 08:00: +0100", "()", "(",
        "Monday, 30 Nov 2026 08:00 +0100", "Tue, 30 Nov 2026 08:00 +0100", "30 Nov 26 08:00 +0100",
        "٢٠٢٦-11-30T08:00:00Z",
    ])
    func nonsenseIsNoTime(_ text: String) {
        #expect(Date(requested: text, now: time) == nil)
    }

    @Test(arguments: ["1969-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "10000-01-01T00:00:00Z", "99999-01-01T00:00:00Z"])
    func aTimeThatNoClockShowsIsNone(_ text: String) {
        #expect(Date(requested: text, now: time) == nil)
    }

    @Test func theFirstAndTheLastTimeThatAClockShows() {
        #expect(Date(requested: "1970-01-01T00:00:00Z", now: time) == Date(timeIntervalSince1970: 0))
        #expect(Date(requested: "9999-12-31T23:59:59Z", now: time) == Date(timeIntervalSince1970: 253_402_300_799))
    }
}
