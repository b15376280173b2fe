import ArgumentParser
import Configuration
import Directory
import DirectoryCopy
import FaxModel
import FaxPolicy
import Foundation
import LDAP
import Pipeline

/// faxctl directory
struct DirectoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "directory", abstract: "Copies the directory, and shows what it says of somebody.",
        subcommands: [Sync.self, Release.self, Discard.self, Status.self, DirectoryLookupCommand.self])

    /// faxctl directory sync
    struct Sync: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "sync", abstract: "Copies the directory once, as dirsync does it all the time.",
            discussion:
                """
                Of the differences new entries are named with +, changed ones with *, those that are gone with -, and entries of which something \
                can't be used with !. Exit code 0: the copy is published, or nothing has changed; 1: it waits for the operator, or failed.
                """)

        @OptionGroup var access: SpoolAccess

        @Flag(help: "Read everything, although what has changed would do.")
        var full = false

        @Flag(help: "Publish nothing; print the differences.")
        var dryRun = false

        func run() async throws {
            try await access.withCopy { storage, settings, copy, program in
                let sync: DirectorySync
                do throws(ConfigurationError) {
                    let plan = CopyPlan(settings, FaxPolicy(rules: nil, program.configuration.dialling).plan)
                    sync = DirectorySync(
                        settings, copy, servers: try LDAPServer.list(settings), plan: plan, storage: storage,
                        logger: program.logger)
                } catch {
                    throw error.exit(of: "faxctl")
                }
                let report = try await sync.run(isFull: full, isDry: dryRun)
                let names = dryRun ? CopyDifference.mostNames : report.outcome == .held ? 20 : 0
                access.show(report, report.lines(names: names))
                guard report.outcome != .held else { throw ExitCode(1) }
            }
        }
    }

    /// faxctl directory release
    struct Release: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "release", abstract: "Lets a copy count that was held because it takes much away.")

        @OptionGroup var access: SpoolAccess

        func run() async throws {
            try await access.withCopy { storage, _, _, _ in
                guard try await storage.release() else { throw CopyError("no copy of the directory is held") }
                access.show(["released": true], "released")
            }
        }
    }

    /// faxctl directory discard
    struct Discard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "discard", abstract: "Throws a copy away that was held because it takes much away.")

        @OptionGroup var access: SpoolAccess

        func run() async throws {
            try await access.withCopy { storage, _, _, _ in
                guard try await storage.discard() else { throw CopyError("no copy of the directory is held") }
                access.show(["discarded": true], "discarded")
            }
        }
    }

    /// faxctl directory status
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "status", abstract: "Shows the copy of the directory that counts, and the one that is held.")

        @OptionGroup var access: SpoolAccess

        /// What `--json` prints.
        private struct Report: Encodable {
            var current: Publication?
            var held: Publication?
        }

        func run() async throws {
            try await access.withCopy { storage, _, _, _ in
                let report = Report(current: try await storage.current(), held: try await storage.held())
                let current = report.current.map {
                    "The copy is of \($0.published.formatted(.iso8601)), \($0.byteCount) bytes."
                }
                let held = report.held.map {
                    "Another one, of \($0.published.formatted(.iso8601)), waits for faxctl directory release or discard."
                }
                access.show(
                    report, [current ?? "There is no copy yet.", held].compactMap { $0 }.joined(separator: "\n"))
            }
        }
    }
}

extension SpoolAccess {
    /// Runs `body` with the copies of the configured directory.
    ///
    /// - Throws: `ExitCode` after it has said on standard error what is wrong.
    func withCopy(
        _ body: (CopyStorage, DirectorySettings, DirectoryCopySettings, Program) async throws -> Void
    ) async throws {
        try await withClient { client, program in
            guard let settings = program.configuration.directory, let copy = settings.copy else {
                throw OperatorError("the configuration has no section directory.copy")
            }
            do {
                try await body(CopyStorage(copy, spool: client), settings, copy, program)
            } catch let error as CopyError {
                FileHandle.standardError.write(Data("faxctl: \(error)\n".utf8))
                throw ExitCode(1)
            } catch let error as LDAPError {
                FileHandle.standardError.write(Data("faxctl: \(error)\n".utf8))
                throw ExitCode(1)
            }
        }
    }
}

extension DirectorySync.Report {
    /// What an operator reads.
    ///
    /// - Parameter most: how many entries of each kind are named at the most.
    fileprivate func lines(names most: Int) -> String {
        var lines = [sentence]
        lines += badEntries.map { "! \($0.dn): \($0.reason)" }
        guard most > 0 else { return lines.joined(separator: "\n") }
        for (sign, names, count) in [
            ("+", difference.addedNames, difference.added), ("*", difference.changedNames, difference.changed),
            ("-", difference.removedNames, difference.removed),
        ] {
            let named = names.prefix(most)
            lines += named.map { "\(sign) \($0)" }
            if count > named.count { lines.append("\(sign) and \(count - named.count) more") }
        }
        return lines.joined(separator: "\n")
    }
}
