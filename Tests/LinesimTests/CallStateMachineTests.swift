import Testing

@testable import linesim

@Suite struct CallStateMachineTests {
    private typealias Happening = VirtualCall.Happening

    @Test func itRingsEveryFiveSecondsUntilTheCallerGivesUp() {
        let call = VirtualCall(answerTimeout: 12)
        #expect(
            call.passes(until: 100) == [
                Happening(second: 1, action: .ring), Happening(second: 6, action: .ring),
                Happening(second: 11, action: .ring), Happening(second: 12, action: .clear(.called)),
                Happening(second: 12, action: .refuse(.noAnswer)),
            ])
        #expect(call.phase == .ended)
    }

    @Test(arguments: [
        (Exchange.Route.busy, 1.0, CallStateMachine.Refusal.busy), (.noDialTone, 1, .noDialTone),
        (.neverAnswered, 30, .noAnswer), (.unobtainable, 6, .unobtainable),
    ])
    func aCallThatCanNotComeAboutIsRefusedInItsTime(
        route: Exchange.Route, second: Double, refusal: CallStateMachine.Refusal
    ) {
        let call = VirtualCall(route, answerTimeout: 30)
        #expect(call.passes(until: 100) == [Happening(second: second, action: .refuse(refusal))])
        #expect(call.phase == .ended)
    }

    @Test func anAnswerConnectsBothEnds() {
        let call = VirtualCall()
        #expect(call.phase == .dialling)
        #expect(call.passes(until: 2) == [Happening(second: 1, action: .ring)])
        #expect(call.phase == .ringing)
        #expect(call.happens(.answered) == [.connect])
        #expect(call.phase == .talking)
        #expect(call.passes(until: 1000).isEmpty)
        #expect(call.happens(.answered).isEmpty)
        #expect(call.phase == .talking)
    }

    @Test func aCalledModemMayAnswerBeforeTheFirstRing() {
        let call = VirtualCall()
        #expect(call.happens(.answered) == [.connect])
        #expect(call.passes(until: 30).isEmpty)
    }

    @Test func nobodyAnswersACallThatIsRefused() {
        let call = VirtualCall(.busy)
        #expect(call.happens(.answered).isEmpty)
        #expect(call.phase == .dialling)
    }

    @Test func aCallerWhoHangsUpBeforeTheAnswerClearsTheCalledEndFirst() {
        let dialling = VirtualCall()
        #expect(dialling.happens(.hungUp(.calling)) == [.clear(.called), .release(.calling)])
        #expect(dialling.phase == .ended)
        let ringing = VirtualCall()
        _ = ringing.passes(until: 3)
        #expect(ringing.happens(.hungUp(.calling)) == [.clear(.called), .release(.calling)])
        #expect(ringing.phase == .ended)
    }

    @Test func whereNobodyIsCalledNobodyIsCleared() {
        let call = VirtualCall(.neverAnswered)
        #expect(call.happens(.hungUp(.calling)) == [.release(.calling)])
        #expect(call.phase == .ended)
    }

    @Test func aCalledModemThatHangsUpWhileItRingsLetsItRing() {
        let call = VirtualCall()
        _ = call.passes(until: 2)
        #expect(call.happens(.hungUp(.called)).isEmpty)
        #expect(call.passes(until: 6) == [Happening(second: 6, action: .ring)])
    }

    @Test(arguments: [
        (CallStateMachine.End.calling, CallStateMachine.End.called), (.called, .calling),
    ])
    func theOtherEndHearsWhatIsUnderWayBeforeItIsCleared(first: CallStateMachine.End, other: CallStateMachine.End) {
        let call = VirtualCall()
        #expect(call.happens(.answered) == [.connect])
        _ = call.passes(until: 10)
        #expect(call.happens(.hungUp(first)) == [.release(first)])
        #expect(call.phase == .clearing)
        #expect(call.happens(.hungUp(first)).isEmpty)
        #expect(call.passes(until: 20) == [Happening(second: 10.4, action: .clear(other))])
        #expect(call.phase == .ended)
    }

    @Test func anEndThatHangsUpWhileItIsClearedIsReleased() {
        let call = VirtualCall()
        _ = call.happens(.answered)
        #expect(call.happens(.hungUp(.calling)) == [.release(.calling)])
        #expect(call.happens(.hungUp(.called)) == [.release(.called)])
        #expect(call.phase == .ended)
        #expect(call.passes(until: 10).isEmpty)
    }

    @Test func aCutComesSoLongAfterTheAnswer() {
        let call = VirtualCall(cut: 7)
        _ = call.passes(until: 3)
        _ = call.happens(.answered)
        #expect(
            call.passes(until: 100) == [
                Happening(second: 10, action: .clear(.calling)), Happening(second: 10, action: .clear(.called)),
            ])
        #expect(call.phase == .ended)
    }

    @Test func afterTheEndNothingHappens() {
        let call = VirtualCall(.busy)
        _ = call.passes(until: 2)
        for event in [CallStateMachine.Event.answered, .hungUp(.calling), .hungUp(.called), .timePassed] {
            #expect(call.happens(event).isEmpty)
        }
        #expect(call.phase == .ended)
    }

    @Test func timeIsCountedInBlocksOfTwentyMilliseconds() {
        #expect(LineTime.seconds(1).blocks == 50)
        #expect(LineTime.seconds(0.03).blocks == 2 && LineTime.seconds(0.029).blocks == 1)
        #expect(LineTime(blocks: 3).seconds == 0.06)
        #expect(LineTime(blocks: 3) - LineTime(blocks: 1) + LineTime(blocks: 5) == LineTime(blocks: 7))
        #expect(LineTime.samplesPerBlock == Int(8000 * LineTime.secondsPerBlock))
    }
}
