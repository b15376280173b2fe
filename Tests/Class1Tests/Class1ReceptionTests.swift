import FaxModel
import TestSupport
import Testing

@testable import Class1

@Suite("Class 1, receiving")
struct Class1ReceptionTests {
    private let dis: [UInt8] = [0xFF, 0x13, 0x80, 0, 0x0E]
    private let csi: [UInt8] = [0xFF, 0x03, 0x40, 0x31]
    private let eop: [UInt8] = [0xFF, 0x13, 0x2F]
    /// DLE ETX.
    private let end: [UInt8] = [0x10, 0x03]
    private let page = ModemCommand.receiveData(.v17at14400, training: .short)

    // MARK: Initialisation

    @Test(arguments: ["OK", "ERROR"])
    func aModemThatReceivesIsAskedHowAndToldToAdaptIfItCan(_ answer: String) {
        var modem = ScriptedModem(
            settings: Class1Settings(initialisation: [], receives: true), initialised: false)
        modem.play([
            .we("ATE0Q0V1H0"), .modem("OK"), .we("ATS7=60"), .modem("OK"), .we("AT+FCLASS=1"), .modem("OK"),
            .we("AT+FAR=1"), .modem(answer), .we("AT+FTM=?"), .modem("24,48,72,96"), .modem("OK"),
            .we("AT+FRM=?"), .modem("24,48"), .modem("OK"),
        ])
        #expect(modem.modulations == [.v27ter2400, .v27ter4800, .v29at7200, .v29at9600])
        #expect(modem.received == [.v27ter2400, .v27ter4800])
        #expect(modem.isIdle == true)
    }

    @Test func aModemThatCannotReceiveIsRefused() {
        var modem = ScriptedModem(
            settings: Class1Settings(initialisation: [], receives: true), initialised: false)
        modem.play([
            .we("ATE0Q0V1H0"), .modem("OK"), .we("ATS7=60"), .modem("OK"), .we("AT+FCLASS=1"), .modem("OK"),
            .we("AT+FAR=1"), .modem("ERROR"), .we("AT+FTM=?"), .modem("24,48"), .modem("OK"),
            .we("AT+FRM=?"), .modem("ERROR"),
            .report(.failed("The modem does not say how it can receive (AT+FRM=?):")),
        ])
    }

    // MARK: Answering

    @Test func theFirstFramesFollowTheAnswerWithoutAnotherCommand() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.answer), .we("ATA"), .modem("CONNECT"), .report(.connected),
            .ask(.sendFrames([csi, dis])), .we(csi + end), .modem("CONNECT"), .we(dis + end), .modem("OK"),
        ])
        #expect(modem.isIdle == true)
    }

    @Test func framesThatAreToldBeforehandFollowTheAnswer() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.answer), .we("ATA"), .modem("CONNECT"), .report(.connected), .ask(.sendFrames([dis])),
            .ask(.receiveFrames), .we(dis + end), .modem("OK"), .we("AT+FRH=3"), .report(.listening),
        ])
    }

    @Test func aCallThatIsGoneBeforeItIsAnsweredIsReported() {
        var modem = ScriptedModem()
        modem.play([.ask(.answer), .we("ATA"), .modem("NO CARRIER"), .report(.dialFailed(.noCarrier))])
        #expect(modem.isIdle == true)
    }

    @Test func anAnsweredCallThatIsNotWantedEndsItsFlags() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.answer), .we("ATA"), .modem("CONNECT"), .report(.connected), .ask(.hangUp), .we(end), .modem("OK"),
            .we("ATH0"), .modem("OK"), .report(.hungUp),
        ])
    }

    @Test func answeringThatNeverEndsIsEnded() {
        var modem = ScriptedModem()
        modem.play([
            .ask(.answer), .we("ATA"), .timeout, .we([0x18]), .report(.dialFailed(.noCarrier)), .modem("NO CARRIER"),
        ])
        #expect(modem.isIdle == true)
    }

    // MARK: Data

    @Test func dataComeInPiecesWithoutTheirShield() {
        var modem = ScriptedModem()
        modem.play([
            .ask(page), .we("AT+FRM=146"), .report(.listening), .modem("CONNECT"), .report(.dataHeard),
            .modem([1, 2, 0x10]), .report(.dataReceived([1, 2])),
            .modem([0x10, 0x11, 0x13]), .report(.dataReceived([0x10, 0x11, 0x13])),
            .modem([0x10, 0x1A] + end), .report(.dataReceived([0x10, 0x10])),
            .modem("NO CARRIER"), .report(.carrierLost),
        ])
        #expect(modem.isIdle == true)
        #expect(modem.obeysFlowControl == false)
    }

    @Test(arguments: [
        (Modulation.v27ter4800, TrainingSequence.long, "48"), (.v29at9600, .short, "96"), (.v17at14400, .long, "145"),
        (.v17at7200, .short, "74"),
    ])
    func theTrainingSequenceIsTold(_ modulation: Modulation, _ training: TrainingSequence, _ value: String) {
        var modem = ScriptedModem()
        modem.play([.ask(.receiveData(modulation, training: training)), .we("AT+FRM=\(value)"), .report(.listening)])
    }

    @Test func framesOfABlockAreTakenOutOfTheDataWhereverThesePartAndDamagedOnesAreLeftOut() {
        let fcd: [UInt8] = [0xFF, 0x03, 0x06, 0, 0xFF, 0xFF, 0x10, 0x7E]
        let rcp: [UInt8] = [0xFF, 0x03, 0x86]
        var encoder = HDLCEncoder()
        encoder.appendFlags(3)
        encoder.append(fcd)
        var damaged = encoder
        damaged.append([1, 2, 3])
        encoder.append(rcp)
        let whole = DataLink.shielded(encoder.finish()).dropLast(2)
        for cut in 1..<whole.count {
            var modem = ScriptedModem()
            modem.play([
                .ask(.receiveBlock(.v17at14400, training: .short)), .we("AT+FRM=146"), .report(.listening),
                .modem("CONNECT"), .report(.dataHeard),
                .modem(Array(whole.prefix(cut))), .modem(whole.dropFirst(cut) + end),
                .report(.frameReceived(fcd, isIntact: true)), .report(.frameReceived(rcp, isIntact: true)),
                .modem("NO CARRIER"), .report(.carrierLost),
            ])
        }
        var octets = damaged.finish()
        octets[octets.count - 4] ^= 0x10
        var decoder = HDLCDecoder()
        #expect(decoder.take(octets) == [fcd])
    }

    @Test func framesAtLowSpeedInsteadOfDataAreReceived() {
        var modem = ScriptedModem()
        modem.play([
            .ask(page), .we("AT+FRM=146"), .report(.listening), .modem("+FCERROR"), .timeout, .we("AT+FRM=146"),
            .report(.listening), .modem("+FCERROR"), .report(.otherSignalHeard), .we("AT+FRH=3"), .modem("CONNECT"),
            .report(.signalHeard),
            .modem(eop + [9, 9] + end), .modem("OK"),
            .report(.frameReceived(eop, isIntact: true)),
        ])
        #expect(modem.isIdle == true)
    }

    @Test(arguments: ["+FCERROR", "ERROR"])
    func aModemThatHearsAnotherSignalTooEarlyIsAskedOnceMore(code: String) {
        var modem = ScriptedModem()
        modem.play([.ask(page), .we("AT+FRM=146"), .report(.listening), .modem(code)])
        #expect(modem.deadline == Class1Patience.dataPause)
        modem.play([
            .timeout, .we("AT+FRM=146"), .report(.listening), .modem("CONNECT"), .report(.dataHeard), .modem([1] + end),
            .report(.dataReceived([1])), .modem("NO CARRIER"), .report(.carrierLost),
        ])
    }

    @Test func aModemThatRefusesToReceiveHasLostTheConnection() {
        var modem = ScriptedModem()
        modem.play([
            .ask(page), .we("AT+FRM=146"), .report(.listening), .modem("ERROR"), .timeout, .we("AT+FRM=146"),
            .report(.listening), .modem("ERROR"), .report(.callDropped),
        ])
    }

    @Test func aModemThatGoesOverToFramesByItselfIsFollowed() {
        var modem = ScriptedModem()
        modem.play([
            .ask(page), .we("AT+FRM=146"), .report(.listening), .modem("+FRH:3"), .modem("CONNECT"),
            .report(.signalHeard), .modem(eop + [9, 9] + end), .modem("OK"),
            .report(.frameReceived(eop, isIntact: true)),
        ])
        #expect(modem.isIdle == true)
    }

    @Test func aModemThatHearsNoDataAtOnceIsAskedAgainAfterAShortPause() {
        var modem = ScriptedModem()
        modem.play([
            .ask(page), .we("AT+FRM=146"), .report(.listening), .modem("NO CARRIER"), .report(.carrierLost), .ask(page),
        ])
        #expect(modem.deadline == Class1Patience.dataPause)
        modem.play([.timeout, .we("AT+FRM=146"), .report(.listening)])
    }

    @Test func dataThatAreNotWantedAnyMoreAreEnded() {
        var modem = ScriptedModem()
        modem.play([
            .ask(page), .we("AT+FRM=146"), .report(.listening), .modem("CONNECT"), .report(.dataHeard),
            .modem([1]), .report(.dataReceived([1])), .ask(.hangUp), .we([0x18]), .modem([2, 3] + end), .modem("OK"),
            .we("ATH0"), .modem("OK"), .report(.hungUp),
        ])
    }

    @Test func aModemThatStopsInTheMiddleOfDataHasFailed() {
        var modem = ScriptedModem()
        modem.play([
            .ask(page), .we("AT+FRM=146"), .report(.listening), .modem("CONNECT"), .report(.dataHeard),
        ])
        #expect(modem.deadline == Class1Patience.data)
        modem.play([.modem([1]), .report(.dataReceived([1]))])
        #expect(modem.deadline == Class1Patience.data, "it begins anew with every octet")
        modem.play([
            .timeout, .we([0x18, 0x10, 0x03, 0x0D] + Array("AT+FCLASS?\r".utf8)), .timeout,
            .report(.failed("The modem has stopped in the middle of data.")),
        ])
    }

    /// Modems in software say nothing when the far end hangs up while they receive.
    @Test func aModemThatStopsInTheMiddleOfDataAndAnswersHasLostTheConnection() {
        var modem = ScriptedModem()
        modem.play([
            .ask(page), .we("AT+FRM=146"), .report(.listening), .modem("CONNECT"), .report(.dataHeard), .modem([1]),
            .report(.dataReceived([1])), .timeout, .we([0x18, 0x10, 0x03, 0x0D] + Array("AT+FCLASS?\r".utf8)),
            .modem("OK"), .modem("1"), .modem("OK"), .report(.callDropped), .ask(.hangUp), .we("ATH0"),
            .modem("OK"), .report(.hungUp),
        ])
    }

    @Test func aModemThatSaysNothingAfterDataIsNotWaitedFor() {
        var modem = ScriptedModem()
        modem.play([
            .ask(page), .we("AT+FRM=146"), .report(.listening), .modem("CONNECT"), .report(.dataHeard), .modem(end),
        ])
        #expect(modem.deadline == Class1Patience.closing)
        modem.play([
            .timeout, .report(.carrierLost), .we("AT+FCLASS?"), .ask(page), .modem("NO CARRIER"), .modem("1"),
            .modem("OK"), .we("AT+FRM=146"), .report(.listening),
        ])
    }

    @Test func noDataCrashTheDecoder() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            var decoder = HDLCDecoder()
            let octets = (0..<400).map { _ in
                Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : 0x7E
            }
            for frame in decoder.take(octets) { #expect(frame.count <= 260) }
        }
    }
}
