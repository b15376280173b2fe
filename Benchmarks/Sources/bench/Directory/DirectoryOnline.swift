import Configuration
import Directory
import FaxAddressing
import Foundation
import LDAP
import TestSupport

/// Look-ups of a sender a second, over one connection, against ldapsearch's, which asks one after another over one connection.
struct DirectoryOnline {
    static let lookups = 20_000
    /// Mails that one `enrich` works on at once.
    static let atOnce = 16
    let setup: Setup

    func figure() throws -> Figure {
        let directory = try LargeDirectory(people: Self.lookups)
        defer { directory.server.terminate() }
        let folder = try setup.folder()
        var ours: [Double] = []
        var theirs: [Double] = []
        for _ in 0..<3 {
            ours.append(try ourRate(directory))
            theirs.append(try ldapsearchRate(directory, folder))
        }
        return Figure(
            name: "directory-online", ours: median(ours), unit: "look-ups/s", peer: median(theirs), goal: 1 / 1.2,
            moreIsBetter: true)
    }

    private func ourRate(_ directory: LargeDirectory) throws -> Double {
        let text = try directory.section("connections: 1")
        guard let settings = try Configuration(text: text, file: "bench").directory else {
            throw BenchmarkError("the configuration has no directory")
        }
        let people = PeopleDirectory(settings, NumberPlan(countryCode: "49"), online: try LDAPClient(settings))
        return try blocking {
            let start = ContinuousClock.now
            try await withThrowingTaskGroup(of: Void.self) { group in
                for first in 0..<Self.atOnce {
                    group.addTask {
                        for number in stride(from: first, to: Self.lookups, by: Self.atOnce) {
                            guard try await people.person(.sender(LargeDirectory.mail(number))).person != nil else {
                                throw BenchmarkError("person \(number) was not found")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            return Double(Self.lookups) / ((ContinuousClock.now - start) / .seconds(1))
        }
    }

    private func ldapsearchRate(_ directory: LargeDirectory, _ folder: URL) throws -> Double {
        let list = folder.appending(path: "addresses")
        let addresses = (0..<Self.lookups).map { LargeDirectory.mail($0) + "\n" }.joined()
        try addresses.write(to: list, atomically: true, encoding: .utf8)
        let start = ContinuousClock.now
        let said = try run(
            "/usr/bin/ldapsearch",
            [
                "-x", "-LLL", "-H", directory.server.url, "-D", SlapdServer.administrator, "-w", SlapdServer.password,
                "-b",
                SlapdServer.suffix, "-f", list.path, "(mail=%s)", "cn", "o", "departmentNumber", "telephoneNumber",
                "facsimileTelephoneNumber", "postalAddress", "mail",
            ])
        let rate = Double(Self.lookups) / ((ContinuousClock.now - start) / .seconds(1))
        guard said.contains(LargeDirectory.mail(Self.lookups - 1)) else {
            throw BenchmarkError("ldapsearch found too little")
        }
        return rate
    }
}
