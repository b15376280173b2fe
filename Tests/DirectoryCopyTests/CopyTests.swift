import Configuration
import Directory
import FaxAddressing
import FaxModel
import Foundation
import LDAP
import LDAPGrammar
import Synchronization
import TestSupport
import Testing

@testable import DirectoryCopy

@Suite("A copy of a real directory", .timeLimit(.minutes(20))) struct CopyTests {
    static func person(_ number: Int, _ more: String = "") -> String {
        """
        dn: uid=p\(number),dc=example,dc=org
        objectClass: inetOrgPerson
        uid: p\(number)
        cn: Person \(number)
        sn: P
        mail: p\(number)@example.org
        facsimileTelephoneNumber: +49 228 \(1000 + number)$fineResolution
        \(more)

        """ + (more.isEmpty ? "" : "\n")
    }

    static func ldif(_ count: Int) -> String {
        """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example

        dn: cn=fax,dc=example,dc=org
        objectClass: groupOfNames
        cn: fax
        member: uid=p1,dc=example,dc=org


        """ + (1...count).map { person($0) }.joined()
    }

    static let plan = NumberPlan(countryCode: "49", areaCode: "228")

    /// A directory, and what is made of it.
    private struct Bench {
        let server: SlapdServer
        let settings: DirectorySettings
        let copyPlan: CopyPlan
        let folder: TemporaryFolder

        init(_ method: String, _ count: Int, settings lines: [String] = [], overlays: [String] = []) async throws {
            server = try await SlapdServer(ldif: CopyTests.ldif(count), settings: overlays)
            folder = try TemporaryFolder()
            let text =
                """
                directory:
                  url: \(server.url)
                  base: \(SlapdServer.suffix)
                  bind-dn: \(SlapdServer.administrator)
                  password-file: \(try server.passwordFile())
                  page-size: 7
                  source: copy
                  groups: {by: search, filter: "(member={dn})"}
                  copy: {method: \(method)}

                """ + lines.map { "  \($0)\n" }.joined()
            settings = try #require(try Configuration(text: text, file: "f").directory)
            copyPlan = CopyPlan(settings, CopyTests.plan)
        }

        /// Reads everything, or what has changed since the copy `old`.
        func make(_ name: String, old: String? = nil, since mark: CopyReading.Mark? = nil) throws -> (
            mark: CopyReading.Mark, writer: CopyWriter
        ) {
            let copy = try #require(settings.copy)
            let reading = try CopyReading(try LDAPServer.list(settings), settings, copy, copyPlan)
            let path = folder.path(name)
            if let old { try FileManager.default.copyItem(atPath: folder.path(old), toPath: path) }
            let writer = try CopyWriter(path, copyPlan, isNew: old == nil)
            let next =
                try mark.map { try reading.readChanges(since: $0, into: writer) } ?? reading.readAll(into: writer)
            for name in ["made", "full"] { try writer.set(name, "0") }
            try writer.finish()
            return (next, writer)
        }

        func people(_ name: String) throws -> PeopleDirectory {
            PeopleDirectory(
                settings, CopyTests.plan, online: nil, copy: Entries(file: try CopyFile(folder.path(name))))
        }
    }

    /// A copy that nobody follows.
    private struct Entries: EntrySource {
        let name = "the copy of the directory"
        let file: CopyFile

        func entries(
            _ questions: Set<EntryQuestion>, _ attributes: [LDAPAttribute], limit: Int
        ) async throws(Failure) -> [EntryQuestion: [LDAPEntry]] {
            var answers: [EntryQuestion: [LDAPEntry]] = [:]
            do throws(CopyError) {
                for question in questions { answers[question] = try file.entries(question, limit: limit) }
            } catch {
                throw Failure(copy: error)
            }
            return answers
        }
    }

    private static let syncprov = ["overlay syncprov", "index entryUUID,entryCSN eq"]

    @Test("It answers as the directory does: by address, user, name, number, and by group")
    func answers() async throws {
        let bench = try await Bench("full", 20)
        defer { bench.server.terminate() }
        _ = try bench.make("a")
        let people = try bench.people("a")
        for key in [
            DirectoryKey.sender("P7@example.org"), .user("p7"), .name("person 7"),
            .number(try #require(FaxNumber("+492281007"))),
        ] {
            let person = try #require(try await people.person(key).person, "\(key)")
            #expect(person.party.name == "Person 7" && person.numbers == ["+49 228 1007"])
            #expect(person.place == "the copy of the directory as uid=p7,dc=example,dc=org")
        }
        for key in [
            DirectoryKey.sender("*"), .sender("p@example.org"), .user(""),
            .number(try #require(FaxNumber("+49228100"))),
        ] {
            #expect(try await people.person(key) == .unknown(in: "the copy of the directory"))
        }
        #expect(try await people.groups(of: .user("p1")).compactMap(\.name) == ["fax"])
        #expect(try await people.groups(of: .user("p2")).isEmpty)
        guard case .found(let group) = try await people.group("fax") else {
            Issue.record("the group is not found")
            return
        }
        #expect(group.members.map(\.party.name) == ["Person 1"] && group.missing.isEmpty)
    }

    @Test("A filter by which nothing can be found at once is an error that says so")
    func noIndex() async throws {
        let bench = try await Bench("full", 2, settings: ["user-filter: (cn=*{user}*)"])
        defer { bench.server.terminate() }
        _ = try bench.make("a")
        let failure = await #expect(throws: Failure.self) { try await bench.people("a").person(.user("p1")) }
        #expect(failure?.sentence.contains("can't be answered from a copy") == true)
    }

    @Test(
        "What has changed is read, and what is gone goes: by syncrepl, with and without a log of it, and by timestamps",
        arguments: [
            ("syncrepl", ["overlay syncprov"]), ("syncrepl", ["overlay syncprov", "syncprov-sessionlog 1000"]),
            ("timestamp", []),
        ] as [(String, [String])])
    func changes(method: String, overlays: [String]) async throws {
        let bench = try await Bench(method, 30, overlays: overlays)
        defer { bench.server.terminate() }
        let first = try bench.make("a")
        #expect(!first.mark.cookie.isEmpty)
        try await bench.server.modify(
            """
            dn: uid=p3,dc=example,dc=org
            changetype: modify
            replace: cn
            cn: Third Person

            dn: uid=p4,dc=example,dc=org
            changetype: delete

            dn: uid=p5,dc=example,dc=org
            changetype: modrdn
            newrdn: uid=fifth
            deleteoldrdn: 1

            dn: uid=p99,dc=example,dc=org
            changetype: add
            objectClass: inetOrgPerson
            uid: p99
            cn: New
            sn: New
            mail: p99@example.org

            """)
        let second = try bench.make("b", old: "a", since: first.mark)
        let difference = try CopyDifference(bench.folder.path("b"), old: bench.folder.path("a"))
        #expect(difference.added == 1 && difference.removed == 1 && difference.changed == 2, "\(difference)")
        #expect(difference.removedNames == ["uid=p4,dc=example,dc=org"] && difference.before == 31)
        let people = try bench.people("b")
        #expect(try await people.person(.user("p3")).person?.party.name == "Third Person")
        #expect(try await people.person(.name("person 3")) == .unknown(in: "the copy of the directory"))
        #expect(try await people.person(.user("p4")) == .unknown(in: "the copy of the directory"))
        #expect(
            try await people.person(.number(try #require(FaxNumber("+492281004"))))
                == .unknown(in: "the copy of the directory"))
        #expect(try await people.person(.user("fifth")).person?.place.hasSuffix("uid=fifth,dc=example,dc=org") == true)
        #expect(try await people.person(.sender("p99@example.org")).person?.party.name == "New")
        // The same again changes nothing.
        _ = try bench.make("c", old: "b", since: second.mark)
        #expect(try CopyDifference(bench.folder.path("c"), old: bench.folder.path("b")).isEmpty)
        // What was read in parts is what is read at once.
        _ = try bench.make("d")
        #expect(try CopyDifference(bench.folder.path("d"), old: bench.folder.path("b")).isEmpty)
    }

    @Test("The best that the server says it can is taken")
    func automatic() async throws {
        let plain = try await Bench("auto", 2)
        let synchronising = try await Bench("auto", 2, overlays: ["overlay syncprov"])
        defer {
            plain.server.terminate()
            synchronising.server.terminate()
        }
        for (bench, method) in [(plain, DirectoryCopySettings.Method.timestamp), (synchronising, .syncrepl)] {
            let copy = try #require(bench.settings.copy)
            let reading = try CopyReading(try LDAPServer.list(bench.settings), bench.settings, copy, bench.copyPlan)
            #expect(reading.method == method)
        }
    }

    @Test("Of what can't be used is told, by name and reason, and everything else is copied")
    func badEntries() async throws {
        let bench = try await Bench("full", 3)
        defer { bench.server.terminate() }
        try await bench.server.modify(
            """
            dn: uid=p2,dc=example,dc=org
            changetype: modify
            replace: facsimileTelephoneNumber
            facsimileTelephoneNumber: ask her

            """)
        let made = try bench.make("a")
        #expect(made.writer.badCount == 1)
        #expect(made.writer.badEntries.first?.dn == "uid=p2,dc=example,dc=org")
        #expect(made.writer.badEntries.first?.reason.contains("'ask her' can't be understood") == true)
        #expect(try await bench.people("a").person(.user("p2")).person?.party.name == "Person 2")
    }

    @Test("A mark of another server, or none, has everything read")
    func outdated() async throws {
        let bench = try await Bench("syncrepl", 3, overlays: ["overlay syncprov"])
        defer { bench.server.terminate() }
        _ = try bench.make("a")
        #expect(throws: CopyReading.Outdated.self) { try bench.make("b", old: "a", since: CopyReading.Mark()) }
    }

    @Test("The operator's filter for numbers finds in the copy whom it finds in the directory")
    func numberFilter() async throws {
        let bench = try await Bench("full", 3, settings: ["number-filter: (telephoneNumber={digits})"])
        defer { bench.server.terminate() }
        try await bench.server.modify(
            "dn: uid=p2,dc=example,dc=org\nchangetype: modify\nadd: telephoneNumber\ntelephoneNumber: 492285555\n\n")
        _ = try bench.make("a")
        let people = try bench.people("a")
        let number = DirectoryKey.number(try #require(FaxNumber("+492285555")))
        #expect(try await people.person(number).person?.party.name == "Person 2")
        #expect(
            try await people.person(.number(try #require(FaxNumber("+492281002"))))
                == .unknown(in: "the copy of the directory"))
    }

    @Test("An attribute that everybody has lost is seen, although nobody is gone")
    func lostValues() async throws {
        let bench = try await Bench("full", 12)
        defer { bench.server.terminate() }
        _ = try bench.make("a")
        try await bench.server.modify(
            (1...12).map { "dn: uid=p\($0),dc=example,dc=org\nchangetype: modify\ndelete: mail\n\n" }.joined())
        _ = try bench.make("b")
        let difference = try CopyDifference(bench.folder.path("b"), old: bench.folder.path("a"))
        #expect(difference.removed == 0 && difference.changed == 12)
        #expect(difference.isKindLost && difference.lostPercent == 100)
        #expect(try CopyDifference(bench.folder.path("a"), old: bench.folder.path("b")).lostPercent == 0)
    }

    @Test("In a small directory a few may go, unless nobody would be left; with a share of 0 none")
    func fewDeletions() async throws {
        let bench = try await Bench("full", 7)
        defer { bench.server.terminate() }
        _ = try bench.make("a")
        try await bench.server.modify(
            (1...5).map { "dn: uid=p\($0),dc=example,dc=org\nchangetype: delete\n\n" }.joined())
        _ = try bench.make("b")
        let few = try CopyDifference(bench.folder.path("b"), old: bench.folder.path("a"))
        #expect(few.removed == 5 && few.before == 8 && !few.isExcessive(10) && few.isExcessive(0))
        try await bench.server.modify("dn: uid=p6,dc=example,dc=org\nchangetype: delete\n\n")
        _ = try bench.make("c")
        let more = try CopyDifference(bench.folder.path("c"), old: bench.folder.path("a"))
        #expect(more.removed == 6 && more.isExcessive(10) && !more.isExcessive(80))
        try await bench.server.modify(
            "dn: uid=p7,dc=example,dc=org\nchangetype: delete\n\ndn: cn=fax,dc=example,dc=org\nchangetype: delete\n\n")
        _ = try bench.make("d")
        let all = try CopyDifference(bench.folder.path("d"), old: bench.folder.path("c"))
        #expect(all.removed == 2 && all.before == 2 && all.isExcessive(10))
    }

    @Test(
        "A copy in which nobody can be found is held, also where there was none before; unless the operator has let one count"
    )
    func nobody() async throws {
        let bench = try await Bench("full", 2)
        defer { bench.server.terminate() }
        _ = try bench.make("a")
        #expect(try !CopyDifference(bench.folder.path("a"), old: nil).isExcessive(0))
        for name in ["hidden", "empty"] {
            let writer = try CopyWriter(bench.folder.path(name), bench.copyPlan, isNew: true)
            // Its address and its number are not shown to us.
            let entry = LDAPEntry(dn: "uid=x,dc=example,dc=org", attributes: ["objectClass": [Array("person".utf8)]])
            if name == "hidden" { try writer.put(entry, uid: [1]) }
            try writer.finish()
            let first = try CopyDifference(bench.folder.path(name), old: nil)
            #expect(first.isFirst && !first.isUsable && first.isExcessive(100), "\(name)")
            let later = try CopyDifference(bench.folder.path(name), old: bench.folder.path("a"))
            #expect(later.wasUsable && !later.isUsable && later.isExcessive(100), "\(name)")
            let again = try CopyDifference(bench.folder.path(name), old: bench.folder.path(name))
            #expect(!again.wasUsable && !again.isExcessive(0), "\(name)")
        }
        let back = try CopyDifference(bench.folder.path("a"), old: bench.folder.path("empty"))
        #expect(!back.isExcessive(0))
    }

    @Test("With a few entries their own values may go, and no more of the others' than the share")
    func valuesOfOthers() async throws {
        let bench = try await Bench("full", 12)
        defer { bench.server.terminate() }
        _ = try bench.make("a")
        try await bench.server.modify("dn: uid=p1,dc=example,dc=org\nchangetype: delete\n\n")
        _ = try bench.make("b")
        let one = try CopyDifference(bench.folder.path("b"), old: bench.folder.path("a"))
        #expect(one.removed == 1 && one.valuesRemoved > 0 && one.valuesBefore - one.values == one.valuesRemoved)
        #expect(!one.isExcessive(1))
        try await bench.server.modify(
            (2...8).map { "dn: uid=p\($0),dc=example,dc=org\nchangetype: modify\ndelete: mail\n\n" }.joined())
        _ = try bench.make("c")
        let more = try CopyDifference(bench.folder.path("c"), old: bench.folder.path("a"))
        #expect(more.removed == 1 && !more.isKindLost && more.valuesBefore - more.values > more.valuesRemoved)
        #expect(more.isExcessive(1) && !more.isExcessive(90))
    }

    @Test("A copy is nobody else's to read from the beginning, and what killed processes have left is removed")
    func scratchFiles() async throws {
        let bench = try await Bench("full", 1)
        defer { bench.server.terminate() }
        let path = bench.folder.path("a")
        let writer = try CopyWriter(path, bench.copyPlan, isNew: true)
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        #expect(throws: CopyError.self) { try CopyWriter(path, bench.copyPlan, isNew: true) }
        try writer.finish()
        // Above the highest number that Linux gives (PID_MAX_LIMIT): nobody's.
        let (old, young) = ("faxpost-directory-4194305-a.sqlite", "faxpost-directory-4194305-b.sqlite")
        let own = "faxpost-directory-\(getpid())-c.sqlite"
        for name in [old, young, own] {
            try ScratchFile.make(bench.folder.path(name)).close()
            guard name != young else { continue }
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: bench.folder.path(name))
        }
        ScratchFile.removeLeftovers(in: bench.folder.url.path)
        let left = [old, young, own].filter { FileManager.default.fileExists(atPath: bench.folder.path($0)) }
        #expect(left == [young, own])
    }

    @Test("DirSync that says for ever that there is more is given up, and entries again and again hinder nobody")
    func endlessDirSync() {
        var progress = DirSyncProgress()
        for count in [0, 3] + Array(repeating: 0, count: 1000) {
            #expect(progress.answered(count, of: 10) == nil)
        }
        #expect(
            progress.answered(0, of: 10)?.hasPrefix("the last 1001 answers to DirSync had no entry, after 3") == true)
        #expect(progress.answered(8, of: 10) == "it has sent 11 entries by DirSync, and says that there are more")
    }

    @Test("Where the copy steps in for a directory that is down operators are told once, and once when it is back")
    func steppingIn() async throws {
        let bench = try await Bench("full", 6)
        defer { bench.server.terminate() }
        _ = try bench.make("a")
        var settings = bench.settings
        (settings.source, settings.unavailable, settings.timeout) = (.online, .copy, .seconds(300))
        let told = Mutex<[DirectoryNews]>([])
        let people = PeopleDirectory(
            settings, Self.plan, online: try LDAPClient(settings, rest: .zero),
            copy: Entries(file: try CopyFile(bench.folder.path("a")))
        ) { news in told.withLock { $0.append(news) } }
        func ask(_ number: Int) async throws {
            guard case .found = try await people.person(.sender("p\(number)@example.org")) else {
                Issue.record("p\(number) is not found")
                return
            }
        }
        try await ask(1)
        #expect(told.withLock { $0 }.isEmpty)
        try await bench.server.stop()
        for number in 2...3 { try await ask(number) }
        // Histories tell who has answered, whatever the answer was.
        let place = "the copy of the directory (the directory did not answer)"
        #expect(
            try await people.person(.sender("p2@example.org")).person?.place == "\(place) as uid=p2,dc=example,dc=org")
        #expect(try await people.person(.sender("nobody@example.org")) == .unknown(in: place))
        #expect(told.withLock { $0.map(\.isTrouble) } == [true])
        let sentence = told.withLock { $0 }.first?.sentence ?? ""
        #expect(
            sentence.contains(bench.server.url)
                && sentence.hasSuffix("answered by the copy of the directory until the directory answers again."),
            "\(sentence)")
        try await bench.server.start()
        for number in 4...5 { try await ask(number) }
        #expect(told.withLock { $0.map(\.isTrouble) } == [true, false])
    }

    @Test("A record is read as it was written")
    func records() {
        let attributes: [LDAPAttribute] = ["cn", "mail", "sn"]
        let values: [LDAPAttribute: [[UInt8]]] = ["cn": [[0, 255], []], "sn": [Array(repeating: 7, count: 70_000)]]
        let record = CopyRecord.encode(LDAPEntry(dn: "x", attributes: values), attributes)
        #expect(record.withUnsafeBytes { CopyRecord.decode($0, attributes) } == values)
        for cut in [1, 5, 11, record.count - 1] {
            _ = Array(record.prefix(cut)).withUnsafeBytes { CopyRecord.decode($0, attributes) }
        }
    }
}
