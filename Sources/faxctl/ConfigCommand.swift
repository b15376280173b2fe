import ArgumentParser
import Configuration
import Foundation
import Pipeline
import UserProfiles

/// faxctl config
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Checks the configuration file, the files that it names, and whether the programs would start.",
        discussion: """
            Every program that is installed here is asked whether it would start: it reads what it reads at its start (templates, \
            certificates, passwords), and ends. Exit code 0: all would start, whatever is warned of; 78: something is wrong, or a file \
            can't be read by the user who asks. Ask as the user of the programs: sudo -u faxpost faxctl config.
            """)

    /// What `--json` prints.
    private struct Report: Encodable {
        var file: String
        /// Whether there are no mistakes.
        var isGood: Bool
        /// Why programs would not start, or files can't be read.
        var mistakes: [String]
        /// What can be right, and mostly is not.
        var warnings: [String]
    }

    /// The programs that are asked.
    private static let programs = ["spool", "ingest", "enrich", "render", "faxout", "deliver"]

    @OptionGroup var options: ProgramOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let configuration = try options.start("faxctl").configuration
        let unreadable = configuration.namedFiles.compactMap(\.problem)
        var mistakes = unreadable + profileMistakes(configuration)
        var warnings = configuration.warnings
        let programs = Self.programs + (configuration.directory?.copy == nil ? [] : ["dirsync"])
        let trials = try programs.map { (name: $0, trial: try ProgramTrial($0, configuration: options.config)) }
        for (name, trial) in trials {
            guard let finding = try trial?.finding() else {
                warnings.append("\(name) is not installed here: whether it would start is not known")
                continue
            }
            let sentences = finding.sentences.filter { !warnings.contains($0) }
            if finding.wouldStart {
                warnings += sentences
            } else {
                mistakes.append(
                    "\(name) would not start" + (sentences.isEmpty ? "" : ": \(sentences.joined(separator: " "))"))
            }
        }
        try report(mistakes, warnings)
    }

    /// What is wrong with the files of profiles that can be read.
    private func profileMistakes(_ configuration: Configuration) -> [String] {
        var readable = configuration
        readable.received.profileFiles.removeAll { NamedFile(key: "", path: $0).problem != nil }
        do throws(ProfileSourceError) {
            _ = try ProfileBook(readable) { _ in }.table()
            return []
        } catch {
            return ["\(error)"]
        }
    }

    private func report(_ mistakes: [String], _ warnings: [String]) throws {
        if json {
            let report = Report(file: options.config, isGood: mistakes.isEmpty, mistakes: mistakes, warnings: warnings)
            print(String(decoding: ReportCoding.encode(report), as: UTF8.self))
        } else {
            for sentence in warnings + mistakes {
                FileHandle.standardError.write(Data("faxctl: \(options.config): \(sentence)\n".utf8))
            }
            if mistakes.isEmpty { print("\(options.config) is good") }
        }
        if !mistakes.isEmpty { throw ExitCode(78) }
    }
}
