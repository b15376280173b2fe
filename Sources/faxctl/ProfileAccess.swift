import ArgumentParser
import Configuration
import Foundation
import Pipeline
import UserProfiles

/// What the commands about profiles have in common.
struct ProfileAccess: ParsableArguments {
    @OptionGroup var options: ProgramOptions

    @Flag(help: "Print JSON.")
    var json = false

    /// The configuration.
    func configuration() throws -> Configuration {
        try options.start("faxctl").configuration
    }

    /// All profiles as they are now.
    func table() throws -> ProfileTable {
        let configuration = try configuration()
        do throws(ProfileSourceError) {
            return try ProfileBook(configuration) { _ in }.table()
        } catch {
            throw Self.exit(error)
        }
    }

    /// Prints a report.
    func show(_ report: some Encodable, _ text: String) {
        print(json ? String(decoding: ReportCoding.encode(report), as: UTF8.self) : text)
    }

    /// Says on standard error what is wrong with a source.
    static func exit(_ error: ProfileSourceError) -> ExitCode {
        FileHandle.standardError.write(Data("faxctl: \(error)\n".utf8))
        return ExitCode(78)
    }
}
