import Configuration
import Directory
import DirectoryCopy
import FaxAddressing
import FaxModel
import Foundation
import Pipeline
import TestSupport

/// The copy of a directory of 200,000 people: how long it takes to make it, and what memory; how long 100 changes take; and how many
/// look-ups a second it answers, by address and by number in turn, on one thread.
struct DirectorySyncTime {
    static let changes = 100
    static let lookups = 200_000
    static let fullLimit = 60.0
    static let memoryLimit = 250.0
    static let changesLimit = 2.0
    static let rateGoal = 100_000.0
    let setup: Setup

    /// `directory-sync`, `directory-sync-memory`, `directory-sync-changes`, `directory-snapshot`.
    func figures() throws -> [Figure] {
        let directory = try LargeDirectory()
        defer { directory.server.terminate() }
        let secrets = try setup.folder()
        let section = try directory.section(
            "source: copy", "copy: {method: syncrepl, folder: \(secrets.path)}")
        let installation = try setup.installation(section)
        let spool = try installation.start("spool", waitFor: "serving")
        defer { spool.stop() }
        let full = try sync(installation)
        let modifications = (0..<Self.changes).map { number in
            "dn: uid=p\(number * 7),dc=example,dc=org\nchangetype: modify\nreplace: o\no: Changed \(number)\n\n"
        }.joined()
        let server = directory.server
        try blocking { try await server.modify(modifications) }
        let partial = try sync(installation)
        let rate = try lookupRate(installation, secrets, section)
        return [
            Figure(
                name: "directory-sync", ours: full.seconds, unit: "s", peer: Self.fullLimit, goal: 1,
                moreIsBetter: false),
            Figure(
                name: "directory-sync-memory", ours: full.memory, unit: "MiB", peer: Self.memoryLimit, goal: 1,
                moreIsBetter: false),
            Figure(
                name: "directory-sync-changes", ours: partial.seconds, unit: "s", peer: Self.changesLimit, goal: 1,
                moreIsBetter: false),
            Figure(
                name: "directory-snapshot", ours: rate, unit: "look-ups/s", peer: Self.rateGoal, goal: 1,
                moreIsBetter: true),
        ]
    }

    /// The seconds of `faxctl directory sync`, and its most memory in MiB.
    private func sync(_ installation: Installation) throws -> (seconds: Double, memory: Double) {
        let log = installation.folder.appending(path: "sync-\(UInt32.random(in: 0...9999)).log")
        let start = ContinuousClock.now
        let program = try RunningProgram(
            installation.setup.binaries.appending(path: "faxctl").path,
            ["directory", "sync", "--config", installation.configuration.path], log: log)
        var memory = 0.0
        while program.process.isRunning {
            memory = max(memory, (try? program.peakMemory()) ?? 0)
            usleep(10_000)
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let said = try program.log()
        guard program.process.terminationStatus == 0 else {
            throw BenchmarkError("the directory was not copied: \(said)")
        }
        print("directory: \(said.split(separator: "\n").first ?? "")")
        return (seconds, memory)
    }

    private func lookupRate(_ installation: Installation, _ folder: URL, _ section: String) throws -> Double {
        let endpoint = installation.endpoint
        guard let settings = try Configuration(text: section, file: "bench").directory, let copy = settings.copy else {
            throw BenchmarkError("the configuration has no copy")
        }
        let path = folder.appending(path: "copy.sqlite").path
        try blocking {
            let client = try SpoolAccessForBench.client(endpoint)
            defer { client.close() }
            let storage = CopyStorage(copy, spool: client)
            guard let publication = try await storage.current() else { throw BenchmarkError("there is no copy") }
            try await storage.fetch(publication, to: path)
        }
        let file = try CopyFile(path)
        var questions: [EntryQuestion] = []
        for number in 0..<Self.lookups {
            let filter = settings.filter.filter(address: LargeDirectory.mail(number))
            if number % 2 == 0, let filter {
                questions.append(EntryQuestion(.filter(filter), base: settings.base))
            } else if let fax = FaxNumber("+49228\(1_000_000 + number)") {
                questions.append(EntryQuestion(.number(fax), base: settings.base))
            }
        }
        let rates = try (0..<3).map { _ in
            let start = ContinuousClock.now
            for question in questions {
                guard try file.entries(question, limit: 1).count == 1 else {
                    throw BenchmarkError("the copy does not know \(question)")
                }
            }
            return Double(questions.count) / ((ContinuousClock.now - start) / .seconds(1))
        }
        return median(rates)
    }
}
