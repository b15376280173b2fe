import ArgumentParser
import Configuration
import Foundation
import Pipeline

/// faxctl config
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Checks the configuration file: exit code 0 when every program would start.")

    @OptionGroup var options: ProgramOptions

    func run() throws {
        let program = try options.start("faxctl")
        if let warning = program.configuration.warning {
            FileHandle.standardError.write(Data("faxctl: \(options.config): \(warning)\n".utf8))
        }
        print("\(options.config) is good")
    }
}
