import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// What senders may by their entries, from the mail to the history, with a real directory.
@Suite("What senders may, by their entries", .timeLimit(.minutes(10)))
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
        let password = server.folder.path("password")
        _ = FileManager.default.createFile(
            atPath: password, contents: Data(SlapdServer.password.utf8), attributes: [.posixPermissions: 0o600])
        return """
            directory:
              url: \(server.url)
              base: \(SlapdServer.suffix)
              bind-dn: \(SlapdServer.administrator)
              password-file: \(password)
              keep: 0s
              first-retry: 100ms
              longest-retry: 200ms
              \(more)

            """
    }

    private static let permissions = "permissions: {numbers: employeeType, fields: carLicense, highest-priority: title}"

    /// What becomes of faxes that the entries permit, and of those that they do not.
    private func check(_ faxpost: Faxpost, _ place: String) async throws {
        func event(_ number: String, _ sender: String, _ options: String..., says words: String) async throws {
            let job = try await faxpost.send(
                to: number, subject: UUID().uuidString, options: ["--from", "\(sender)@example.com"] + options)[0]
            try await faxpost.job(job) { $0.events.contains { $0.text.contains(words) } }
        }
        try await event(
            "2222", "jane", "--header", "X-Fax-Priority: urgent",
            says: "The directory lets its sender have priority normal at the highest. Lines of group")
        try await event("102", "jane", says: "Lines of group default will dial 102")
        try await event("103", "jane", says: "You may not send faxes to 103: the directory does not permit it.")
        try await event(
            "2222", "jane", "--header", "X-Fax-Reference: 1",
            says: "The field X-Fax-Reference may not be used by this sender.")
        try await event(
            "2222", "kai",
            says: "In \(place) as uid=kai,dc=example,dc=org stands 'natoinal' for where its sender may fax")
        try await event("2222", "lea", says: "In \(place) as uid=lea,dc=example,dc=org stands ','")
        try await event("2222", "mia", says: "Lines of group default will dial 2222")
        try await event("2222", "nobody", says: "Lines of group default will dial 2222")
    }

    @Test(
        "The directory is asked, and mails wait while it does not answer; faxctl shows what it says, and what is wrong with it"
    )
    func online() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        try await Faxpost.with(try Self.sections(server, "unavailable: without\n  \(Self.permissions)")) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich])
            try await check(faxpost, "the directory")
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
