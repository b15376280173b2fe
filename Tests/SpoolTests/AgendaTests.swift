import FaxModel
import Foundation
import Pipeline
import Testing

@testable import spool

@Suite("Where tasks may be ready")
struct AgendaTests {
    private let render = Station(stage: .render, lane: .default)
    private let faxout = Station(stage: .faxout, lane: .default)

    @Test func aReadyTaskIsLookedForUntilItsStationIsDrained() {
        var agenda = Agenda()
        agenda.taskReady(at: render, from: .after(0), now: .after(0))
        #expect(agenda.stations(now: .after(0)) == [render])
        #expect(agenda.stations(now: .after(0)) == [render])
        agenda.drained(render, next: nil)
        #expect(agenda.stations(now: .after(1000)).isEmpty)
    }

    @Test func aDelayedTaskIsLookedForWhenItIsDue() {
        var agenda = Agenda()
        agenda.taskReady(at: render, from: .after(20), now: .after(0))
        agenda.taskReady(at: render, from: .after(10), now: .after(0))
        agenda.taskReady(at: faxout, from: .after(15), now: .after(0))
        #expect(agenda.nextDue == .after(10))
        #expect(agenda.stations(now: .after(9)).isEmpty)
        #expect(agenda.stations(now: .after(10)) == [render])
        #expect(agenda.nextDue == .after(15))
        agenda.drained(render, next: .after(20))
        #expect(agenda.stations(now: .after(15)) == [faxout])
        #expect(agenda.nextDue == .after(20))
    }

    @Test func aStationOfWhichNothingIsKnownIsLookedAtOnce() {
        var agenda = Agenda()
        agenda.workerReady(at: render)
        #expect(agenda.stations(now: .after(0)) == [render])
        agenda.drained(render, next: nil)
        agenda.workerReady(at: render)
        #expect(agenda.stations(now: .after(0)).isEmpty)
    }

    @Test func aStationWhoseTasksAreKnownIsNotLookedAtForAWorkersSake() {
        var agenda = Agenda()
        agenda.taskReady(at: render, from: .after(10), now: .after(0))
        agenda.workerReady(at: render)
        #expect(agenda.stations(now: .after(0)).isEmpty)
    }
}
