import FaxModel
import Foundation
import Testing

@testable import spool

@Suite("Where tasks may be ready")
struct AgendaTests {
    private let normal = TaskClass.normal()
    private let bulk = TaskClass(station: Station(stage: .render, lane: .default), priority: .bulk)

    @Test func aReadyTaskIsLookedForUntilItsClassIsDrained() {
        var agenda = Agenda()
        agenda.taskReady(in: normal)
        agenda.taskReady(in: bulk)
        #expect(agenda.stations == [normal.station: [.normal, .bulk]])
        agenda.drained(normal)
        #expect(agenda.stations == [normal.station: [.bulk]])
        agenda.drained(bulk)
        #expect(agenda.stations.isEmpty)
    }

    @Test func theNextDelayedTaskIsTheEarliestUntilTheStoreSaysOtherwise() {
        var agenda = Agenda()
        #expect(agenda.nextDue == nil)
        agenda.taskDelayed(until: .after(20))
        agenda.taskDelayed(until: .after(10))
        agenda.taskDelayed(until: .after(15))
        #expect(agenda.nextDue == .after(10))
        agenda.promoted(next: .after(15))
        #expect(agenda.nextDue == .after(15))
        agenda.promoted(next: nil)
        #expect(agenda.nextDue == nil)
    }

    @Test func aStationOfWhichNothingIsKnownIsLookedAtOnce() {
        var agenda = Agenda()
        agenda.workerReady(at: normal.station)
        #expect(agenda.stations == [normal.station: Set(Priority.allCases)])
        for priority in Priority.allCases {
            agenda.drained(TaskClass(station: normal.station, priority: priority))
        }
        agenda.workerReady(at: normal.station)
        #expect(agenda.stations.isEmpty)
    }
}
