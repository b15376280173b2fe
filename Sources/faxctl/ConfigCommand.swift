import ArgumentParser
import Configuration
import Foundation
import Pipeline
import UserProfiles

/// faxctl config
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Checks the configuration file, and the files that it names.",
        discussion: """
            Exit code 0: every program can read it, whatever is warned of; 78: it is wrong, or a file of profiles is. A file that cannot \
            be read by the user who asks is warned of: another user may be able to.
            """)

    /// What `--json` prints of a file that is good.
    private struct Report: Encodable {
        var file: String
        /// What can be right, and mostly is not.
        var warnings: [String]
    }

    @OptionGroup var options: ProgramOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let configuration = try options.start("faxctl").configuration
        let unreadable = configuration.namedFiles.filter { $0.problem != nil }
        var readable = configuration
        readable.received.profileFiles.removeAll { path in unreadable.contains { $0.path == path } }
        do throws(ProfileSourceError) {
            _ = try ProfileBook(readable) { _ in }.table()
        } catch {
            throw ProfileAccess.exit(error)
        }
        let warnings = configuration.warnings + unreadable.compactMap(\.problem)
        if json {
            let report = Report(file: options.config, warnings: warnings)
            print(String(decoding: ReportCoding.encode(report), as: UTF8.self))
            return
        }
        for warning in warnings {
            FileHandle.standardError.write(Data("faxctl: \(options.config): \(warning)\n".utf8))
        }
        print("\(options.config) is good" + (unreadable.isEmpty ? "" : ", but for files that can't be read here"))
    }
}
