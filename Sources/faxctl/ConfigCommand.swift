import ArgumentParser
import Pipeline

/// faxctl config
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Checks the configuration file: exit code 0 when every program would start.")

    @OptionGroup var options: ProgramOptions

    func run() throws {
        _ = try options.start("faxctl")
        print("\(options.config) is good")
    }
}
