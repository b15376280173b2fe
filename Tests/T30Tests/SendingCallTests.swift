import FaxModel
import Testing

@testable import T30

@Suite("Sending without error correction")
struct SendingCallTests {
    private let trained: [Line] = [
        .we("dial 12345"), .modem(.connected), .they([.csi, .plain]),
        .we("DCS", "TCF v17at14400 1400"), .they(.cfr),
    ]
    private let firstPage = Line.we("prepare 0 MH", "page 3 v17at14400 short", "EOP")

    @Test func onePageIsSentAndConfirmed() {
        var call = ScriptedCall(policy: SendingPolicy(stationID: StationID("+49 228 1")))
        call.play([
            .we("dial 12345"), .modem(.connected), .they([.csi, .plain]),
            .we("TSI +49 228 1", "DCS", "TCF v17at14400 1400"), .they(.cfr),
            firstPage, .they(.mcf), .we("confirm 1", "DCN", "hang up"), .end(.sent, pages: 1),
        ])
        #expect(call.report?.remoteStation?.text == "+49 30 99")
        #expect(call.report?.parameters?.errorCorrection == false)
    }

    @Test func pagesOfOneFormatFollowWithoutNewTraining() {
        var call = ScriptedCall(pages: [[1], [2, 2], [3, 3, 3]])
        call.play(
            trained + [
                .we("prepare 0 MH", "page 1 v17at14400 short", "MPS"), .they(.mcf),
                .we("confirm 1", "prepare 1 MH", "page 2 v17at14400 short", "MPS"), .they(.mcf),
                .we("confirm 2", "prepare 2 MH", "page 3 v17at14400 short", "EOP"), .they(.mcf),
                .we("confirm 3", "DCN", "hang up"), .end(.sent, pages: 3),
            ])
    }

    @Test func aPageOfAnotherFormatFollowsAfterEOMAndANewDIS() {
        var call = ScriptedCall(
            pages: [[1], [2, 2]], formats: [PageFormat(resolution: .fine), PageFormat(resolution: .standard)])
        call.play(
            trained + [
                .we("prepare 0 MH", "page 1 v17at14400 short", "EOM"), .they(.mcf), .we("confirm 1"),
                .they([.plain]), .we("DCS", "TCF v17at14400 1400"), .they(.cfr),
                .we("prepare 1 MH standard 1728", "page 2 v17at14400 short", "EOP"), .they(.mcf),
                .we("confirm 2", "DCN", "hang up"), .end(.sent, pages: 2),
            ])
    }

    @Test func anotherDocumentFollowsAfterEOMThoughItsPagesAreOfTheSameFormat() {
        var call = ScriptedCall(pages: [[1], [2, 2], [3, 3, 3]], documentStarts: [1])
        call.play(
            trained + [
                .we("prepare 0 MH", "page 1 v17at14400 short", "EOM"), .they(.mcf), .we("confirm 1"),
                .they([.plain]), .we("DCS", "TCF v17at14400 1400"), .they(.cfr),
                .we("prepare 1 MH", "page 2 v17at14400 short", "MPS"), .they(.mcf),
                .we("confirm 2", "prepare 2 MH", "page 3 v17at14400 short", "EOP"), .they(.mcf),
                .we("confirm 3", "DCN", "hang up"), .end(.sent, pages: 3),
            ])
    }

    @Test func afterEOMTrainingGoesOnWhenNoDISComes() {
        var call = ScriptedCall(
            pages: [[1], [2, 2]], formats: [PageFormat(resolution: .fine), PageFormat(resolution: .standard)])
        call.play(
            trained + [
                .we("prepare 0 MH", "page 1 v17at14400 short", "EOM"), .they(.mcf), .we("confirm 1"),
                .silence, .we("DCS", "TCF v17at14400 1400"),
            ])
        #expect(call.now == CallTimer.identification.milliseconds)
    }

    /// A receiver repeats its DIS when it has heard no command for its T2, 7 s at the latest (T.30 §5.4.3.1).
    @Test func afterEOMALateDISIsWaitedFor() {
        var call = ScriptedCall(
            pages: [[1], [2, 2]], formats: [PageFormat(resolution: .fine), PageFormat(resolution: .standard)])
        call.play(
            trained + [
                .we("prepare 0 MH", "page 1 v17at14400 short", "EOM"), .they(.mcf), .we("confirm 1"),
                .wait(7_000), .we(), .they([.plain]), .we("DCS", "TCF v17at14400 1400"),
            ])
    }

    @Test func afterEOMSignalsWithoutADISHoldTheCallForT1AtMost() {
        let idle: [Line] = [.they(.csi), .wait(5_000)]
        var call = ScriptedCall(
            pages: [[1], [2, 2]], formats: [PageFormat(resolution: .fine), PageFormat(resolution: .standard)])
        call.play(
            trained + [.we("prepare 0 MH", "page 1 v17at14400 short", "EOM"), .they(.mcf), .we("confirm 1")]
                + (0..<7).flatMap { _ in idle } + [.we("DCS", "TCF v17at14400 1400")])
    }

    @Test(arguments: [true, false])
    func aSignalThatDoesNotEndIsNoAnswer(isIntact: Bool) {
        let frames = [Frame](repeating: .csi, count: 11)
        var call = ScriptedCall()
        call.play(trained + [firstPage, .theyGoOn(frames, isIntact: isIntact), .we("EOP")])
    }

    @Test func aPageThatTakesTooLongEndsTheCall() {
        var call = ScriptedCall(policy: SendingPolicy(pageTime: 2_000))
        call.play(
            trained + [firstPage, .silence, .we("interrupt", "DCN", "hang up"), .end(.tooLong, pages: 0)])
        #expect(call.now == 2_000)
        #expect(call.report?.ending.outcome == .dropped)
    }

    @Test func everyPageHasItsOwnTime() {
        var call = ScriptedCall(pages: [[1], [2, 2]], policy: SendingPolicy(pageTime: 2_000))
        call.play(
            trained + [
                .we("prepare 0 MH", "page 1 v17at14400 short", "MPS"), .wait(1_500), .they(.mcf),
                .we("confirm 1", "prepare 1 MH", "page 2 v17at14400 short", "EOP"), .wait(1_500), .they(.mcf),
                .we("confirm 2", "DCN", "hang up"), .end(.sent, pages: 2),
            ])
    }

    @Test func everyRateThatBothHaveIsTriedBeforeTrainingFails() {
        var call = ScriptedCall()
        let rates = ["v17at12000", "v17at9600", "v29at9600", "v17at7200", "v29at7200", "v27ter4800", "v27ter2400"]
        call.play(
            Array(trained.dropLast()) + rates.flatMap { [.they(.ftt), .we("DCS", "TCF \($0) 1400")] }
                + [.they(.ftt), .we("DCN", "hang up"), .end(.trainingFailed, pages: 0)])
    }

    @Test func anOldMachineGetsWhatItCanDo() {
        var call = ScriptedCall()
        call.play([
            .we("dial 12345"), .modem(.connected), .they([.old]), .we("DCS", "TCF v27ter4800 1400"), .they(.cfr),
            .we("prepare 0 MH standard 1728", "page 3 v27ter4800 short", "EOP"), .they(.mcf),
            .we("confirm 1", "DCN", "hang up"),
            .end(.sent, pages: 1),
        ])
        #expect(call.report?.parameters?.format.resolution == .standard)
        #expect(call.report?.parameters?.minimumLineOctets == 12)
    }

    @Test func theOperatorsLimitHolds() {
        var call = ScriptedCall(policy: SendingPolicy(modulations: [.v29at9600, .v29at7200]))
        call.play([.we("dial 12345"), .modem(.connected), .they([.plain]), .we("DCS", "TCF v29at9600 1400")])
    }

    @Test func aPageThatIsRefusedIsTrainedSlowerAndRepeatedAFewTimesOnly() {
        var call = ScriptedCall()
        call.play(
            trained + [
                firstPage, .they(.rtn), .we("DCS", "TCF v17at12000 1400"), .they(.cfr),
                .we("prepare 0 MH", "page 3 v17at12000 short", "EOP"), .they(.rtn),
                .we("DCS", "TCF v17at9600 1400"), .they(.cfr),
                .we("prepare 0 MH", "page 3 v17at9600 short", "EOP"), .they(.rtn),
                .we("DCN", "hang up"), .end(.pageRejected, pages: 0),
            ])
    }

    @Test func aPageThatIsAcceptedWithRTPIsConfirmedAndTrainedAnew() {
        var call = ScriptedCall(pages: [[1], [2, 2]])
        call.play(
            trained + [
                .we("prepare 0 MH", "page 1 v17at14400 short", "MPS"), .they(.rtp),
                .we("confirm 1", "DCS", "TCF v17at14400 1400"), .they(.cfr),
                .we("prepare 1 MH", "page 2 v17at14400 short", "EOP"), .they(.rtp),
                .we("confirm 2", "DCN", "hang up"), .end(.sent, pages: 2),
            ])
    }

    @Test func procedureInterruptsGoOnWithPhaseB() {
        var call = ScriptedCall(pages: [[1], [2, 2]])
        call.play(
            trained + [
                .we("prepare 0 MH", "page 1 v17at14400 short", "MPS"), .they(.pip), .we("confirm 1"),
                .they([.plain]), .we("DCS", "TCF v17at14400 1400"), .they(.cfr),
                .we("prepare 1 MH", "page 2 v17at14400 short", "EOP"), .they(.pin), .we(),
                .they([.plain]), .we("DCS", "TCF v17at12000 1400"), .they(.cfr),
                .we("prepare 1 MH", "page 2 v17at12000 short", "EOP"), .they(.mcf),
                .we("confirm 2", "DCN", "hang up"), .end(.sent, pages: 2),
            ])
    }

    @Test func aFarEndThatBeginsAnewHasNotTheLastPage() {
        var call = ScriptedCall()
        call.play(trained + [firstPage, .they([.plain]), .we("DCS", "TCF v17at12000 1400")])
    }

    @Test func anUnansweredCommandIsSentThreeTimes() {
        var call = ScriptedCall()
        call.play(
            trained + [
                firstPage, .silence, .we("EOP"), .silence, .we("EOP"), .silence, .we("DCN", "hang up"),
                .end(.pageUnanswered, pages: 0),
            ])
        #expect(call.now == 3 * CallTimer.response.milliseconds)
    }

    @Test func anUnansweredTrainingIsSentThreeTimes() {
        let training = Line.we("DCS", "TCF v17at14400 1400")
        var call = ScriptedCall()
        call.play(
            Array(trained.dropLast(2)) + [
                training, .silence, training, .silence, training, .silence, .we("DCN", "hang up"),
                .end(.trainingUnanswered, pages: 0),
            ])
    }

    @Test func aDISInAnswerToTrainingRepeatsIt() {
        let training = Line.we("DCS", "TCF v17at14400 1400")
        var call = ScriptedCall()
        call.play(Array(trained.dropLast(2)) + [training, .they([.csi, .plain]), training, .they(.cfr), firstPage])
    }

    @Test func anAnswerThatCannotBeReadGivesTheFarEndTheTimeAgain() {
        var call = ScriptedCall()
        call.play(
            trained + [
                firstPage, .noise, .we(), .they(.mcf), .we("confirm 1", "DCN", "hang up"), .end(.sent, pages: 1),
            ])
    }

    @Test func noiseForeverEndsTheCall() {
        var call = ScriptedCall()
        call.play(
            trained + [
                firstPage, .noise, .noise, .noise, .we("EOP"), .noise, .noise, .noise, .we("EOP"), .noise, .noise,
                .noise,
                .we("DCN", "hang up"), .end(.pageUnanswered, pages: 0),
            ])
    }

    @Test func aCommandThatIsAskedForAgainIsRepeated() {
        var call = ScriptedCall()
        call.play(trained + [firstPage, .they(.crp), .we("EOP"), .they(.mcf), .we("confirm 1", "DCN", "hang up")])
    }

    @Test(arguments: [FacsimileControlField.cfr, .ftt, .ppr, .csa, .fdm])
    func answersThatMakeNoSenseAreNoConfirmation(_ field: FacsimileControlField) {
        var call = ScriptedCall()
        call.play(
            trained + [
                firstPage, .they(field), .we("EOP"), .they(field), .we("EOP"), .they(field),
                .we("DCN", "hang up"), .end(.unexpectedAnswer, pages: 0),
            ])
    }

    @Test func aFarEndThatHangsUpInsteadOfConfirmingHasNotThePage() {
        var call = ScriptedCall()
        call.play(trained + [firstPage, .they(.dcn), .we("hang up"), .end(.disconnectedInPage, pages: 0)])
    }

    @Test func aFarEndThatHangsUpInTrainingHasNothing() {
        var call = ScriptedCall()
        call.play(
            Array(trained.dropLast()) + [.they(.dcn), .we("hang up"), .end(.disconnectedInTraining, pages: 0)])
    }

    @Test func aLineThatBreaksKeepsWhatWasConfirmed() {
        var call = ScriptedCall(pages: [[1], [2]])
        call.play(
            trained + [
                .we("prepare 0 MH", "page 1 v17at14400 short", "MPS"), .they(.mcf),
                .we("confirm 1", "prepare 1 MH", "page 1 v17at14400 short", "EOP"), .modem(.callDropped),
                .we("hang up"), .end(.lineDropped, pages: 1),
            ])
    }

    @Test(arguments: [
        (DialFailure.busy, CallEnding.busy), (.noAnswer, .noAnswer), (.noCarrier, .noCarrier),
        (.noDialtone, .noDialtone), (.voice, .voiceAnswered), (.refused, .dialRefused), (.ringing, .lineRang),
    ])
    func aCallThatDoesNotComeAboutSaysWhy(_ failure: DialFailure, _ ending: CallEnding) {
        var call = ScriptedCall()
        call.play([.we("dial 12345"), .modem(.dialFailed(failure)), .we("hang up"), .end(ending, pages: 0)])
    }

    @Test func somethingThatIsNoFaxIsGivenUpAfterT1() {
        var call = ScriptedCall()
        call.play([
            .we("dial 12345"), .modem(.connected), .noise, .noise, .silence, .we("DCN", "hang up"),
            .end(.noIdentification, pages: 0),
        ])
        #expect(call.now == CallTimer.identification.milliseconds)
    }

    @Test func aMachineThatOnlySendsIsToldGoodbye() {
        let dis = Frame(.dis, [0, 0, 0], fromDISReceiver: false)
        var call = ScriptedCall()
        call.play([
            .we("dial 12345"), .modem(.connected), .they([dis]), .we("DCN", "hang up"),
            .end(.receiverUnavailable, pages: 0),
        ])
        #expect(call.report?.ending.outcome == .noAnswer)
    }

    @Test func aCancelledCallEndsAfterThePage() {
        var call = ScriptedCall(pages: [[1], [2]])
        call.play(
            trained + [
                .we("prepare 0 MH", "page 1 v17at14400 short", "MPS"), .cancel, .we(), .they(.mcf),
                .we("confirm 1", "DCN", "hang up"), .end(.cancelled, pages: 1),
            ])
    }

    @Test func aCancelledCallIsNotDialledOn() {
        var call = ScriptedCall()
        call.play([.we("dial 12345"), .cancel, .we("hang up"), .end(.cancelled, pages: 0)])
    }

    @Test func aCallThatMustNotGoOnEndsWithinThePage() {
        var call = ScriptedCall()
        call.play(
            trained + [firstPage, .abandon, .we("interrupt", "DCN", "hang up"), .end(.abandoned, pages: 0)])
    }

    @Test(arguments: [CallEvent.cancelled, .abandoned])
    func aCallThatIsNotWantedBeforeItBeginsIsOverWithoutDialling(_ event: CallEvent) {
        var call = SendingCall(
            order: SendingOrder(number: "12345", pages: [PageFormat()]), policy: SendingPolicy())
        let actions = call.handle(event)
        #expect(actions == [.finish(CallReport(ending: .cancelled))])
    }

    @Test func aModemThatFailsInACallCostsTheJobACall() {
        var call = ScriptedCall()
        call.play(trained + [firstPage, .modem(.failed("no answer")), .we("hang up"), .end(.modemFailed, pages: 0)])
        #expect(call.report?.detail == "no answer")
        #expect(call.report?.ending.outcome == .dropped)
    }
}
