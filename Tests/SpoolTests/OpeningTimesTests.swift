import Configuration
import FaxModel
import Foundation
import TestSupport
import Testing

@testable import spool

@Suite("For how long a group has been open")
struct OpeningTimesTests {
    private static let office = "{ days: [mon, tue, wed, thu, fri], from: '08:00', to: '18:00' }"

    private func times(_ windows: String) throws -> OpeningTimes {
        let text = "line-groups: [{ name: default, time-zone: Europe/Berlin, windows: [\(windows)] }]"
        let group = try Configuration(text: text, file: "faxpost.yaml").lineGroups[0]
        return OpeningTimes(try #require(DiallingHours(group, .normal)))
    }

    private func time(_ text: String) throws -> Date {
        try Date(text, strategy: .iso8601)
    }

    @Test(arguments: [
        // Friday, 27 November 2026; Berlin is one hour ahead of UTC.
        ("2026-11-27T10:00:00Z", 2.0, "2026-11-27T12:00:00Z"),
        ("2026-11-27T10:00:00Z", 7.0, "2026-11-27T17:00:00Z"),
        ("2026-11-27T16:59:00Z", 2.0, "2026-11-30T08:59:00Z"),
        ("2026-11-27T20:00:00Z", 1.0, "2026-11-30T08:00:00Z"),
        ("2026-11-28T10:00:00Z", 24.0, "2026-12-02T11:00:00Z"),
        ("2026-11-27T16:00:00Z", 24.0, "2026-12-02T10:00:00Z"),
    ])
    func timeInWhichItIsClosedDoesNotCount(_ start: String, _ hours: Double, _ end: String) throws {
        var times = try times(Self.office)
        #expect(times.end(of: hours * 3600, from: try time(start)) == (try time(end)))
        #expect(times.open(from: try time(start), to: try time(end)) == hours * 3600)
    }

    @Test(arguments: [
        // Summer time begins on 2026-03-29 at 01:00Z: the night is an hour shorter, and so is what comes after it.
        ("2026-03-28T20:00:00Z", 5.0, "2026-03-29T21:00:00Z", "22:00", "02:00"),
        ("2026-03-28T17:00:00Z", 1.0, "2026-03-29T07:00:00Z", "08:00", "18:00"),
        ("2026-03-28T23:00:00Z", 6.0, "2026-03-29T23:00:00Z", "00:00", "06:00"),
        // It ends on 2026-10-25 at 01:00Z.
        ("2026-10-24T17:00:00Z", 1.0, "2026-10-25T08:00:00Z", "08:00", "18:00"),
        ("2026-10-24T22:00:00Z", 7.0, "2026-10-25T05:00:00Z", "00:00", "06:00"),
    ])
    func theClockOnTheWallOpensAndCloses(
        _ start: String, _ hours: Double, _ end: String, _ from: String, _ to: String
    ) throws {
        var times = try times("{ from: '\(from)', to: '\(to)' }")
        #expect(times.end(of: hours * 3600, from: try time(start)) == (try time(end)))
    }

    @Test func whereItIsHardlyEverOpenNobodyLooksForEver() throws {
        var times = try times("{ days: mon, from: '08:00', to: '08:01' }")
        let start = try time("2026-11-27T10:00:00Z")
        let end = times.end(of: 30 * 86_400, from: start)
        #expect(end.timeIntervalSince(start) > 180 * 86_400)
        #expect(end.timeIntervalSince(start) < 3650 * 86_400)
    }

    @Test func whatWasLookedUpBeforeChangesNothing() throws {
        var random = SeededGenerator(seed: 7)
        var known = try times(Self.office + ", { days: sat, from: '22:00', to: '03:00' }")
        let begin = try time("2026-03-01T00:00:00Z")
        for _ in 0..<500 {
            let start = begin.addingTimeInterval(Double.random(in: 0..<(60 * 86_400), using: &random))
            let rest = Double.random(in: 0..<(5 * 86_400), using: &random)
            var fresh = try times(Self.office + ", { days: sat, from: '22:00', to: '03:00' }")
            #expect(known.isOpen(at: start) == fresh.isOpen(at: start))
            #expect(abs(known.end(of: rest, from: start).timeIntervalSince(fresh.end(of: rest, from: start))) < 0.001)
        }
    }
}
