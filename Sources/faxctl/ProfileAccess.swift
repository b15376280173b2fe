import ArgumentParser
import Configuration
import DirectoryCopy
import DirectoryProfiles
import Foundation
import Logging
import Pipeline
import UserProfiles

/// What the commands about profiles have in common.
struct ProfileAccess: ParsableArguments {
    @OptionGroup var options: ProgramOptions

    @Flag(help: "Print JSON.")
    var json = false

    /// All profiles that there are now.
    ///
    /// - Returns: the book of them; and what is wrong with sources and with entries of the directory, a line each. The rest counts.
    func book() async throws -> (configuration: Configuration, book: ProfileBook, problems: [String]) {
        let program = try options.start("faxctl")
        let configuration = program.configuration
        let directory = DirectoryProfiles(configuration)
        if let directory, let copy = configuration.directory?.copy {
            let client = try program.connect()
            defer { client.close() }
            await directory.read(copy, client, program)
        }
        let book = ProfileBook(configuration, others: [directory].compactMap { $0 }) { _ in }
        let problems =
            book.reading().problems.map(\.description)
            + (directory?.badEntries ?? []).map { "! \($0.dn): \($0.reason)" }
        return (configuration, book, problems)
    }

    /// Says on standard error what is wrong.
    ///
    /// - Throws: the exit code, where something is that keeps profiles from being known.
    func complain(_ problems: [String]) throws {
        for problem in problems { FileHandle.standardError.write(Data("faxctl: \(problem)\n".utf8)) }
        // What is wrong with one entry of a directory keeps no other from being known.
        guard problems.allSatisfy({ $0.hasPrefix("!") }) else { throw ExitCode(1) }
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

extension DirectoryProfiles {
    /// Reads the copy that the spool has now.
    fileprivate func read(_ settings: DirectoryCopySettings, _ client: SpoolClient, _ program: Program) async {
        // Which copy is read, is no news here.
        var quiet = program.logger
        quiet.logLevel = .error
        let copy = DirectoryCopy(settings, spool: client, logger: quiet)
        copy.observe { self.read($0) }
        do {
            try await copy.refresh()
            if copy.facts == nil { fail("there is none yet: start dirsync, or run faxctl directory sync") }
        } catch {
            fail("can't be read: \(error)")
        }
    }
}
