import Configuration
import Directory
import DirectoryCopy
import DirectoryProfiles
import FaxAddressing
import FaxModel
import FaxPolicy
import Foundation
import Pipeline
import Synchronization
import TestSupport
import UserProfiles

/// What a new copy of 200,000 people costs those who look somebody up while it takes the place of the old one: the longest look-up, in
/// milliseconds, and the longest time that a telephone which rings waits to hear whether it is answered.
struct DirectorySwitch {
    static let changes = 100
    /// A look-up at a directory's server takes a millisecond or two, and now and then, when its disk or the network is busy, some tens of them: a
    /// switch within that is one that nobody can tell from an ordinary day.
    static let limit = 50.0
    let setup: Setup

    /// `directory-switch`, `directory-switch-call`.
    func figures() throws -> [Figure] {
        let directory = try LargeDirectory()
        defer { directory.server.terminate() }
        let secrets = try setup.folder()
        let section = try directory.section(
            "source: copy", "keep: 0s", "copy: {method: syncrepl, folder: \(secrets.path)}",
            "user-profiles: {}")
        let text = section + "received: {own-number: \"+49228\", unknown: refuse}\n"
        let installation = try setup.installation(text)
        let spool = try installation.start("spool", waitFor: "serving")
        defer { spool.stop() }
        try sync(installation)
        let configuration = try Configuration(text: text, file: "bench")
        guard let settings = configuration.directory, let copySettings = settings.copy else {
            throw BenchmarkError("the configuration has no copy")
        }
        var longest: [Double] = []
        var longestCall: [Double] = []
        for run in 1...3 {
            let client = try SpoolAccessForBench.client(installation.endpoint)
            defer { client.close() }
            let copy = DirectoryCopy(copySettings, spool: client, logger: SpoolAccessForBench.silence)
            let book = ProfileBook.following(configuration, copy, logger: SpoolAccessForBench.silence)
            try blocking { try await copy.refresh() }
            // A copy that differs in these people from the one that is read.
            let company = "Changed in run \(run)"
            let modifications = (0..<Self.changes).map { number in
                "dn: uid=p\(number * 7),dc=example,dc=org\nchangetype: modify\nreplace: o\no: \(company)\n\n"
            }.joined()
            let server = directory.server
            try blocking { try await server.modify(modifications) }
            try sync(installation)
            let people = PeopleDirectory(settings, NumberPlan(configuration.dialling), online: nil, copy: copy)
            let seen = try watch(people, AnsweringPolicy(configuration, book), company: company) {
                try blocking { try await copy.refresh() }
            }
            print("directory-switch: \(seen.words)")
            longest.append(seen.longest)
            longestCall.append(seen.longestCall)
        }
        return [
            Figure(
                name: "directory-switch", ours: median(longest), unit: "ms", peer: Self.limit, goal: 1,
                moreIsBetter: false),
            Figure(
                name: "directory-switch-call", ours: median(longestCall), unit: "ms", peer: Self.limit, goal: 1,
                moreIsBetter: false),
        ]
    }

    private func sync(_ installation: Installation) throws {
        _ = try run(
            installation.setup.binaries.appending(path: "faxctl").path,
            ["directory", "sync", "--config", installation.configuration.path])
    }

    /// Has one worker look people up as fast as it can, and one ask whether calls are answered, while `change` has a new copy read, and for a
    /// second before it and after it.
    ///
    /// - Throws: where somebody is not found, or is found as the old copy has him after he was found as the new one has.
    private func watch(
        _ people: PeopleDirectory, _ policy: AnsweringPolicy, company: String, _ change: () throws -> Void
    ) throws -> SwitchWatch {
        let phase = Mutex(SwitchWatch.Phase.before)
        let result = Mutex(SwitchWatch())
        let done = DispatchSemaphore(value: 0)
        let worker = Task.detached {
            defer { done.signal() }
            var isNew = false
            var number = 0
            while let now = phase.withLock({ $0 == .over ? nil : $0 }) {
                // In turn one of those who have changed, and somebody of all.
                number += 1
                let who = number % 2 == 0 ? number / 2 % Self.changes * 7 : number * 7919 % 200_000
                let start = ContinuousClock.now
                let person = try await people.person(.sender(LargeDirectory.mail(who))).person
                let took = (ContinuousClock.now - start) / .milliseconds(1)
                guard let person, person.party.name?.hasSuffix(" \(who)") == true else {
                    throw BenchmarkError("person \(who) was not found")
                }
                if number % 2 == 0 {
                    let changed = person.party.company == company
                    guard changed || !isNew else {
                        throw BenchmarkError("person \(who) was found in the old copy again")
                    }
                    isNew = changed
                }
                result.withLock { $0.lookedUp(took, now, isNew: isNew) }
            }
        }
        Thread.detachNewThread {
            defer { done.signal() }
            var number = 0
            while let now = phase.withLock({ $0 == .over ? nil : $0 }) {
                number += 1
                let caller = CallerIdentification(dialled: "\(1_000_000 + number * 7919 % 200_000)")
                let start = ContinuousClock.now
                let refusal = policy.refusal(of: caller, on: .default, at: Date())
                let took = (ContinuousClock.now - start) / .milliseconds(1)
                result.withLock { $0.rang(took, now, isRefused: refusal != nil) }
                // Telephones do not ring without end: one core is left to whoever reads the copy.
                usleep(200)
            }
        }
        Thread.sleep(forTimeInterval: 1)
        phase.withLock { $0 = .changing }
        let start = ContinuousClock.now
        try change()
        let took = (ContinuousClock.now - start) / .milliseconds(1)
        Thread.sleep(forTimeInterval: 1)
        phase.withLock { $0 = .over }
        done.wait()
        done.wait()
        try blocking { try await worker.value }
        return try result.withLock { seen throws(BenchmarkError) in
            seen.switched = took
            guard seen.isNew else { throw BenchmarkError("nobody was found as the new copy has him") }
            guard seen.refused == 0 else {
                throw BenchmarkError("\(seen.refused) calls were refused that have a profile")
            }
            return seen
        }
    }
}
