import Configuration
import FaxModel
import Foundation
import Testing

@testable import spool

@Suite("Hours in which a group may dial")
struct DiallingHoursTests {
    private func hours(_ windows: String, _ priority: Priority = .normal) throws -> DiallingHours? {
        let text = "line-groups: [{ name: default, time-zone: Europe/Berlin, windows: [\(windows)] }]"
        let group = try Configuration(text: text, file: "faxpost.yaml").lineGroups[0]
        return DiallingHours(group, priority)
    }

    private func time(_ text: String) throws -> Date {
        try Date(text, strategy: .iso8601)
    }

    @Test(arguments: [
        // Wednesday; Berlin is one hour ahead of UTC.
        ("2026-11-25T06:59:59Z", false, "2026-11-25T07:00:00Z"),
        ("2026-11-25T07:00:00Z", true, "2026-11-25T17:00:00Z"),
        ("2026-11-25T16:59:59Z", true, "2026-11-25T17:00:00Z"),
        ("2026-11-25T17:00:00Z", false, "2026-11-25T23:00:00Z"),
        // Saturday.
        ("2026-11-28T10:00:00Z", false, "2026-11-28T23:00:00Z"),
    ])
    func aWindowIsOpenOnItsDaysFromItsBeginningToItsEnd(_ now: String, _ isOpen: Bool, _ until: String) throws {
        let hours = try #require(try hours("{ days: [mon, tue, wed, thu, fri], from: '08:00', to: '18:00' }"))
        let state = hours.state(at: try time(now))
        #expect(state.isOpen == isOpen)
        #expect(state.until == (try time(until)))
    }

    @Test(arguments: [
        ("2026-11-27T20:59:00Z", false), ("2026-11-27T21:00:00Z", true), ("2026-11-28T04:59:00Z", true),
        ("2026-11-28T05:00:00Z", false), ("2026-11-28T22:00:00Z", false),
    ])
    func aWindowOverMidnightBelongsToTheDayOnWhichItBegins(_ now: String, _ isOpen: Bool) throws {
        let hours = try #require(try hours("{ days: fri, from: '22:00', to: '06:00' }"))
        #expect(hours.state(at: try time(now)).isOpen == isOpen)
    }

    @Test(arguments: [
        // Summer time begins on 2026-03-29 at 01:00Z, and ends on 2026-10-25 at 01:00Z.
        ("2026-03-28T07:00:00Z", true), ("2026-03-29T06:00:00Z", true), ("2026-03-29T05:59:59Z", false),
        ("2026-10-24T06:00:00Z", true), ("2026-10-25T06:59:59Z", false), ("2026-10-25T07:00:00Z", true),
    ])
    func theClockOnTheWallCounts(_ now: String, _ isOpen: Bool) throws {
        let hours = try #require(try hours("{ from: '08:00', to: '20:00' }"))
        #expect(hours.state(at: try time(now)).isOpen == isOpen)
    }

    @Test func oneOfSeveralWindowsIsEnough() throws {
        let hours = try #require(try hours("{ from: '08:00', to: '10:00' }, { from: '14:00', to: '16:00' }"))
        let morning = hours.state(at: try time("2026-11-25T08:00:00Z"))
        #expect(morning.isOpen)
        #expect(morning.until == (try time("2026-11-25T09:00:00Z")))
        let noon = hours.state(at: try time("2026-11-25T10:00:00Z"))
        #expect(!noon.isOpen)
        #expect(noon.until == (try time("2026-11-25T13:00:00Z")))
        #expect(hours.state(at: try time("2026-11-25T14:00:00Z")).isOpen)
    }

    @Test func aPriorityWithoutWindowsGoesAtAnyTime() throws {
        #expect(try hours("{ from: '08:00', priorities: bulk }", .normal) == nil)
        #expect(try hours("{ from: '08:00', priorities: bulk }", .bulk) != nil)
    }

    @Test func theWholeDayIsOpenWithoutAGap() throws {
        let hours = try #require(try hours("{ days: [mon, tue, wed, thu, fri, sat, sun] }"))
        #expect(hours.state(at: try time("2026-11-25T22:59:59Z")).isOpen)
        #expect(hours.state(at: try time("2026-11-25T23:00:00Z")).isOpen)
    }
}
