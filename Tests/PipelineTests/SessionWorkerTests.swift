import FaxModel
import Testing

@testable import Pipeline

@Suite("A worker's session")
struct SessionWorkerTests {
    private let one = LeasedTask.sample(1, token: 11)
    private let two = LeasedTask.sample(2, token: 22)

    private func completed(_ task: LeasedTask, _ verdict: Verdict = .done) -> Request {
        .complete(task.lease, Completion(verdict))
    }

    @Test func aWorkerSaysThatItIsReadyAtOnceAndThenEveryHeartbeat() {
        let talk = SessionTranscript(heartbeat: .seconds(6))
        #expect(talk.serve(at: 0) == [.ask(1, .renderers(2))])
        let said = talk.wait(until: 20)
        #expect(said.map(\.second) == [6, 12, 18])
        #expect(said.map(\.said) == [.ask(2, .renderers(2)), .ask(3, .renderers(2)), .ask(4, .renderers(2))])
    }

    @Test func aLeasedTaskStartsAndIsNamedInTheHeartbeat() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        #expect(talk.hear(.leased(one), at: 1) == [.start(one)])
        #expect(talk.wait(until: 6).map(\.said) == [.ask(2, .renderers(2, holding: [one.lease]))])
    }

    @Test func severalTasksAreAllNamed() throws {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 1)
        _ = talk.hear(.leased(two), at: 1)
        let said = talk.wait(until: 6).map(\.said)
        guard case .ask(2, .ready(let readiness))? = said.first else {
            Issue.record("no heartbeat but \(said)")
            return
        }
        #expect(Set(readiness.held) == [one.lease, two.lease])
    }

    @Test func aTaskIsHeldUntilItsEndIsAnswered() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 1)
        #expect(talk.ask(completed(one), at: 5.5) == [.ask(2, completed(one))])
        #expect(talk.wait(until: 6).map(\.said) == [.ask(3, .renderers(2, holding: [one.lease]))])
        #expect(talk.hear(.accepted, to: 2, at: 6) == [.resolve(2, .accepted)])
        #expect(talk.wait(until: 12).map(\.said) == [.ask(4, .renderers(2))])
    }

    @Test func aRefusedEndIsAnEndToo() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 1)
        _ = talk.ask(completed(one), at: 5)
        _ = talk.hear(.refused(SpoolError(.stale, "over")), to: 2, at: 5)
        #expect(talk.wait(until: 6).map(\.said) == [.ask(3, .renderers(2))])
    }

    @Test(arguments: [SpoolError.Code.busy, .storage, .malformed, .unknown])
    func anEndThatIsNotStoredLeavesTheTaskHeld(_ code: SpoolError.Code) {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 1)
        _ = talk.ask(completed(one), at: 5)
        let refusal = Response.refused(SpoolError(code, "no"))
        #expect(talk.hear(refusal, to: 2, at: 5) == [.resolve(2, refusal)])
        #expect(talk.wait(until: 6).map(\.said) == [.ask(3, .renderers(2, holding: [one.lease]))])
    }

    @Test func aWorkerSaysWhatItHoldsAtOnceWhenAConnectionIsMade() {
        let talk = SessionTranscript(heartbeat: .seconds(6))
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 1)
        #expect(talk.connect(at: 2) == [.ask(2, .renderers(2, holding: [one.lease]))])
        #expect(talk.wait(until: 8).map(\.second) == [8])
    }

    @Test func theAnswerToAnOldLeaseDoesNotEndTheNewOne() {
        let talk = SessionTranscript()
        let again = LeasedTask.sample(1, token: 12)
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 1)
        _ = talk.ask(completed(one), at: 5)
        #expect(talk.hear(.leased(again), at: 5) == [.stop(one.lease.task), .start(again)])
        _ = talk.hear(.refused(SpoolError(.stale, "over")), to: 2, at: 5)
        #expect(talk.wait(until: 6).map(\.said) == [.ask(3, .renderers(2, holding: [again.lease]))])
    }

    @Test func companionsAreHeldAndStoppedEachForItself() {
        let talk = SessionTranscript()
        var call = one
        call.companions = [two]
        _ = talk.serve(at: 0)
        #expect(talk.hear(.leased(call), at: 1) == [.start(call)])
        #expect(talk.hear(.readied(WorkerWord(over: [two.lease.task])), to: 1, at: 2) == [.stop(two.lease.task)])
        #expect(talk.wait(until: 6).map(\.said) == [.ask(2, .renderers(2, holding: [one.lease]))])
    }

    @Test func aLostLeaseStopsItsTaskOnce() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 1)
        _ = talk.hear(.leased(two), at: 1)
        #expect(talk.hear(.readied(WorkerWord(over: [one.lease.task])), to: 1, at: 2) == [.stop(one.lease.task)])
        #expect(talk.hear(.readied(WorkerWord(over: [one.lease.task])), to: 1, at: 2) == [])
        #expect(talk.wait(until: 6).map(\.said) == [.ask(2, .renderers(2, holding: [two.lease]))])
    }

    @Test func aLeaseThatIsNotHeldCannotBeLost() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        #expect(talk.hear(.readied(WorkerWord(over: [one.lease.task])), to: 1, at: 0) == [])
    }

    @Test func anAnswerToAHeartbeatIsNotAnAnswerToARequest() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        #expect(talk.hear(.accepted, to: 1, at: 0) == [])
        #expect(talk.hear(.refused(SpoolError(.storage, "broken")), to: 1, at: 0) == [])
        #expect(talk.wait(until: 6).map(\.said) == [.ask(2, .renderers(2))])
    }

    @Test func requestsAreRepeatedBetweenHeartbeats() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.ask(.query(.queue), at: 0.5)
        let said = talk.wait(until: 8)
        #expect(said.map(\.second) == [1.5, 3.5, 6, 7.5])
        #expect(said.map(\.said)[2] == .ask(3, .renderers(2)))
    }
}
