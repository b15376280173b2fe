import FaxModel
import TestSupport
import Testing

@testable import Class1

@Suite("Class 1")
struct Class1ModemTests {
    private let dcn: [UInt8] = [0xFF, 0x13, 0xFB]
    private let tsi: [UInt8] = [0xFF, 0x03, 0x43, 0x10, 0x31]
    private let mcf: [UInt8] = [0xFF, 0x13, 0x8C]
    /// DLE ETX.
    private let end: [UInt8] = [0x10, 0x03]
    /// What a modem is asked that does not finish what it sends.
    private let asked: [UInt8] = [0x18, 0x10, 0x03, 0x0D] + Array("AT+FCLASS?\r".utf8)

    // MARK: Initialisation

    @Test func aModemIsInitialisedAndAskedForItsModulations() {
        var modem = ScriptedModem(settings: Class1Settings(initialisation: ["ATX4", "ATM0"]), initialised: false)
        modem.play([
            .we("ATE0Q0V1H0"), .modem("ATE0Q0V1H0\r\r\nOK"), .we("ATX4"), .modem("OK"), .we("ATM0"), .modem("OK"),
            .we("ATS7=60"), .modem("OK"), .we("AT+FCLASS=1"), .modem("OK"), .we("AT+FTM=?"),
            .modem("(24,48,72,96)"), .modem("OK"),
        ])
        #expect(modem.modulations == [.v27ter2400, .v27ter4800, .v29at7200, .v29at9600])
        #expect(modem.deadline == nil)
        #expect(modem.isIdle == true)
    }

    @Test(arguments: [
        (FlowControl.hardware, "AT+IFC=2,2", "AT&K3"), (.software, "AT+IFC=0,1", "AT&K4"),
        (.none, "AT+IFC=0,0", "AT&K0"),
    ])
    func aModemIsToldHowItIsHeldBack(_ flowControl: FlowControl, _ command: String, _ older: String) {
        let settings = Class1Settings(initialisation: ["AT&F"], flowControl: flowControl)
        let beginning: [Line] = [.we("ATE0Q0V1H0"), .modem("OK"), .we("AT&F"), .modem("OK"), .we(command)]
        var modem = ScriptedModem(settings: settings, initialised: false)
        modem.play(beginning + [.modem("OK"), .we("ATS7=60")])
        var old = ScriptedModem(settings: settings, initialised: false)
        old.play(beginning + [.modem("ERROR"), .we(older), .modem("OK"), .we("ATS7=60")])
        var stubborn = ScriptedModem(settings: settings, initialised: false)
        stubborn.play(beginning + [.modem("ERROR"), .we(older), .modem("ERROR"), .we("ATS7=60")])
    }

    @Test func aModemOfClass10OnlyIsUsedAsThat() {
        var modem = ScriptedModem(initialised: false)
        modem.play([
            .we("ATE0Q0V1H0"), .modem("OK"), .we("ATS7=60"), .modem("OK"), .we("AT+FCLASS=1"), .modem("ERROR"),
            .we("AT+FCLASS=1.0"), .modem("OK"), .we("AT+FTM=?"), .modem("(24,48,72,96)"), .modem("OK"),
        ])
        #expect(modem.isIdle == true)
        #expect(modem.faxClass == "AT+FCLASS=1.0")
    }

    @Test func aModemOfNeitherClassIsRefused() {
        var modem = ScriptedModem(initialised: false)
        modem.play([
            .we("ATE0Q0V1H0"), .modem("OK"), .we("ATS7=60"), .modem("OK"), .we("AT+FCLASS=1"), .modem("ERROR"),
            .we("AT+FCLASS=1.0"), .modem("ERROR"),
            .report(.failed("The modem refuses AT+FCLASS=1 and AT+FCLASS=1.0.")),
        ])
    }

    @Test func aModemThatRefusesACommandIsNamedWithIt() {
        var modem = ScriptedModem(settings: Class1Settings(initialisation: ["ATX9"]), initialised: false)
        modem.play([
            .we("ATE0Q0V1H0"), .modem("OK"), .we("ATX9"), .modem("ERROR"), .report(.failed("The modem refuses ATX9.")),
        ])
    }

    @Test func aModemThatIsBusyWithACallLeftOverIsInterrupted() {
        var modem = ScriptedModem(initialised: false)
        modem.play([
            .we("ATE0Q0V1H0"), .timeout, .we([0x18, 0x10, 0x03, 0x0D] + Array("ATE0Q0V1H0\r".utf8)), .modem("OK"),
            .we("AT+FCLASS?"), .modem("0"), .modem("OK"), .we("ATS7=60"),
        ])
    }

    @Test func theLateAnswerOfAModemThatWasCalledTwiceIsTakenForNoOther() {
        var modem = ScriptedModem(initialised: false)
        modem.play([
            .we("ATE0Q0V1H0"), .timeout, .we([0x18, 0x10, 0x03, 0x0D] + Array("ATE0Q0V1H0\r".utf8)), .modem("OK"),
            .we("AT+FCLASS?"), .modem("OK"), .modem("0"), .modem("OK"), .we("ATS7=60"), .modem("OK"),
            .we("AT+FCLASS=1"),
        ])
    }

    @Test func aModemThatAnswersToNoQuestionIsGivenUp() {
        var modem = ScriptedModem(initialised: false)
        modem.play([
            .we("ATE0Q0V1H0"), .timeout, .we([0x18, 0x10, 0x03, 0x0D] + Array("ATE0Q0V1H0\r".utf8)), .modem("OK"),
            .we("AT+FCLASS?"), .timeout, .report(.failed("The modem does not answer to AT+FCLASS?.")),
        ])
    }

    @Test func aModemThatDoesNotAnswerIsGivenUp() {
        var modem = ScriptedModem(initialised: false)
        let again = Line.we([0x18, 0x10, 0x03, 0x0D] + Array("ATE0Q0V1H0\r".utf8))
        modem.play([
            .we("ATE0Q0V1H0"), .timeout, again, .timeout, again, .timeout, again, .timeout,
            .report(.failed("The modem does not answer.")), .ask(.receiveFrames),
            .report(.failed("The modem is not in use.")), .ask(.hangUp), .report(.hungUp),
        ])
    }

    // MARK: Dialling

    @Test func aFaxThatAnswersIsHeardAtOnce() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.dial("123")), .we("ATDT123"), .modem("CONNECT"), .report(.connected), .report(.signalHeard),
            .modem(mcf + [1, 2] + end), .modem("OK"), .report(.frameReceived(mcf, isIntact: true)),
        ])
        #expect(modem.isIdle == true)
    }

    @Test(arguments: [
        ("BUSY", DialFailure.busy), ("NO ANSWER", .noAnswer), ("NO CARRIER", .noCarrier), ("NO DIALTONE", .noDialtone),
        ("NO DIAL TONE", .noDialtone), ("VOICE", .voice), ("DELAYED 00:01:00", .refused), ("BLACKLISTED", .refused),
        ("ERROR", .noCarrier),
    ])
    func aCallThatDoesNotComeAboutIsReported(_ code: String, _ failure: DialFailure) {
        var modem = ScriptedModem()
        modem.play([.ask(.dial("123")), .we("ATDT123"), .modem("RING"), .modem(code), .report(.dialFailed(failure))])
        #expect(modem.isIdle == true)
    }

    @Test func diallingIsEndedWhenTheCallIsNotWanted() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.dial("123")), .we("ATDT123"), .ask(.hangUp), .we([0x18]), .report(.dialFailed(.noCarrier)),
            .modem("NO CARRIER"), .we("ATH0"), .modem("OK"), .report(.hungUp),
        ])
    }

    @Test func diallingThatNeverEndsIsEnded() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.dial("123")), .we("ATDT123"), .timeout, .we([0x18]), .report(.dialFailed(.noCarrier)), .timeout,
            .we("AT+FCLASS?"), .timeout,
        ])
        #expect(modem.isIdle == true)
    }

    // MARK: Frames

    @Test func framesAreSentOneAfterTheOtherWithTheirEscapesDoubled() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendFrames([tsi, dcn])), .we("AT+FTH=3"), .modem("CONNECT"),
            .we([0xFF, 0x03, 0x43, 0x10, 0x10, 0x31] + end), .modem("CONNECT"), .we(dcn + end), .modem("OK"),
        ])
        #expect(modem.isIdle == true)
    }

    @Test func aModemThatEndsTheSignalBetweenFramesIsToldToGoOn() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendFrames([dcn, dcn])), .we("AT+FTH=3"), .modem("CONNECT"), .we(dcn + end), .modem("OK"),
            .we("AT+FTH=3"), .modem("CONNECT"), .we(dcn + end), .modem("OK"),
        ])
    }

    @Test func aModemThatOnlySaysOKToAFrameHasFailed() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendFrames([dcn])), .we("AT+FTH=3"), .modem("OK"), .we("AT+FTH=3"), .modem("OK"), .we("AT+FTH=3"),
            .modem("OK"), .report(.failed("The modem answers AT+FTH=3 with OK and sends nothing.")),
        ])
    }

    @Test func framesOfASignalAreReceivedUntilTheFinalOne() {
        let csi: [UInt8] = [0xFF, 0x03, 0x40, 0x31]
        var modem = ScriptedModem()
        modem.play([
            .ask(.receiveFrames), .we("AT+FRH=3"), .report(.listening), .modem("CONNECT"), .report(.signalHeard),
            .modem(csi + [9, 9] + end), .modem("OK"), .report(.frameReceived(csi, isIntact: true)), .we("AT+FRH=3"),
            .modem("CONNECT"), .report(.signalHeard), .modem(mcf + [9, 9] + end), .modem("OK"),
            .report(.frameReceived(mcf, isIntact: true)),
        ])
        #expect(modem.isIdle == true)
    }

    @Test func escapesInAFrameAreUndone() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.receiveFrames), .we("AT+FRH=3"), .report(.listening), .modem("CONNECT"), .report(.signalHeard),
            .modem([0xFF, 0x13, 0x10, 0x10, 0x10, 0x1A, 0x11, 0x13, 9, 9] + end), .modem("OK"),
            .report(.frameReceived([0xFF, 0x13, 0x10, 0x10, 0x10, 0x11, 0x13], isIntact: true)),
        ])
    }

    @Test func aDamagedFrameIsReportedAndTheNextOneAwaited() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.receiveFrames), .we("AT+FRH=3"), .report(.listening), .modem("CONNECT"), .report(.signalHeard),
            .modem(mcf + [9, 9] + end), .modem("ERROR"), .report(.frameReceived(mcf, isIntact: false)), .we("AT+FRH=3"),
            .modem("NO CARRIER"), .report(.carrierLost),
        ])
    }

    /// Some judge frames wrongly, and say OK to damaged ones.
    @Test func aModemThatPassesCheckSequencesIsNotBelievedAgainstThem() {
        let check = CheckSequence.of(mcf)
        let good = mcf + [UInt8(truncatingIfNeeded: check), UInt8(truncatingIfNeeded: check >> 8)]
        let bad = [0xFF, 0x13, 0x8D] + good.dropFirst(3)
        var modem = ScriptedModem()
        let signal: [Line] = [.ask(.receiveFrames), .we("AT+FRH=3"), .report(.listening), .modem("CONNECT")]
        modem.play(
            signal + [
                .report(.signalHeard), .modem(bad + end), .modem("OK"),
                .report(.frameReceived([0xFF, 0x13, 0x8D], isIntact: true)),
            ])
        modem.play(
            signal + [
                .report(.signalHeard), .modem(good + end), .modem("OK"), .report(.frameReceived(mcf, isIntact: true)),
            ])
        modem.play(
            signal + [
                .report(.signalHeard), .modem(bad + end), .modem("OK"),
                .report(.frameReceived([0xFF, 0x13, 0x8D], isIntact: false)), .we("AT+FRH=3"),
            ])
    }

    @Test func aCarrierThatEndsWithinAFrameDamagesIt() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.receiveFrames), .we("AT+FRH=3"), .report(.listening), .modem("CONNECT"), .report(.signalHeard),
            .modem([0xFF] + end), .modem("NO CARRIER"), .report(.frameReceived([], isIntact: false)),
            .report(.carrierLost),
        ])
    }

    @Test func anEndlessFrameIsCutOff() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.receiveFrames), .we("AT+FRH=3"), .report(.listening), .modem("CONNECT"), .report(.signalHeard),
            .modem([UInt8](repeating: 0x55, count: 100_000) + end), .modem("OK"),
            .report(.frameReceived([UInt8](repeating: 0x55, count: 260), isIntact: true)),
        ])
    }

    @Test func aReceptionEndsForTheNextCommand() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.receiveFrames), .we("AT+FRH=3"), .report(.listening), .ask(.sendFrames([dcn])), .we([0x18]),
            .modem("OK"), .we("AT+FTH=3"),
        ])
    }

    @Test func aReceptionEndsForTheNextCommandEvenIfTheModemSaysNothingOrJustBegan() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.receiveFrames), .we("AT+FRH=3"), .report(.listening), .ask(.sendFrames([dcn])), .we([0x18]),
            .modem("CONNECT"), .we([0x18]), .timeout, .we("AT+FCLASS?"), .timeout, .we("AT+FTH=3"),
        ])
    }

    @Test func aLateAnswerToTheEndOfAReceptionIsNotTakenForTheNextOne() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.receiveFrames), .we("AT+FRH=3"), .report(.listening), .ask(.sendFrames([dcn])), .we([0x18]),
            .timeout, .we("AT+FCLASS?"), .modem("OK"), .modem("1"), .modem("OK"), .we("AT+FTH=3"),
            .modem("CONNECT"), .we(dcn + end), .modem("OK"),
        ])
        #expect(modem.isIdle == true)
    }

    @Test func aModemThatHearsNothingAtOnceIsAskedAgainAfterAPause() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.receiveFrames), .we("AT+FRH=3"), .report(.listening), .modem("NO CARRIER"), .report(.carrierLost),
            .ask(.receiveFrames),
        ])
        #expect(modem.deadline == Class1Patience.pause)
        modem.play([.timeout, .we("AT+FRH=3"), .report(.listening)])
    }

    @Test func aPauseEndsForTheNextCommand() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.receiveFrames), .we("AT+FRH=3"), .report(.listening), .modem("NO CARRIER"), .report(.carrierLost),
            .ask(.receiveFrames), .ask(.sendFrames([dcn])), .we("AT+FTH=3"),
        ])
    }

    @Test func anotherSignalThanTheExpectedOneIsNoCarrier() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.receiveFrames), .we("AT+FRH=3"), .report(.listening), .modem("+FCERROR"), .report(.carrierLost),
        ])
    }

    // MARK: Data

    @Test func aPageIsSentShieldedUnderFlowControl() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendPage(.v17at14400, training: .short, [1, 0x10, 2])), .we("AT+FTM=146"), .modem([0x13, 0x11]),
            .modem("CONNECT"), .we([1, 0x10, 0x10, 2, 0x10, 0x03]),
        ])
        #expect(modem.obeysFlowControl == true)
        modem.play([.modem("OK")])
        #expect(modem.obeysFlowControl == false)
        #expect(modem.isIdle == true)
    }

    @Test func aPageIsCutShortWhenTheCallMustEnd() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendPage(.v17at14400, training: .short, [1, 2, 3])), .ask(.sendFrames([tsi])), .we("AT+FTM=146"),
            .modem("CONNECT"), .interrupt, .ask(.hangUp), .we([0] + end), .modem("OK"), .we("ATH0"),
        ])
        #expect(modem.obeysFlowControl == false)
    }

    @Test func aPageThatHasBeenWrittenIsLeftToTheModem() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendPage(.v17at14400, training: .short, [1, 2, 3])), .we("AT+FTM=146"), .modem("CONNECT"),
            .we([1, 2, 3] + end), .interrupt, .ask(.hangUp), .modem("OK"), .we("ATH0"),
        ])
    }

    @Test func aPageThatHasNotBegunIsNotSentWhenTheCallMustEnd() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendPage(.v17at14400, training: .short, [1, 2, 3])), .we("AT+FTM=146"), .interrupt, .ask(.hangUp),
            .modem("CONNECT"), .we(end), .modem("OK"), .we("ATH0"),
        ])
    }

    @Test func theDeadlineOfAPageGrowsWithIt() {
        var modem = ScriptedModem()
        let octets = [UInt8](repeating: 0, count: 30_000)
        modem.play([
            .ask(.sendPage(.v27ter2400, training: .long, octets)), .we("AT+FTM=24"), .modem("CONNECT"),
            .we(octets + end),
        ])
        let deadline = modem.deadline ?? 0
        #expect(deadline > 100_000)
    }

    @Test func aTrainingCheckIsZerosForItsTime() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendTrainingCheck(.v29at9600, milliseconds: 1500)), .we("AT+FTM=96"), .modem("CONNECT"),
            .we([UInt8](repeating: 0, count: 1800) + end), .modem("OK"),
        ])
    }

    @Test func commandsAreCarriedOutInOrder() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.awaitSilence(milliseconds: 75)), .ask(.sendFrames([dcn])), .ask(.sendSilence(milliseconds: 75)),
            .ask(.hangUp), .we("AT+FRS=7"), .modem("OK"), .we("AT+FTH=3"), .modem("CONNECT"), .we(dcn + end),
            .modem("OK"), .we("AT+FTS=7"), .modem("OK"), .we("ATH0"), .modem("OK"), .report(.hungUp),
        ])
    }

    @Test func aFarEndThatIsNeverSilentIsNotWaitedFor() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.awaitSilence(milliseconds: 75)), .ask(.sendFrames([dcn])), .we("AT+FRS=7"), .timeout, .we([0x18]),
            .modem("OK"), .we("AT+FTH=3"),
        ])
    }

    // MARK: Trouble

    @Test(arguments: ["NO CARRIER", "ERROR"])
    func aSendingCommandThatFailsMeansThatTheConnectionIsGone(_ code: String) {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendFrames([dcn])), .ask(.receiveFrames), .we("AT+FTH=3"), .modem(code), .report(.callDropped),
            .ask(.hangUp), .we("ATH0"), .modem("OK"), .report(.hungUp),
        ])
    }

    @Test func aModemThatHangsWhileItSendsHasFailed() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendPage(.v17at14400, training: .long, [1])), .we("AT+FTM=145"), .modem("CONNECT"), .we([1] + end),
            .timeout, .we(asked), .timeout,
            .report(.failed("The modem does not finish what it was told to send.")),
        ])
        #expect(modem.obeysFlowControl == false)
    }

    @Test func aModemWhoseDeviceIsGoneIsWaitedForNoLonger() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendPage(.v17at14400, training: .long, [1])), .we("AT+FTM=145"), .modem("CONNECT"), .we([1] + end),
            .ask(.receiveFrames), .deviceLost("It is unplugged."), .report(.failed("It is unplugged.")),
            .ask(.hangUp), .report(.hungUp),
        ])
        #expect(modem.deadline == nil)
        #expect(modem.obeysFlowControl == false)
    }

    /// Modems in software say nothing when the far end hangs up while they send.
    @Test(arguments: [["OK", "1", "OK"], ["1", "OK"], ["ERROR"], ["NO CARRIER"]])
    func aModemThatStopsSendingAndAnswersHasLostTheConnection(_ answers: [String]) {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendPage(.v17at14400, training: .long, [1])), .we("AT+FTM=145"), .modem("CONNECT"), .we([1] + end),
            .ask(.receiveFrames), .timeout, .we(asked),
        ])
        modem.play(answers.map { .modem($0) } + [.report(.callDropped)])
        modem.play([.ask(.hangUp), .we("ATH0"), .modem("OK"), .report(.hungUp)])
        #expect(modem.obeysFlowControl == false)
    }

    @Test func theSameWithinAFrame() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendFrames([dcn])), .we("AT+FTH=3"), .modem("CONNECT"), .we(dcn + end), .timeout, .we(asked),
            .modem("CONNECT"), .we(asked), .modem("1"), .modem("OK"), .report(.callDropped),
        ])
    }

    /// A command, and what the modem is told for it.
    private static let sending: [(ModemCommand, String)] = [
        (.sendFrames([[0xFF, 0x13, 0xFB]]), "AT+FTH=3"), (.sendSilence(milliseconds: 80), "AT+FTS=8"),
        (.sendPage(.v17at14400, training: .long, [1]), "AT+FTM=145"),
    ]

    @Test(arguments: sending)
    func aModemThatDoesNotBeginToSendAndAnswersNothingHasFailed(_ command: ModemCommand, _ told: String) {
        var modem = ScriptedModem()
        modem.play([
            .ask(command), .we(told), .timeout, .we(asked), .timeout,
            .report(.failed("The modem does not begin to send, and answers no question.")),
        ])
        #expect(modem.obeysFlowControl == false)
    }

    /// The far end has hung up while the modem was about to begin.
    @Test(arguments: sending, [["OK", "1", "OK"], ["1", "OK"], ["ERROR"], ["NO CARRIER"]])
    func aModemThatDoesNotBeginToSendAndAnswersHasLostTheConnection(
        _ command: (ModemCommand, String), _ answers: [String]
    ) {
        var modem = ScriptedModem()
        modem.play([.ask(command.0), .we(command.1), .ask(.receiveFrames), .timeout, .we(asked)])
        modem.play(answers.map { .modem($0) } + [.report(.callDropped)])
        modem.play([.ask(.hangUp), .we("ATH0"), .modem("OK"), .report(.hungUp)])
    }

    @Test func aModemThatBeginsToSendWhenItIsAskedIsAskedAgain() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendPage(.v17at14400, training: .long, [1])), .we("AT+FTM=145"), .timeout, .we(asked),
            .modem("CONNECT"), .we(asked), .modem("OK"), .modem("1"), .modem("OK"), .report(.callDropped),
        ])
        #expect(modem.isIdle == true)
    }

    @Test func aModemThatOnlyEverBeginsToSendHasFailed() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.sendFrames([dcn])), .we("AT+FTH=3"), .timeout, .we(asked), .modem("CONNECT"), .we(asked),
            .modem("CONNECT"), .we(asked), .modem("CONNECT"),
            .report(.failed("The modem does not begin to send, and answers no question.")),
        ])
    }

    @Test func noOctetsCrashTheMachine() {
        var random = SeededGenerator(seed: 31)
        for _ in 0..<2_000 {
            var modem = Class1Modem(settings: Class1Settings())
            _ = modem.start()
            for _ in 0..<30 {
                switch Int.random(in: 0..<5, using: &random) {
                case 0: _ = modem.deadlineReached()
                case 4: _ = modem.interrupt()
                case 1:
                    _ = modem.perform(
                        [.receiveFrames, .sendFrames([dcn]), .hangUp, .dial("1")].randomElement(using: &random)
                            ?? .hangUp)
                case 2:
                    _ = modem.received(
                        Array("\r\n\(ResultCode.allCases.randomElement(using: &random)?.rawValue ?? "")\r\n".utf8))
                default:
                    _ = modem.received((0..<20).map { _ in UInt8.random(in: 0...255, using: &random) } + [0x10, 0x03])
                }
            }
        }
    }
}
