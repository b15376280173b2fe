import Configuration
import Testing

@testable import UserProfiles

@Suite("What profiles say of stations and hours")
struct PatternTests {
    @Test(
        "A station is known by its text, where * stands for anything and spaces and case do not count",
        arguments: [
            ("+49 228 123*", "+49228123456", true), ("+49 228 123*", "+49 228 12", false), ("ACME", "acme", true),
            ("*ACME*", "the Acme Co", true), ("A*B*C", "AxxByyC", true), ("A*B*C", "ACB", false),
            ("ab*ba", "aba", false), ("ACME", "ACME 2", false),
        ])
    func stations(pattern: String, station: String, matches: Bool) throws {
        #expect(try #require(StationPattern(configuration: pattern)).contains(station) == matches)
    }

    @Test(
        "Days and hours as people write them",
        arguments: [
            ("mon-fri 08:00-18:00", "mon,tue,wed,thu,fri 08:00-18:00"), ("sat,sun", "sat,sun 00:00-24:00"),
            ("18:00-06:00", "mon,tue,wed,thu,fri,sat,sun 18:00-06:00"),
            ("fri-mon 12:00-13:00", "mon,fri,sat,sun 12:00-13:00"),
        ])
    func hours(text: String, meaning: String) throws {
        #expect(try #require(ProfileHours(configuration: text)).description == meaning)
    }

    @Test(
        "What is neither", arguments: ["", "mo", "mon-", "8:00-9:00", "mon 08:00", "mon tue", "24:00-06:00", "a b c"])
    func wrong(text: String) {
        #expect(ProfileHours(configuration: text) == nil)
    }
}
