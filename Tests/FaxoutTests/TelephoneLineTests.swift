import Configuration
import FaxModel
import Foundation
import Synchronization
import T30
import Testing

@testable import faxout

@Suite("A telephone line", .timeLimit(.minutes(1)))
struct TelephoneLineTests {
    private static let modulations = "24,48,72,96,73,74,97,98,121,122,145,146\r\n\r\nOK"

    private func line(_ device: String, _ more: String = "") throws -> TelephoneLine {
        TelephoneLine(
            settings: try #require(
                SampleFax.settings("lines:", "- { name: line1, device: \(device), flow-control: software\(more) }")
                    .lines.first))
    }

    private func call(willDial: @escaping @Sendable () throws -> Void = {}) -> TelephoneLine.Call {
        TelephoneLine.Call(
            number: SampleFax.task(pageCount: 1).job.number, formats: [PageFormat()], prepare: { _ in [] },
            willDial: willDial, confirmed: { _ in })
    }

    @Test func aBusyNumberIsReported() async throws {
        let modem = try PseudoModem(["AT+FTM=?": Self.modulations, "ATDT004930999": "BUSY"])
        let result = try await line(modem.path).make(call())
        #expect(result.report.ending == .busy)
        #expect(result.trace.description.contains("dials 004930999"))
    }

    @Test func nothingIsDialledWhenTheAttemptIsNotOnDisk() async throws {
        struct NotStored: Error {}
        let modem = try PseudoModem(["AT+FTM=?": Self.modulations, "ATDT004930999": "BUSY"])
        await #expect(throws: NotStored.self) {
            try await line(modem.path).make(call { throw NotStored() })
        }
    }

    @Test func aCallThatIsNoLongerWantedEndsWhileItRings() async throws {
        let modem = try PseudoModem(["AT+FTM=?": Self.modulations, "ATDT004930999": ""])
        let line = try line(modem.path)
        let (dialling, continuation) = AsyncStream.makeStream(of: Void.self)
        let making = Task { try await line.make(call { continuation.yield() }) }
        for await _ in dialling { break }
        making.cancel()
        #expect(try await making.value.report.ending == .cancelled)
    }

    @Test func aModemThatIsNoFaxModemIsNotReady() async throws {
        let modem = try PseudoModem(["AT+FCLASS=1": "ERROR"])
        await #expect(throws: LineError("The modem refuses AT+FCLASS=1.")) {
            try await line(modem.path).make(call())
        }
    }

    @Test func aMissingDeviceIsNotReady() async throws {
        await #expect(throws: LineError("/nowhere/ttyS0 can't be opened: No such file or directory.")) {
            try await line("/nowhere/ttyS0").make(call())
        }
    }

    @Test func aDeviceThatAnotherProcessHasIsNotTaken() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let lock = directory.appending(path: "LCK..ttyS0")
        try "         1\n".write(to: lock, atomically: true, encoding: .ascii)
        await #expect(throws: LineError("/nowhere/ttyS0 is in use by process 1 (\(lock.path)).")) {
            try await line("/nowhere/ttyS0", ", lock-directory: \(directory.path)").make(call())
        }
        // The process of this lock is long gone.
        try "2147483646\n".write(to: lock, atomically: true, encoding: .ascii)
        await #expect(throws: LineError("/nowhere/ttyS0 can't be opened: No such file or directory.")) {
            try await line("/nowhere/ttyS0", ", lock-directory: \(directory.path)").make(call())
        }
        #expect(!FileManager.default.fileExists(atPath: lock.path))
    }

    @Test func linesOfAGroupAreGivenOutInTurn() async throws {
        let settings = try SampleFax.settings(
            "lines:", "- { name: a, device: /dev/a }", "- { name: b, device: /dev/b }")
        let pool = LinePool(settings.lines.map { TelephoneLine(settings: $0) })
        let first = await pool.acquire(.default)
        let second = await pool.acquire(.default)
        #expect([first.settings.name, second.settings.name] == ["a", "b"])
        async let third = pool.acquire(.default)
        await pool.release(second)
        #expect(await third.settings.name == "b")
    }
}
