import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// What senders may by their entries, from the mail to the history, with a real directory.
@Suite("What senders may, by their entries", .timeLimit(.minutes(20)))
struct PermissionProcessTests {
    private static func person(_ uid: String, _ more: String = "") -> String {
        """

        dn: uid=\(uid),dc=example,dc=org
        objectClass: inetOrgPerson
        uid: \(uid)
        cn: \(uid)
        sn: \(uid)
        mail: \(uid)@example.com
        \(more)

        """
    }

    private static let ldif = """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example

        """
        + person(
            "jane", "employeeType: 2000..2999\nemployeeType: 101, 102\ncarLicense: X-Fax-Priority\ntitle: normal")
        + person("kai", "employeeType: natoinal") + person("lea", "employeeType: ,")
        + person("mia", "description: nothing is said of her")

    private static func sections(_ server: SlapdServer, _ more: String = "") throws -> String {
        """
        directory:
          url: \(server.url)
          base: \(SlapdServer.suffix)
          bind-dn: \(SlapdServer.administrator)
          password-file: \(try server.passwordFile())
          keep: 0s
          first-retry: 100ms
          longest-retry: 200ms
          \(more)

        """
    }

    private static let permissions = "permissions: {numbers: employeeType, fields: carLicense, highest-priority: title}"

    /// A mail, and what its history says then.
    private struct Attempt {
        var number: String
        var sender: String
        var fields: [String] = []
        var event: String
    }

    private static func attempts(_ place: String) -> [Attempt] {
        [
            Attempt(
                number: "2222", sender: "jane", fields: ["X-Fax-Priority: urgent"],
                event: "The directory lets its sender have priority normal at the highest. Lines of group"),
            Attempt(number: "102", sender: "jane", event: "Lines of group default will dial 102"),
            Attempt(
                number: "103", sender: "jane",
                event: "You may not send faxes to 103: the directory does not permit it. Nothing was dialled."),
            Attempt(
                number: "2222", sender: "jane", fields: ["X-Fax-Reference: 1"],
                event: "The field X-Fax-Reference may not be used by this sender."),
            Attempt(
                number: "2222", sender: "kai",
                event: "In \(place) as uid=kai,dc=example,dc=org stands 'natoinal' for where its sender may fax"),
            Attempt(number: "2222", sender: "lea", event: "In \(place) as uid=lea,dc=example,dc=org stands ','"),
            Attempt(number: "2222", sender: "mia", event: "Lines of group default will dial 2222"),
            Attempt(number: "2222", sender: "nobody", event: "Lines of group default will dial 2222"),
        ]
    }

    private func send(_ faxpost: Faxpost, _ attempt: Attempt) async throws -> JobID {
        try await faxpost.send(
            to: attempt.number, subject: UUID().uuidString,
            options: ["--from", "\(attempt.sender)@example.com"] + attempt.fields.flatMap { ["--header", $0] })[0]
    }

    /// What `enrich` makes of faxes that the entries permit, and of those that they do not; `ingest` has taken all of them before `then`.
    private func check(_ faxpost: Faxpost, _ place: String, _ then: () async throws -> Void = {}) async throws {
        var jobs: [(JobID, Attempt)] = []
        for attempt in Self.attempts(place) { jobs.append((try await send(faxpost, attempt), attempt)) }
        try await then()
        for (id, attempt) in jobs {
            try await faxpost.job(id) { $0.events.contains { $0.text.contains(attempt.event) } }
        }
    }

    @Test("Whoever hands in a mail that an entry is against hears it at once, and not what stands in the entry")
    func atOnce() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        try await Faxpost.with(try Self.sections(server, Self.permissions)) { faxpost in
            try await faxpost.start([.spool, .ingest])
            func answer(_ number: String, _ sender: String, _ fields: String...) async throws -> String {
                let attempt = Attempt(number: number, sender: sender, fields: fields, event: "")
                let refusal = await #expect(throws: SupportError.self, "\(sender) to \(number)") {
                    try await send(faxpost, attempt)
                }
                return refusal?.description ?? ""
            }
            #expect(
                try await answer("103", "jane").contains(
                    "550 5.7.1 You may not send faxes to 103: the directory does not permit it."))
            #expect(
                try await answer("2222", "jane", "X-Fax-Reference: 1").contains(
                    "The field X-Fax-Reference may not be used by this sender"))
            let bad = try await answer("2222", "kai")
            #expect(bad.contains("550 5.3.5 The directory does not say of this sender"))
            #expect(!bad.contains("natoinal"), "\(bad)")
            // The operator's log says it.
            try await faxpost.process(.ingest).says("natoinal")
            for (number, sender) in [("102", "jane"), ("2222", "mia"), ("2222", "nobody")] {
                _ = try await send(faxpost, Attempt(number: number, sender: sender, event: ""))
            }
        }
    }

    @Test(
        "The directory is asked, and mails wait while it does not answer; faxctl shows what it says, and what is wrong with it"
    )
    func online() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        try await Faxpost.with(try Self.sections(server, "unavailable: without\n  \(Self.permissions)")) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich])
            // While the directory is away `ingest` takes everything, and `enrich` has the last word.
            try await server.stop()
            try await check(faxpost, "the directory") { try await server.start() }
            let jane = try await faxpost.faxctl("directory", "lookup", "jane@example.com")
            #expect(jane.contains("may fax to: 2000..2999, 101, 102") && jane.contains("highest priority: normal"))
            let kai = try await faxpost.faxctl("directory", "lookup", "kai@example.com")
            #expect(
                kai.contains("A mail of this sender is answered: The mail was not faxed. In the directory as uid=kai,"))
            let trial = try await faxpost.faxctl("rules", "test", "--from", "jane@example.com", "103", codes: [1])
            #expect(
                trial.contains("The fax may not go: the directory does not permit it (directory.permissions)."),
                "\(trial)")
            #expect(trial.contains("The directory lets its sender fax to 2000..2999, 101, 102 only."))
            let dialled = try await faxpost.faxctl(
                "dialplan", "test", "--sender", "jane@example.com", "103", codes: [1])
            #expect(
                dialled.contains("The sender is told: You may not send faxes to 103: the directory does not permit it.")
            )
            #expect(try await faxpost.faxctl("rules", "test", "--from", "jane@example.com", "102").contains("may go"))
            try await server.stop()
            let waiting = try await faxpost.send(to: "103", subject: "Later")[0]
            try await faxpost.job(waiting) { $0.events.contains { $0.text.contains("The mail waits") } }
            try await server.start()
            try await faxpost.job(waiting) { $0.events.contains { $0.text.contains("You may not send faxes to 103") } }
        }
    }

    @Test(
        "The copy says the same; one that was made before anybody asked for it says nothing, and mails wait for a newer one"
    )
    func copy() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let copy = "source: copy\n  copy: {check: 50ms, method: full, folder: \(server.folder.url.path)}"
        try await Faxpost.with(try Self.sections(server, copy)) { faxpost in
            try await faxpost.start([.spool, .ingest])
            #expect(try await faxpost.faxctl("directory", "sync").contains("4 entries (4 new"))
            try faxpost.folder.write(
                "faxpost.yaml",
                try String(contentsOfFile: faxpost.folder.path("faxpost.yaml"), encoding: .utf8)
                    .replacing("  source: copy", with: "  source: copy\n  \(Self.permissions)"))
            try await faxpost.start(.enrich)
            let early = try await faxpost.send(to: "103")[0]
            try await faxpost.job(early) { history in
                history.events.contains {
                    $0.text.contains(
                        "it was made before the configuration asked for employeeType, carLicense, title; run faxctl directory sync"
                    )
                }
            }
            _ = try await faxpost.faxctl("directory", "sync")
            try await server.stop()
            try await faxpost.job(early) { $0.events.contains { $0.text.contains("You may not send faxes to 103") } }
            try await check(faxpost, "the copy of the directory")
        }
    }
}
