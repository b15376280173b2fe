import Testing

@testable import linesim

@Suite struct ComputerTurnTests {
    private var turn = ComputerTurn()

    @Test(arguments: ["OK", "ERROR", "NO CARRIER", "+FCERROR", "BUSY", "NO ANSWER", "NO DIALTONE"])
    func aFinalResultHandsTheMoveToTheComputer(result: String) {
        var turn = turn
        #expect(!turn.isComputers(mode: .commands))
        let isConnect = turn.modemWrote(Array(result.utf8), mode: .commands)
        #expect(!isConnect)
        #expect(turn.isComputers(mode: .commands))
    }

    @Test(arguments: ["RING", "O", "OK ", "\r\n", "AT", "+FRH:3"])
    func otherTextLeavesItWhereItIs(text: String) {
        var turn = turn
        let isConnect = turn.modemWrote(Array(text.utf8), mode: .commands)
        #expect(!isConnect && !turn.isComputers(mode: .commands))
    }

    @Test mutating func aCommandLineGivesItBackWithItsEnd() {
        _ = turn.modemWrote(Array("OK".utf8), mode: .commands)
        turn.computerWrote(Array("AT+FRH".utf8)[...], mode: .commands)
        #expect(turn.isComputers(mode: .commands))
        turn.computerWrote(Array("=3\r".utf8)[...], mode: .commands)
        #expect(!turn.isComputers(mode: .commands))
    }

    @Test mutating func connectForAFrameAsksTheComputerUntilTheFramesEnd() {
        let isConnect = turn.modemWrote(Array("CONNECT".utf8), mode: .sendingFrame)
        #expect(isConnect && turn.isComputers(mode: .sendingFrame))
        // DLE DLE ETX is an octet DLE and an ETX, not the frame's end.
        turn.computerWrote([0xFF, 0x10, 0x10, 0x03], mode: .sendingFrame)
        #expect(turn.isComputers(mode: .sendingFrame))
        turn.computerWrote([0x10], mode: .sendingFrame)
        #expect(turn.isComputers(mode: .sendingFrame))
        turn.computerWrote([0x03], mode: .sendingFrame)
        #expect(!turn.isComputers(mode: .sendingFrame))
    }

    @Test mutating func connectForAReceptionLeavesTheMoveWithTheLine() {
        let isConnect = turn.modemWrote(Array("CONNECT".utf8), mode: .delivery)
        #expect(isConnect && !turn.isComputers(mode: .delivery))
    }

    @Test mutating func aByteEndsAReceptionAndGivesTheMoveBack() {
        _ = turn.modemWrote(Array("OK".utf8), mode: .delivery)
        #expect(turn.isComputers(mode: .delivery))
        turn.computerWrote([0x18], mode: .delivery)
        #expect(!turn.isComputers(mode: .delivery))
    }

    @Test func whileItSendsAPageTheComputerOwesMoreWhenLittleIsLeft() {
        #expect(turn.isComputers(mode: .sendingData(unsent: 0, isComplete: false)))
        #expect(turn.isComputers(mode: .sendingData(unsent: ComputerTurn.scarce - 1, isComplete: false)))
        #expect(!turn.isComputers(mode: .sendingData(unsent: ComputerTurn.scarce, isComplete: false)))
        #expect(!turn.isComputers(mode: .sendingData(unsent: 0, isComplete: true)))
    }

    @Test mutating func onHookNobodyOwesAnything() {
        _ = turn.modemWrote(Array("OK".utf8), mode: .commands)
        turn.reset()
        #expect(turn == ComputerTurn())
        #expect(!turn.isComputers(mode: .commands))
    }
}
