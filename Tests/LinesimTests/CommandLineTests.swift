import ArgumentParser
import Testing

@testable import linesim

@Suite struct CommandLineTests {
    @Test func aModemHasAPathAndNumbers() throws {
        let modem = try #require(ModemDescription(argument: "/tmp/modem,1111,1199"))
        #expect(modem.path == "/tmp/modem" && modem.numbers == ["1111", "1199"])
    }

    @Test(arguments: ["", "/tmp/modem", "/tmp/modem,", ",1111", "/tmp/modem,11a1", "/tmp/modem,+49", "/tmp/modem,1,,2"])
    func noModem(text: String) {
        #expect(ModemDescription(argument: text) == nil)
    }

    @Test func everythingIsReadFromOneLine() throws {
        let command = try Linesim.parse([
            "--modem", "a,1111", "--modem", "b,2222", "--speed", "2", "--turbo", "0", "--snr", "20", "--seed", "7",
            "--no-xon-xoff", "-vv",
        ])
        #expect(command.modems.map(\.path) == ["a", "b"])
        #expect(command.pace.speeds == Pace.Speeds(attentive: 2, turbo: 0))
        #expect(try command.impairments.plan().general.signalToNoise == 20 && command.impairments.seed == 7)
        #expect(command.noXonXoff && command.verbose == 2)
    }

    @Test(
        "Wrong arguments end with exit code 64 and name what is wrong",
        arguments: [
            ([], "At least one --modem PATH,NUMBER is needed."),
            (["--modem", "a,1111", "--modem", "a,2222"], "Two modems have the path a."),
            (["--modem", "a,1111,490001"], "No modem can have 490001: numbers that end in 0001 are test numbers."),
            (["--modem", "a,0003"], "No modem can have 0003"), (["--modem", "a"], "--modem"),
            (["--modem", "a,1111", "--outside-prefix", "0w"], "--outside-prefix is digits, not '0w'."),
            (["--modem", "a,1111", "--snr", "x"], "snr is a number from -20 to 100 dB, not 'x'."),
            (["--modem", "a,1111", "--speed", "0"], "--speed must be greater than 0"),
        ])
    func wrongArguments(arguments: [String], message: String) throws {
        let error = try #require(#expect(throws: (any Error).self) { try Linesim.parse(arguments) })
        #expect(Linesim.exitCode(for: error).rawValue == 64)
        #expect(Linesim.message(for: error).contains(message), "\(Linesim.message(for: error))")
    }
}
