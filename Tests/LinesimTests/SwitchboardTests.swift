import Foundation
import Logging
import TestSupport
import Testing

@testable import linesim

/// Real soft modems on real pseudo-terminals, spoken to as a fax program does.
@Suite(.timeLimit(.minutes(20))) struct SwitchboardTests {
    @Test func theTestNumbersAnswerByTheirNames() throws {
        let exchange = try RunningExchange("5551111")
        let program = try exchange.faxProgram("5551111")
        try program.command("ATDT0300001", "BUSY")
        try program.command("ATDT0300002", "NO DIALTONE")
        try program.command("ATS7=20DT0300003", "NO ANSWER")
        try program.command("ATDT7777", "NO CARRIER")
        try program.command("AT", "OK")
    }

    @Test("The digits that get an outside line are told to nobody who is called", arguments: [nil, "0"])
    func outsidePrefix(prefix: String?) throws {
        let exchange = try RunningExchange(numbers: ["5551111", "5552222"], outsidePrefix: prefix)
        let caller = try exchange.faxProgram("5551111")
        let called = try exchange.faxProgram("5552222")
        try called.command("AT+VCID=1", "OK")
        try caller.command("ATDT05552222")
        try called.waitFor(prefix == nil ? "NDID=05552222" : "NDID=5552222")
        try caller.command("\r", "NO CARRIER")
    }

    @Test func aCallCarriesAFrameUntilTheCallerHangsUp() throws {
        let exchange = try RunningExchange("5551111", "5552222")
        let caller = try exchange.faxProgram("5551111")
        let called = try exchange.faxProgram("5552222")
        let frame: [UInt8] = [0xFF, 0x13, 0x84, 0x01, 0x02]

        try caller.command("ATDT0,5552222")
        try called.waitFor("RING")
        try called.command("ATA", "CONNECT")
        try called.write(frame + [0x10, 0x03])
        try caller.waitFor("CONNECT")
        let received = try caller.read(through: [0x10, 0x03])
        // Behind the frame is its check sequence.
        #expect(Array(received.prefix(frame.count)) == frame && received.count == frame.count + 2)
        try caller.waitFor("OK")
        try called.waitFor("OK")

        try called.command("AT+FRH=3")
        try caller.command("ATH", "OK")
        try called.waitFor("NO CARRIER")
    }

    @Test("100 modems are in calls at once, and none waits for another: every call has a clock of its own")
    func aHundredModems() throws {
        let (callers, calleds) = ((1...50).map { "55510\($0 + 10)" }, (1...50).map { "55520\($0 + 10)" })
        let exchange = try RunningExchange(numbers: callers + calleds)
        let pairs = try zip(callers, calleds).map { caller, called in
            (number: called, caller: try exchange.faxProgram(caller), called: try exchange.faxProgram(called))
        }
        // The first rings for longer than all others last: its line keeps to its computer's pace meanwhile, theirs to none.
        for pair in pairs { try pair.caller.command("ATS7=255DT\(pair.number)") }
        for pair in pairs { try pair.called.waitFor("RING") }
        for pair in pairs.dropFirst() { try pair.called.command("ATA", "CONNECT") }
        for (index, pair) in pairs.enumerated().dropFirst() { try carryFrame(UInt8(index), pair.called, pair.caller) }
        for pair in pairs.dropFirst() {
            try pair.called.command("AT+FRH=3")
            try pair.caller.command("ATH", "OK")
            try pair.called.waitFor("NO CARRIER")
        }
        try pairs[0].called.command("ATA", "CONNECT")
        try carryFrame(0, pairs[0].called, pairs[0].caller)
    }

    /// Sends a frame that has `octet` in it by a modem that has just answered, and receives it at the other end.
    private func carryFrame(_ octet: UInt8, _ called: SerialProgram, _ caller: SerialProgram) throws {
        let frame: [UInt8] = [0xFF, 0x13, 0x84, octet << 1 | 0x80]
        try called.write(frame + [0x10, 0x03])
        try caller.waitFor("CONNECT")
        #expect(try caller.read(through: [0x10, 0x03]).starts(with: frame))
        try caller.waitFor("OK")
        try called.waitFor("OK")
    }

    @Test func aModemInACallIsEngagedAndFreeAgainAfterIt() throws {
        let exchange = try RunningExchange("5551111", "5552222", "5553333")
        let caller = try exchange.faxProgram("5551111")
        let called = try exchange.faxProgram("5552222")
        let third = try exchange.faxProgram("5553333")
        try caller.command("ATDT5552222")
        try called.waitFor("RING")
        try third.command("ATDT5552222", "BUSY")
        // Any character ends the dialling (V.250 §5.6.1).
        try caller.command("", "NO CARRIER")
        // Modems that answer commands again are on hook; what rang before is behind the OK.
        try caller.command("AT", "OK")
        try called.command("AT", "OK")
        try third.command("ATDT5552222")
        try called.waitFor("RING")
    }

    @Test func aProgramThatClosesItsDeviceHangsUp() throws {
        let exchange = try RunningExchange("5551111", "5552222")
        let caller = try exchange.faxProgram("5551111")
        let called = try exchange.faxProgram("5552222")
        try caller.command("ATDT5552222")
        try called.waitFor("RING")
        try called.command("ATA", "CONNECT")
        called.closeDevice()
        try caller.waitFor("NO CARRIER")
        // The next program finds the modem on hook.
        let next = try exchange.faxProgram("5552222")
        try next.command("ATDT0001", "BUSY")
    }

    @Test func devicesGoWhenTheExchangeEnds() throws {
        var exchange: RunningExchange? = try RunningExchange("5551111")
        let device = try #require(exchange?.device("5551111"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: device).hasPrefix("/dev/pts/"))
        exchange = nil
        #expect(throws: (any Error).self) { try FileManager.default.destinationOfSymbolicLink(atPath: device) }
    }

    @Test func aModemThatCanNotBeMadeTakesTheOthersWithIt() throws {
        let folder = try TemporaryFolder()
        let good = try #require(ModemDescription(argument: "\(folder.path("good")),1111"))
        let bad = try #require(ModemDescription(argument: "\(folder.path("nowhere/bad")),2222"))
        #expect(throws: LinesimError.self) {
            try Switchboard(
                [good, bad], settings: Switchboard.Settings(),
                log: Logger(label: "linesim") { _ in SwiftLogNoOpLogHandler() })
        }
        #expect(throws: (any Error).self) {
            try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("good"))
        }
    }
}
