import Foundation
import Logging
import TestSupport
import Testing

@testable import linesim

/// A switchboard with modems in a folder of its own, which runs on a thread of its own until the test ends.
final class RunningExchange {
    private let folder: TemporaryFolder
    private let switchboard: Switchboard
    private let ended = DispatchSemaphore(value: 0)

    /// An exchange of modems, each with one number.
    convenience init(_ numbers: String...) throws { try self.init(numbers: numbers) }

    /// An exchange of modems, each with one number.
    init(numbers: [String], outsidePrefix: String? = nil) throws {
        folder = try TemporaryFolder()
        var settings = Switchboard.Settings()
        settings.speeds = Pace.Speeds(attentive: 4, turbo: 0)
        settings.behaviour.usesXonXoff = false
        settings.outsidePrefix = outsidePrefix
        var modems: [ModemDescription] = []
        for number in numbers {
            modems.append(try #require(ModemDescription(argument: "\(folder.path(number)),\(number)")))
        }
        switchboard = try Switchboard(
            modems, settings: settings, log: Logger(label: "linesim") { _ in SwiftLogNoOpLogHandler() })
        // From here on it is that thread's, but for its mailbox.
        nonisolated(unsafe) let switchboard = switchboard
        let ended = ended
        Thread.detachNewThread {
            switchboard.run()
            ended.signal()
        }
    }

    deinit {
        switchboard.mailbox.stop()
        #expect(ended.wait(timeout: .now() + 30) == .success)
        switchboard.removeLinks()
    }

    /// The device of the modem with `number`.
    func device(_ number: String) -> String { folder.path(number) }

    /// A program that uses the modem with `number` as a fax modem.
    func faxProgram(_ number: String) throws -> SerialProgram {
        let program = try SerialProgram(device(number))
        try program.command("ATE0", "OK")
        try program.command("AT+FCLASS=1", "OK")
        return program
    }
}
