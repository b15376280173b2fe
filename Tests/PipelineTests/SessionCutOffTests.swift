import FaxModel
import Testing

@testable import Pipeline

@Suite("A worker's session that hears nothing of the spool")
struct SessionCutOffTests {
    private let one = LeasedTask.sample(1, token: 11)
    private let two = LeasedTask.sample(2, token: 22)

    /// A session that holds a task, and whose heartbeat of second 0 was answered at second 1.
    private func talk(cutOff: Duration?) -> SessionTranscript {
        let talk = SessionTranscript(heartbeat: .seconds(6), cutOff: cutOff)
        _ = talk.serve(at: 0)
        _ = talk.hear(.readied(WorkerWord()), to: 1, at: 1)
        _ = talk.hear(.leased(one), at: 1)
        return talk
    }

    @Test func acrossANetworkItHandsBackWhatItHoldsOnce() {
        let talk = talk(cutOff: .seconds(20))
        let said = talk.wait(until: 40).filter { $0.said == .interrupt(one.lease.task) }
        #expect(said.map(\.second) == [20], "counted from when the answered heartbeat was said")
    }

    @Test func onTheSpoolsHostItGoesOn() {
        #expect(!talk(cutOff: nil).wait(until: 400).contains { $0.said == .interrupt(one.lease.task) })
    }

    @Test func whoHoldsNothingHasNothingToHandBack() {
        let talk = SessionTranscript(heartbeat: .seconds(6), cutOff: .seconds(20))
        _ = talk.serve(at: 0)
        _ = talk.hear(.readied(WorkerWord()), to: 1, at: 1)
        #expect(talk.wait(until: 60).map(\.second) == [6, 12, 18, 24, 30, 36, 42, 48, 54, 60])
    }

    @Test func eachAnswerCountsFromWhenItsHeartbeatWasSaid() {
        let talk = talk(cutOff: .seconds(20))
        _ = talk.wait(until: 6)
        _ = talk.hear(.readied(WorkerWord()), to: 2, at: 11)
        #expect(talk.wait(until: 60).filter { $0.said == .interrupt(one.lease.task) }.map(\.second) == [26])
    }

    @Test func anAnswerToAnEarlierHeartbeatThanTheLastCountsFromWhenThatWasSaid() {
        let talk = talk(cutOff: .seconds(20))
        _ = talk.wait(until: 12)
        _ = talk.hear(.readied(WorkerWord()), to: 2, at: 13)
        #expect(talk.wait(until: 60).filter { $0.said == .interrupt(one.lease.task) }.map(\.second) == [26])
    }

    @Test func aWorkerThatHasHeardNothingButItsLeaseIsCutOffToo() {
        let talk = SessionTranscript(heartbeat: .seconds(6), cutOff: .seconds(20))
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 1)
        #expect(talk.wait(until: 60).filter { $0.said == .interrupt(one.lease.task) }.map(\.second) == [21])
    }

    @Test func itMayBeCutOffAgain() {
        let talk = talk(cutOff: .seconds(20))
        _ = talk.wait(until: 24)
        _ = talk.hear(.readied(WorkerWord()), to: 5, at: 25)
        _ = talk.hear(.leased(two), at: 25)
        let interrupted = talk.wait(until: 80).filter { $0.said == .interrupt(two.lease.task) }
        #expect(interrupted.map(\.second) == [44])
    }
}
