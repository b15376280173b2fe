import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// Passwords on their way through real programs: where they must not be found, as they are.
@Suite("What the spool stores has no password", .timeLimit(.minutes(5)))
struct SecretsTests {
    private static let password = "47110815*20261127#01"

    /// The files below a folder that have the password in them.
    private func files(with text: String, below folder: String) throws -> [String] {
        let octets = Data(text.utf8)
        let all = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return all.filter { name in
            guard let content = try? Data(contentsOf: URL(filePath: "\(folder)/\(name)")) else { return false }
            return content.firstRange(of: octets) != nil
        }
    }

    @Test(
        "Of a mail, small or large, and of a document that is to be fetched: neither in the spool, nor in its backup, nor in logs"
    )
    func nowhere() async throws {
        let other = try TemporaryFolder()
        try other.write("password", Self.password + "\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: other.path("password"))
        // Larger than what is handed to the spool in one message.
        try other.write("large.txt", String(repeating: "A line of text that fills the mail.\n", count: 20_000))
        let sections = Sections.people + "\nfields: {names: {X-Old-Password: X-Fax-Password}}\n" + Sections.deliver(9)
        try await Faxpost.with(sections, log: "debug") { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich, .render])
            var jobs: [JobID] = []
            for (field, options) in [
                ("X-Fax-Password: \(Self.password)", []),
                ("X-Old-Password: \(Self.password)", []),
                ("X-Fax-Password: \(Self.password)", ["--attach", "@" + other.path("large.txt")]),
            ] {
                jobs += try await faxpost.send(to: "2222", options: ["--header", field] + options)
            }
            let polled = try await faxpost.faxctl(
                "poll", "2222", "--password-file", other.path("password"), "--to", "jane@example.com")
            jobs.append(try #require(JobID(polled.trimmingCharacters(in: .whitespacesAndNewlines))))
            for job in jobs { try await faxpost.job(job) { $0.tasks.map(\.stage) == [.faxout] } }
            _ = try await faxpost.faxctl("spool", "backup", other.path("backup"))
            #expect(try files(with: Self.password, below: faxpost.folder.url.path).isEmpty)
            #expect(try files(with: Self.password, below: other.path("backup")).isEmpty)
            #expect(
                try files(with: "sealed:", below: other.path("backup")).count >= 2, "the database, and the large mail")
            let mail = try await faxpost.faxctl("document", "\(jobs[1])", "mail")
            #expect(mail.contains("X-Fax-Password: sealed:") && !mail.contains("X-Old-Password"))
            #expect(!faxpost.logs.contains(Self.password))
        }
    }

    @Test("Without a key, a mail with a password and a poll with one are refused, and both are told why")
    func refused() async throws {
        let other = try TemporaryFolder()
        try other.write("password", Self.password + "\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: other.path("password"))
        try await Faxpost.with(Sections.people) { faxpost in
            let file = faxpost.folder.url.appending(path: "faxpost.yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            try faxpost.folder.write(
                "faxpost.yaml", text.split(separator: "\n").filter { !$0.contains("secrets:") }.joined(separator: "\n"))
            try await faxpost.start([.spool, .ingest])
            let refusal = try await #require(
                #expect(throws: SupportError.self) {
                    try await faxpost.send(to: "2222", options: ["--header", "X-Fax-Password: \(Self.password)"])
                })
            #expect("\(refusal)".contains("550 5.3.3") && "\(refusal)".contains("secrets.key-file"))
            let said = try await faxpost.faxctl(
                "poll", "2222", "--password-file", other.path("password"), "--to", "jane@example.com", codes: [78])
            #expect(said.contains("secrets.key-file") && !said.contains("USAGE"))
            #expect(try files(with: Self.password, below: faxpost.folder.path("spool")).isEmpty)
        }
    }
}
