import FaxModel
import Testing

@testable import Pipeline

@Suite("A session's requests")
struct SessionRequestTests {
    private let query = Request.query(.queue)

    @Test func requestsAreNumberedFromOne() {
        let talk = SessionTranscript()
        #expect(talk.ask(query, at: 0) == [.ask(1, query)])
        #expect(talk.ask(query, at: 0) == [.ask(2, query)])
    }

    @Test func aRequestIsSaidAgainAfter1And2And4AndThenEvery8Seconds() {
        let talk = SessionTranscript()
        _ = talk.ask(query, at: 0)
        let repeats = talk.wait(until: 40)
        #expect(repeats.map(\.second) == [1, 3, 7, 15, 23, 31, 39])
        #expect(repeats.allSatisfy { $0.said == .ask(1, query) })
    }

    @Test func aRequestThatNoSpoolWouldTakeIsRefusedAtOnceAndNotSent() {
        let talk = SessionTranscript()
        let bytes = [UInt8](repeating: 0, count: Envelope.largestFrame)
        let said = talk.ask(.write(UploadPiece(upload: 1, offset: 0, bytes: bytes)), at: 0)
        guard case .resolve(1, .refused(let error)) = said.first, said.count == 1 else {
            Issue.record("it was sent")
            return
        }
        #expect(error.code == .malformed)
        #expect(talk.nextSecond == nil)
    }

    @Test func anAnswerEndsTheRepeats() {
        let talk = SessionTranscript()
        _ = talk.ask(query, at: 0)
        _ = talk.wait(until: 2)
        #expect(talk.hear(.answer([1]), to: 1, at: 2) == [.resolve(1, .answer([1]))])
        #expect(talk.nextSecond == nil)
        #expect(talk.wait(until: 100).isEmpty)
    }

    @Test(arguments: [
        Response.accepted, .refused(SpoolError(.busy, "full")), .content(total: 1, bytes: [1]), .answer([1]),
    ])
    func everyKindOfAnswerAnswers(_ response: Response) {
        let talk = SessionTranscript()
        _ = talk.ask(query, at: 0)
        #expect(talk.hear(response, to: 1, at: 0) == [.resolve(1, response)])
    }

    @Test func aSecondAnswerIsIgnored() {
        let talk = SessionTranscript()
        _ = talk.ask(query, at: 0)
        _ = talk.hear(.accepted, to: 1, at: 0)
        #expect(talk.hear(.accepted, to: 1, at: 0) == [])
    }

    @Test func anAnswerToNobodyIsIgnored() {
        let talk = SessionTranscript()
        _ = talk.ask(query, at: 0)
        #expect(talk.hear(.accepted, to: 2, at: 0) == [])
        #expect(talk.hear(.accepted, to: 0, at: 0) == [])
        #expect(talk.hear(.readied(WorkerWord(over: [TaskID(rawValue: 1)])), to: 1, at: 0) == [])
        #expect(talk.nextSecond == 1)
    }

    @Test func whatCannotBeReadIsIgnored() {
        let talk = SessionTranscript()
        _ = talk.ask(query, at: 0)
        #expect(talk.hear(frames: [], at: 0) == [])
        #expect(talk.hear(frames: [[1, 2, 3]], at: 0) == [])
        #expect(talk.hear(frames: query.frames(request: 1), at: 0) == [])
        #expect(talk.nextSecond == 1)
    }

    @Test func answersOutOfOrderFindTheirRequests() {
        let talk = SessionTranscript()
        _ = talk.ask(query, at: 0)
        _ = talk.ask(query, at: 0.5)
        #expect(talk.hear(.answer([2]), to: 2, at: 1) == [.resolve(2, .answer([2]))])
        #expect(talk.hear(.answer([1]), to: 1, at: 1) == [.resolve(1, .answer([1]))])
    }

    @Test func aRequestIsRepeatedUntilItsDeadlineAndThenExpires() {
        let talk = SessionTranscript()
        _ = talk.ask(query, deadline: 5, at: 0)
        let said = talk.wait(until: 100)
        #expect(said.map(\.second) == [1, 3, 5])
        #expect(said.map(\.said) == [.ask(1, query), .ask(1, query), .expire(1)])
        #expect(talk.nextSecond == nil)
    }

    @Test func anAnswerAfterTheDeadlineIsIgnored() {
        let talk = SessionTranscript()
        _ = talk.ask(query, deadline: 0.5, at: 0)
        #expect(talk.wait(until: 1).map(\.said) == [.expire(1)])
        #expect(talk.hear(.accepted, to: 1, at: 1) == [])
    }

    @Test func theNearestDeadlineIsTheNext() {
        let talk = SessionTranscript()
        #expect(talk.nextSecond == nil)
        _ = talk.ask(query, at: 0)
        #expect(talk.nextSecond == 1)
        _ = talk.ask(query, deadline: 0.75, at: 0)
        #expect(talk.nextSecond == 0.75)
    }

    @Test func whatWaitsIsSaidAtOnceWhenAConnectionIsMadeAndTheRepeatsBeginAnew() {
        let talk = SessionTranscript()
        _ = talk.ask(query, at: 0)
        _ = talk.wait(until: 10)
        #expect(talk.connect(at: 10) == [.ask(1, query)])
        #expect(talk.wait(until: 30).map(\.second) == [12, 16, 24])
        _ = talk.hear(.answer([1]), to: 1, at: 30)
        #expect(talk.connect(at: 31) == [])
    }

    @Test func aConnectionAfterTheDeadlineSaysNothingMore() {
        let talk = SessionTranscript()
        _ = talk.ask(query, deadline: 5, at: 0)
        #expect(talk.connect(at: 5) == [.expire(1)])
    }

    @Test func aClientIsGivenNoTasks() {
        let talk = SessionTranscript()
        #expect(talk.hear(.leased(.sample(1)), at: 0) == [])
    }

    @Test func aClientThatOnlyAsksFinishesAtOnceWhenItDrains() {
        let talk = SessionTranscript()
        #expect(talk.drain(at: 0) == [.finish])
        #expect(talk.drain(at: 0) == [])
    }
}
