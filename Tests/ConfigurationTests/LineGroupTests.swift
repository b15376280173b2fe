import Configuration
import FaxModel
import Foundation
import Testing

@Suite("When and how much a group of lines may dial") struct LineGroupTests {
    private func groups(_ lines: String...) throws -> [LineGroupSettings] {
        try Configuration(text: lines.joined(separator: "\n"), file: "f").lineGroups
    }

    private func time(_ hour: Int, _ minute: Int = 0) -> SendWindow.Time {
        SendWindow.Time(minutes: hour * 60 + minute)
    }

    @Test func groupsAreReadInTheirOrder() throws {
        let groups = try groups("line-groups:", "- { name: trunk, calls: 4 }", "- { name: berlin }")
        #expect(groups.map(\.name.rawValue) == ["trunk", "berlin"])
        #expect(groups.map(\.calls) == [4, nil])
        #expect(groups.map(\.windows) == [[], []])
    }

    @Test func aGroupHasTheZoneThatItNames() throws {
        let group = try #require(try groups("line-groups:", "- { name: a, time-zone: America/New_York }").first)
        #expect(group.timeZone.identifier == "America/New_York")
    }

    @Test func windowsAreReadWithTheirDaysTimesAndPriorities() throws {
        let group = try #require(
            try groups(
                "line-groups:", "- name: a", "  windows:", "  - { days: [mon, fri], from: '08:00', to: '17:30' }",
                "  - { days: sun, from: '22:00', to: '06:00', priorities: [bulk, normal] }"
            ).first)
        #expect(
            group.windows == [
                SendWindow(days: [.mon, .fri], from: time(8), to: time(17, 30), priorities: Set(Priority.allCases)),
                SendWindow(days: [.sun], from: time(22), to: time(6), priorities: [.bulk, .normal]),
            ])
    }

    @Test func theSpoolsLimitsAreReadWhereTheyAreSet() throws {
        let spool = try Configuration(
            text: """
                spool:
                  expire-after: 2h
                  ageing: { normal: 0s, bulk: 0s }
                  calls-per-sender: 3
                  wrong-numbers: { calls: 2, within: 1h, bar: 1d }
                  keep-rates: 1h
                  keep-documents: 7d
                  keep-history: 7d
                """, file: "f"
        ).spool
        #expect(spool.expireAfter == .seconds(7200))
        #expect(spool.normalAgeing == .zero && spool.bulkAgeing == .zero)
        #expect(spool.callsPerSender == 3)
        #expect(spool.wrongNumbers.calls == 2)
        #expect(spool.wrongNumbers.within == .seconds(3600) && spool.wrongNumbers.bar == .seconds(86_400))
        #expect(spool.keepRates == .seconds(3600))
        #expect(spool.keepDocuments == .seconds(7 * 86_400) && spool.keepHistory == spool.keepDocuments)
    }
}
