import Foundation
import Logging
import TestSupport
import Testing

@testable import linesim

/// Real soft modems on real pseudo-terminals, spoken to as a fax program does.
@Suite(.timeLimit(.minutes(10))) struct SwitchboardTests {
    @Test func theTestNumbersAnswerByTheirNames() throws {
        let exchange = try RunningExchange("5551111")
        let program = try exchange.faxProgram("5551111")
        try program.command("ATDT0300001", "BUSY")
        try program.command("ATDT0300002", "NO DIALTONE")
        try program.command("ATS7=20DT0300003", "NO ANSWER")
        try program.command("ATDT7777", "NO CARRIER")
        try program.command("AT", "OK")
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
