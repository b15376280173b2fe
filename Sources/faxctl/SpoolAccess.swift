import ArgumentParser
import Configuration
import FaxModel
import Foundation
import Pipeline

/// How every command reaches the spool, and says what went wrong.
struct SpoolAccess: ParsableArguments {
    @OptionGroup var options: ProgramOptions

    @Flag(help: "Print JSON.")
    var json = false

    /// Runs `body` with a client of the spool.
    ///
    /// - Throws: `ExitCode` after it has said on standard error what is wrong.
    func withClient(_ body: (SpoolClient, Program) async throws -> Void) async throws {
        let program = try options.start("faxctl")
        let client = try program.connect()
        defer { client.close() }
        do {
            try await body(client, program)
        } catch let error as SpoolError {
            let hint =
                error.code == .unreachable
                ? " (\(SpoolPlace(endpoint: program.configuration.spool.endpoint).hint))" : ""
            FileHandle.standardError.write(Data("faxctl: \(error)\(hint)\n".utf8))
            throw ExitCode(error.code == .unreachable ? 69 : 1)
        }
    }

    /// Has something done, and says what that changed; `saying` where it is about no jobs.
    func perform(_ command: Command, saying word: String? = nil) async throws {
        try await withClient { client, _ in
            let report = try await client.perform(command)
            show(report, word ?? report.text)
            if let warning = report.warning { FileHandle.standardError.write(Data("faxctl: \(warning)\n".utf8)) }
        }
    }

    /// Prints a report as JSON, if that was asked for, or as `text`.
    func show(_ report: some Encodable, _ text: @autoclosure () -> String) {
        print(json ? String(decoding: ReportCoding.encode(report), as: UTF8.self) : text())
    }
}

extension CommandReport {
    /// What an operator reads.
    var text: String {
        var parts = [jobs.counting("job"), "\(tasks.counting("task")) moved"]
        if inHand > 0 { parts.append("\(inHand) in hand") }
        if endingCalls > 0 { parts.append("in a call, which ends after the page that it is at") }
        return parts.joined(separator: ", ")
    }
}
