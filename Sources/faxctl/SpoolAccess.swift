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
            let hint = error.code == .unreachable ? " (\(Self.hint(program.configuration.spool.endpoint)))" : ""
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

    /// What to look at when nobody answers at `endpoint`.
    private static func hint(_ endpoint: String) -> String {
        let path = endpoint.replacing(/^ipc:\/\//, with: "")
        // access(2) also says EACCES of a folder on the way.
        if path != endpoint, access(path, W_OK) != 0, errno == EACCES {
            return "you may not open \(path): members of its group may"
        }
        return "is it running at \(endpoint)?"
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
        return parts.joined(separator: ", ")
    }
}
