import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("The copy of a directory, from the directory to the cover page", .timeLimit(.minutes(20)))
struct DirectoryCopyProcessTests {
    private static func ldif(_ people: Int) -> String {
        """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example


        """
            + (0..<people).map { number in
                """
                dn: uid=p\(number),dc=example,dc=org
                objectClass: inetOrgPerson
                uid: p\(number)
                cn: Person \(number)
                sn: P
                mail: \(number == 0 ? "jane@example.com" : "p\(number)@example.com")
                facsimileTelephoneNumber: 10\(number)


                """
            }.joined()
    }

    private static func sections(_ server: SlapdServer) throws -> String {
        """
        directory:
          url: \(server.url)
          base: \(SlapdServer.suffix)
          bind-dn: \(SlapdServer.administrator)
          password-file: \(try server.passwordFile())
          source: copy
          keep: 0s
          copy: {check: 50ms, every: 1h, folder: \(server.folder.url.path), maximum-deletions: 20}
        """
    }

    @Test(
        "People are found in the copy while the directory is down, in a newer one when it comes, and a hollow one is held"
    )
    func copy() async throws {
        let server = try await SlapdServer(ldif: Self.ldif(10), settings: ["overlay syncprov"])
        defer { server.terminate() }
        try await Faxpost.with(try Self.sections(server)) { faxpost in
            try await faxpost.start([.spool, .ingest, .enrich])
            let early = try await faxpost.send(to: "101")[0]
            try await faxpost.job(early) { $0.texts.contains { $0.contains("there is none yet") } }
            #expect(try await faxpost.faxctl("directory", "sync").contains("10 entries (10 new"))
            #expect(try await faxpost.faxctl("directory", "sync").hasPrefix("Nothing has changed"))
            try await server.stop()
            let job = try await faxpost.send(to: "101", subject: "Second")[0]
            let history = try await faxpost.job(job) { $0.texts.contains { $0.contains("Lines of group") } }
            let event = try #require(history.texts.first { $0.contains("Lines of group") })
            #expect(event.contains("The sender was found in the copy of the directory as uid=p0,"))
            #expect(event.contains("The recipient was found in the copy of the directory as uid=p1,"))
            #expect(history.job.recipient == "Person 1")
            try await server.start()
            try await server.modify(
                "dn: uid=p1,dc=example,dc=org\nchangetype: modify\nreplace: cn\ncn: New Name\n\n")
            let dirsync = try ChildProcess(
                Faxpost.binaries.appending(path: "dirsync").path, ["--config", faxpost.folder.path("faxpost.yaml")])
            try await dirsync.says("1 changed")
            try await eventually("the newer copy is read") {
                let job = try await faxpost.send(to: "101", subject: UUID().uuidString)[0]
                return try await faxpost.job(job) { $0.texts.contains { $0.contains("Lines of group") } }.job.recipient
                    == "New Name"
            }
            try await server.modify((2..<9).map { "dn: uid=p\($0),dc=example,dc=org\nchangetype: delete\n\n" }.joined())
            let tried = try await faxpost.faxctl("directory", "sync", "--dry-run")
            #expect(
                tried.contains(
                    "The directory was read, and nothing was published: 3 entries (0 new, 0 changed, 7 gone)"))
            #expect(
                tried.contains("Without --dry-run this copy would be held: it would take away 7 of 10 entries"),
                "\(tried)")
            #expect(tried.contains("uid=p5,dc=example,dc=org"), "it names what is gone")
            #expect(
                try await !faxpost.faxctl("directory", "status").contains("waits for"), "nothing is held by a trial")
            dirsync.send(SIGHUP)
            try await dirsync.says("it waits for faxctl directory release")
            #expect(try await faxpost.faxctl("directory", "status").contains("waits for faxctl directory release"))
            #expect(try await faxpost.faxctl("directory", "lookup", "p5@example.com").contains("Person 5"))
            _ = try await faxpost.faxctl("directory", "release")
            let gone = try await faxpost.faxctl("directory", "lookup", "p5@example.com", codes: [1])
            #expect(gone.contains("copy (counts): sender by (mail={address})\n  Nobody has it."), "\(gone)")
            _ = try await faxpost.faxctl("directory", "discard", codes: [1])
            try await dirsync.stop()
        }
    }

    @Test("Where the server gives our name only some of its entries, nothing is copied, and the operator reads why")
    func limited() async throws {
        let server = try await SlapdServer(ldif: Self.ldif(10), sizeLimit: 5, settings: ["overlay syncprov"])
        defer { server.terminate() }
        let sections = try Self.sections(server).split(separator: "\n").filter {
            !$0.contains("bind-dn") && !$0.contains("password-file")
        }
        try await Faxpost.with(sections.joined(separator: "\n")) { faxpost in
            try await faxpost.start(.spool)
            let said = try await faxpost.faxctl("directory", "sync", codes: [1])
            #expect(
                said.contains(
                    "We have asked as nobody (there is no bind-dn), to which the server gives no more entries than that"
                ),
                "\(said)")
            #expect(try await faxpost.faxctl("directory", "status").contains("There is no copy yet."))
        }
    }

    @Test(
        "A first copy without anybody in it is held, and the operator reads what was asked, as whom, and what to look at"
    )
    func hollow() async throws {
        let server = try await SlapdServer(ldif: Self.ldif(10), settings: ["overlay syncprov"])
        defer { server.terminate() }
        let sections = try Self.sections(server)
        try await Faxpost.with(
            sections.replacing("copy: {", with: "copy: {filter: (objectClass=nothing), ")
        ) { faxpost in
            try await faxpost.start(.spool)
            let held = try await faxpost.faxctl("directory", "sync", codes: [1])
            #expect(
                held.hasPrefix(
                    "The new copy of the directory has no entry: \(server.url), asked as \(SlapdServer.administrator) below "
                        + "\(SlapdServer.suffix) for (objectClass=nothing), shows none (see directory.copy.base"),
                "\(held)")
            let tried = try await faxpost.faxctl("directory", "sync", "--dry-run")
            #expect(tried.contains("Without --dry-run this copy would be held: it has no entry"), "\(tried)")
            let status = try await faxpost.faxctl("directory", "status")
            #expect(status.contains("There is no copy yet.") && status.contains("waits for faxctl directory release"))
            #expect(
                try await faxpost.faxctl("directory", "lookup", "jane@example.com", codes: [1]).contains(
                    "there is none yet"))

            let text = try String(contentsOfFile: faxpost.folder.path("faxpost.yaml"), encoding: .utf8)
            try faxpost.folder.write("faxpost.yaml", text.replacing("filter: (objectClass=nothing), ", with: ""))
            #expect(try await faxpost.faxctl("directory", "sync").contains("10 entries (10 new"))
            #expect(
                try await !faxpost.faxctl("directory", "status").contains("waits for"), "what was held is of no use now"
            )

            for (wrong, advice) in [
                (
                    "base: 'ou=nobody,dc=example,dc=org', ",
                    "There is no ou=nobody,dc=example,dc=org, or it is not shown to cn=admin,"
                ),
                ("method: dirsync, ", "The server has not got what method dirsync needs (directory.copy.method)"),
            ] {
                try faxpost.folder.write(
                    "faxpost.yaml", text.replacing("filter: (objectClass=nothing), ", with: wrong))
                let said = try await faxpost.faxctl("directory", "sync", "--full", codes: [1])
                #expect(said.contains(advice), "\(said)")
            }

            // The name may see that people are there, and nothing of them.
            try faxpost.folder.write(
                "faxpost.yaml",
                text.replacing("filter: (objectClass=nothing), ", with: "").replacing(
                    "source: copy",
                    with: """
                        source: copy
                          filter: (description={address})
                          user-filter: (description={user})
                          name-filter: (description={name})
                          group-filter: (description={name})
                          attributes: {facsimile: description}
                        """))
            let hidden = try await faxpost.faxctl("directory", "sync", codes: [1])
            #expect(hidden.contains("shows 10 entries, and of none a fax number that can be understood, nor one of "))
            #expect(try await faxpost.faxctl("directory", "discard").contains("discarded"))
        }
    }

    @Test(
        "A directory that sends more than it may have changes nothing: the copy stays, and the operator is told by how much"
    )
    func endless() async throws {
        let server = try await SlapdServer(ldif: Self.ldif(10), settings: ["overlay syncprov"])
        defer { server.terminate() }
        try await Faxpost.with(try Self.sections(server)) { faxpost in
            try await faxpost.start(.spool)
            _ = try await faxpost.faxctl("directory", "sync")
            let text = try String(contentsOfFile: faxpost.folder.path("faxpost.yaml"), encoding: .utf8)
            for method in ["syncrepl", "timestamp"] {
                for (limit, reason) in [
                    ("maximum-entries: 7", "8 entries"), ("maximum-size: 1KiB", "octets, and goes on"),
                ] {
                    try faxpost.folder.write(
                        "faxpost.yaml",
                        text.replacing(
                            "maximum-deletions: 20", with: "maximum-deletions: 20, \(limit), method: \(method)"))
                    let said = try await faxpost.faxctl("directory", "sync", "--full", codes: [1])
                    #expect(
                        said.contains("The directory \(server.url) sends without end, and was given up (it has sent "))
                    #expect(said.contains(reason), "\(said)")
                    #expect(
                        said.contains("Nothing has changed.") && said.contains("raise directory.copy.maximum-entries (")
                    )
                }
            }
            try faxpost.folder.write("faxpost.yaml", text)
            #expect(try await faxpost.faxctl("directory", "lookup", "p9@example.com").contains("Person 9"))
            #expect(try await faxpost.faxctl("directory", "sync").hasPrefix("Nothing has changed"))
        }
    }
}

extension JobHistory {
    /// What happened, as the journal has it.
    fileprivate var texts: [String] { events.map(\.text) }
}
