import FaxModel
import Testing

@testable import Pipeline

@Suite("A worker's session that hears what the operator wants")
struct SessionOperatorTests {
    private let one = LeasedTask.sample(1, token: 11)
    private let two = LeasedTask.sample(2, token: 22)

    private func serving() -> SessionTranscript {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 0)
        return talk
    }

    @Test func anUnwantedTaskIsInterruptedAndHeldUntilItIsHandedBack() {
        let talk = serving()
        let word = Response.readied(WorkerWord(unwanted: [one.lease.task]))
        #expect(talk.hear(word, at: 1) == [.interrupt(one.lease.task)])
        #expect(talk.wait(until: 6).map(\.said) == [.ask(2, .renderers(2, holding: [one.lease]))])
        let back = Request.complete(one.lease, Completion(.released))
        #expect(talk.ask(back, at: 7) == [.ask(3, back)])
        #expect(talk.hear(.accepted, to: 3, at: 7) == [.resolve(3, .accepted)])
        #expect(talk.hear(word, at: 8) == [])
    }

    @Test func aTaskThatIsNotHeldIsNotInterrupted() {
        let talk = serving()
        #expect(talk.hear(.readied(WorkerWord(unwanted: [two.lease.task])), at: 1) == [])
    }

    @Test func aTaskWhoseLeaseIsOverIsStoppedAndNotInterrupted() {
        let talk = serving()
        let word = WorkerWord(over: [one.lease.task], unwanted: [one.lease.task])
        #expect(talk.hear(.readied(word), at: 1) == [.stop(one.lease.task)])
    }

    @Test func anUnwantedTaskIsInterruptedWhileDraining() {
        let talk = serving()
        _ = talk.drain(at: 1)
        #expect(
            talk.hear(.readied(WorkerWord(unwanted: [one.lease.task])), to: 2, at: 2) == [.interrupt(one.lease.task)])
    }

    @Test func pausedLinesAreToldWhenTheyChangeAndOnlyThen() {
        let talk = serving()
        let paused = Response.readied(WorkerWord(pausedLines: ["line1"]))
        #expect(talk.hear(.readied(WorkerWord()), to: 1, at: 0) == [], "none are paused to begin with")
        #expect(talk.hear(paused, at: 1) == [.pauseLines(["line1"])])
        #expect(talk.hear(paused, to: 2, at: 2) == [])
        #expect(
            talk.hear(.readied(WorkerWord(pausedLines: ["line1", "line2"])), at: 3) == [
                .pauseLines(["line1", "line2"])
            ])
        #expect(talk.hear(.readied(WorkerWord()), at: 4) == [.pauseLines([])])
        #expect(talk.hear(paused, at: 5) == [.pauseLines(["line1"])])
    }

    @Test func wordThatComesUnaskedIsNoAnswerToTheLastWord() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.drain(at: 1)
        #expect(talk.hear(.readied(WorkerWord()), at: 1) == [])
        #expect(talk.hear(.readied(WorkerWord()), to: 2, at: 1) == [.finish])
    }
}
