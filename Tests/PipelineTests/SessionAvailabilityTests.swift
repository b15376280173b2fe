import FaxModel
import Testing

@testable import Pipeline

@Suite("A worker's session whose lines change")
struct SessionAvailabilityTests {
    private let one = LeasedTask.sample(1, token: 11)
    private let busy = LineStatus(name: "line1", group: .default, state: .busy)
    private let resting = LineStatus(name: "line1", group: .default, state: .resting, reason: "no modem")

    private func availability(_ tasks: Int, _ lines: LineStatus...) -> Availability {
        Availability(capacities: [.init(lane: .default, tasks: tasks)], lines: lines)
    }

    @Test func whatCanBeTakenNowIsSaidAtOnceAndInEveryHeartbeatAfterThat() {
        let talk = SessionTranscript(heartbeat: .seconds(6))
        _ = talk.serve(2, at: 0)
        #expect(talk.change(to: availability(1, busy), at: 4) == [.ask(2, .renderers(1, lines: [busy]))])
        let said = talk.wait(until: 16)
        #expect(said.map(\.second) == [10, 16], "the next heartbeat is due a whole beat after what was said")
        #expect(said.map(\.said) == [.ask(3, .renderers(1, lines: [busy])), .ask(4, .renderers(1, lines: [busy]))])
    }

    @Test func aChangeNamesTheLeasesThatAreHeld() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 1)
        #expect(
            talk.change(to: availability(0, resting), at: 2)
                == [.ask(2, .renderers(0, holding: [one.lease], lines: [resting]))])
    }

    @Test func theNewestChangeIsSaidAgainWhenAConnectionIsMade() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.change(to: availability(1), at: 1)
        _ = talk.change(to: availability(0, resting), at: 2)
        #expect(talk.connect(at: 3) == [.ask(4, .renderers(0, lines: [resting]))])
    }

    @Test func aWorkerThatDrainsWantsNothingWhateverBecomesFree() {
        let talk = SessionTranscript()
        _ = talk.serve(at: 0)
        _ = talk.hear(.leased(one), at: 0)
        _ = talk.drain(at: 1)
        #expect(talk.change(to: availability(2), at: 2) == [])
        #expect(talk.wait(until: 7).map(\.said) == [.ask(2, .renderers(0, holding: [one.lease]))])
    }

    @Test func aSessionThatHasEndedOrServesNothingSaysNothingOfAChange() {
        let talk = SessionTranscript()
        #expect(talk.change(to: availability(2), at: 0) == [])
        _ = talk.drain(at: 1)
        #expect(talk.change(to: availability(2), at: 2) == [])
    }
}
