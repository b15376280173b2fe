import FaxModel
import Testing

@testable import Pipeline

@Suite("A worker's session that drains")
struct SessionDrainTests {
    private let one = LeasedTask.sample(1, token: 11)
    private let two = LeasedTask.sample(2, token: 22)

    @Test func aDrainingWorkerWantsNothingAndFinishesWhenTheSpoolKnows() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        #expect(talk.drain(at: 1) == [.ask(2, .renderers(0))])
        #expect(talk.hear(.readied(WorkerWord()), to: 2, at: 1) == [.finish])
        #expect(talk.nextSecond == nil)
    }

    @Test func theAnswerToAnEarlierHeartbeatDoesNotFinish() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.drain(at: 1)
        #expect(talk.hear(.readied(WorkerWord()), to: 1, at: 1) == [])
        #expect(talk.hear(.readied(WorkerWord()), to: 2, at: 1) == [.finish])
    }

    @Test func theLastWordIsRepeatedWhileATaskIsHeld() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 0)
        _ = talk.drain(at: 1)
        let said = talk.wait(until: 20)
        #expect(said.map(\.second) == [7, 13, 19])
        #expect(said.allSatisfy { $0.said == .ask(2, .renderers(0, holding: [one.lease])) })
    }

    @Test func aSpoolThatIsAwayIsNotWaitedFor() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.drain(at: 1)
        let said = talk.wait(until: 20)
        #expect(said.map(\.second) == [3])
        #expect(said.map(\.said) == [.finish])
        #expect(talk.nextSecond == nil)
    }

    @Test func theLastWordIsSaidAtOnceWhenAConnectionIsMade() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.drain(at: 1)
        #expect(talk.connect(at: 2) == [.ask(2, .renderers(0))])
        #expect(talk.hear(.readied(WorkerWord()), to: 2, at: 2) == [.finish])
        #expect(talk.connect(at: 3) == [])
    }

    @Test func tasksThatComeTogetherWhileDrainingAreHandedBackEach() {
        let talk = SessionTranscript()
        var call = one
        call.companions = [two]
        _ = talk.serve(at: 0)
        _ = talk.drain(at: 1)
        #expect(
            talk.hear(.leased(call), at: 1) == [
                .ask(3, .complete(one.lease, Completion(.released))),
                .ask(4, .complete(two.lease, Completion(.released))),
            ])
    }

    @Test func aTaskThatIsHeldIsFinishedFirst() {
        let talk = SessionTranscript()
        let end = Request.complete(one.lease, Completion(.done))
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 0)
        #expect(talk.drain(at: 1) == [.ask(2, .renderers(0, holding: [one.lease]))])
        #expect(talk.hear(.readied(WorkerWord()), to: 2, at: 1) == [])
        #expect(talk.wait(until: 7).map(\.said) == [.ask(2, .renderers(0, holding: [one.lease]))])
        #expect(talk.ask(end, at: 8) == [.ask(3, end)])
        #expect(talk.hear(.accepted, to: 3, at: 8) == [.resolve(3, .accepted), .finish])
    }

    @Test func aTaskThatEndsBeforeTheSpoolKnowsWaitsForTheSpool() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 0)
        _ = talk.drain(at: 1)
        _ = talk.ask(.complete(one.lease, Completion(.done)), at: 2)
        #expect(talk.hear(.accepted, to: 3, at: 2) == [.resolve(3, .accepted)])
        #expect(talk.hear(.readied(WorkerWord()), to: 2, at: 3) == [.finish])
    }

    @Test func aLostLeaseIsNotWaitedFor() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 0)
        _ = talk.drain(at: 1)
        #expect(
            talk.hear(.readied(WorkerWord(over: [one.lease.task])), to: 2, at: 1) == [.stop(one.lease.task), .finish])
    }

    @Test func aLeaseThatComesWhileDrainingIsHandedBackUntouched() {
        let talk = SessionTranscript()
        let back = Request.complete(two.lease, Completion(.released))
        _ = talk.serve(at: 0)
        _ = talk.drain(at: 1)
        #expect(talk.hear(.leased(two), at: 1) == [.ask(3, back)])
        #expect(talk.hear(.readied(WorkerWord()), to: 2, at: 1) == [])
        let said = talk.wait(until: 2)
        #expect(said.map(\.said) == [.ask(3, back)])
        #expect(talk.hear(.accepted, to: 3, at: 2) == [.resolve(3, .accepted), .finish])
    }

    @Test func afterTheEndNothingIsTaken() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.drain(at: 1)
        _ = talk.hear(.readied(WorkerWord()), to: 2, at: 1)
        #expect(talk.hear(.leased(one), at: 2) == [])
        #expect(talk.drain(at: 2) == [])
        #expect(talk.nextSecond == nil)
    }

    @Test func requestsAreStillAnsweredAfterTheEnd() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.drain(at: 1)
        _ = talk.hear(.readied(WorkerWord()), to: 2, at: 1)
        #expect(talk.ask(.query(.queue), at: 2) == [.ask(3, .query(.queue))])
        #expect(talk.hear(.answer([1]), to: 3, at: 2) == [.resolve(3, .answer([1]))])
    }
}
