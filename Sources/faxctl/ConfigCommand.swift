import ArgumentParser
import Configuration
import Foundation
import Pipeline

/// faxctl config
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Checks the configuration file: exit code 0 when every program can read it.")

    /// What `--json` prints of a file that is good.
    private struct Report: Encodable {
        var file: String
        /// What can be right, and mostly is not.
        var warning: String?
    }

    @OptionGroup var options: ProgramOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let warning = try options.start("faxctl").configuration.warning
        if json {
            let report = Report(file: options.config, warning: warning)
            print(String(decoding: ReportCoding.encode(report), as: UTF8.self))
            return
        }
        if let warning { FileHandle.standardError.write(Data("faxctl: \(options.config): \(warning)\n".utf8)) }
        print("\(options.config) is good")
    }
}
