import Configuration
import Directory
import FaxAddressing
import Foundation
import LDAPGrammar
import TestSupport
import Testing

@testable import DirectoryCopy
@testable import LDAP

@Suite(
    "A copy of Active Directory, as Samba's domain controller has it", .timeLimit(.minutes(20)),
    .enabled(if: SambaDomain.isAvailable, "it takes samba-ad-dc, and root for its port"))
struct ActiveDirectoryTests {
    private static let ou = "ou=people,\(SambaDomain.base)"

    private static func person(_ number: Int) -> String {
        """
        dn: cn=Person \(number),\(ou)
        changetype: add
        objectClass: user
        sAMAccountName: p\(number)
        displayName: Person \(number)
        mail: p\(number)@example.org
        facsimileTelephoneNumber: +49 228 \(1000 + number)


        """
    }

    private static let data =
        """
        dn: \(ou)
        changetype: add
        objectClass: organizationalUnit

        dn: ou=moved,\(SambaDomain.base)
        changetype: add
        objectClass: organizationalUnit


        """ + (1...30).map { person($0) }.joined() + """
            dn: cn=team,\(ou)
            changetype: add
            objectClass: group
            sAMAccountName: team

            """ + (21...30).map { "member: cn=Person \($0),\(ou)\n" }.joined()

    /// What a run reads.
    private struct Run {
        let folder: TemporaryFolder
        let settings: DirectorySettings
        let plan: CopyPlan
        let method: DirectoryCopySettings.Method

        init(_ domain: SambaDomain, _ method: String) throws {
            folder = try TemporaryFolder()
            let password = folder.path("password")
            _ = FileManager.default.createFile(
                atPath: password, contents: Data(SambaDomain.password.utf8), attributes: [.posixPermissions: 0o600])
            let text = """
                directory:
                  profile: ad
                  url: \(domain.url)
                  base: \(SambaDomain.base)
                  bind-dn: \(SambaDomain.administrator)
                  password-file: \(password)
                  page-size: 7
                  timeout: 300s
                  source: copy
                  groups: {by: search, filter: "(member={dn})"}
                  copy: {method: \(method)}
                """
            settings = try #require(try Configuration(text: text, file: "f").directory)
            plan = CopyPlan(settings, CopyTests.plan)
            let copy = try #require(settings.copy)
            self.method = try CopyReading(try LDAPServer.list(settings), settings, copy, plan).method
        }

        /// Reads everything, or what has changed since the copy `old`.
        func make(_ name: String, old: String? = nil, since mark: CopyReading.Mark? = nil) throws -> CopyReading.Mark {
            let copy = try #require(settings.copy)
            let reading = try CopyReading(try LDAPServer.list(settings), settings, copy, plan)
            let path = folder.path(name)
            if let old { try FileManager.default.copyItem(atPath: folder.path(old), toPath: path) }
            let writer = try CopyWriter(path, plan, isNew: old == nil)
            let next =
                try mark.map { try reading.readChanges(since: $0, into: writer) } ?? reading.readAll(into: writer)
            for name in ["made", "full"] { try writer.set(name, "0") }
            try writer.finish()
            return next
        }

        func difference(_ new: String, _ old: String) throws -> CopyDifference {
            try CopyDifference(folder.path(new), old: folder.path(old))
        }

        func names(_ name: String, _ mail: String) throws -> [String] {
            let filter = try #require(settings.filter.filter(address: mail))
            return try CopyFile(folder.path(name)).entries(
                EntryQuestion(.filter(filter), base: settings.base), limit: 5
            )
            .flatMap { $0.texts("displayName") }
        }
    }

    @Test(
        "By uSNChanged and by DirSync: all is read, then what has changed, was moved, deleted or made; and what was read in parts is what is read at once; values come in pieces"
    )
    func changes() async throws {
        let domain = try await SambaDomain()
        defer { domain.terminate() }
        try await domain.modify(Self.data)
        for (method, first) in [("auto", 0), ("dirsync", 10)] {
            let run = try Run(domain, method)
            #expect(run.method == (method == "auto" ? .updateSequence : .dirSync))
            let mark = try run.make("a")
            #expect(try run.names("a", "p\(first + 3)@example.org") == ["Person \(first + 3)"])
            try await domain.modify(
                """
                dn: cn=Person \(first + 3),\(Self.ou)
                changetype: modify
                replace: displayName
                displayName: Third Person

                dn: cn=Person \(first + 4),\(Self.ou)
                changetype: delete

                dn: cn=Person \(first + 5),\(Self.ou)
                changetype: modrdn
                newrdn: cn=Fifth
                deleteoldrdn: 1
                newsuperior: ou=moved,\(SambaDomain.base)


                """ + Self.person(100 + first))
            let next = try run.make("b", old: "a", since: mark)
            let difference = try run.difference("b", "a")
            #expect(difference.added == 1 && difference.removed == 1 && difference.changed == 2, "\(difference)")
            #expect(difference.removedNames.first?.lowercased().hasPrefix("cn=person \(first + 4),") == true)
            #expect(try run.names("b", "p\(first + 3)@example.org") == ["Third Person"])
            _ = try run.make("c", old: "b", since: next)
            #expect(try run.difference("c", "b").isEmpty)
            _ = try run.make("d")
            #expect(try run.difference("d", "b").isEmpty)
            // The second method does the same again elsewhere.
            try await domain.modify("dn: cn=Fifth,ou=moved,\(SambaDomain.base)\nchangetype: delete\n\n")
        }
        try await Self.ranges(domain)
    }

    /// Samba gives all values at once, unless it is asked for some; then it numbers them as Active Directory does.
    private static func ranges(_ domain: SambaDomain) async throws {
        var search = LDAPSearch(base: "cn=team,\(ou)", scope: .base, filter: .present("objectClass"))
        search.rangedAttributes = ["member;range=0-3"]
        let server = LDAPServer(
            url: try #require(LDAPURL(domain.url)),
            credentials: .simple(dn: SambaDomain.administrator, password: SambaDomain.password), timeout: .seconds(300))
        let entries = try await LDAPClient(server).entries(search)
        #expect(Set(entries.flatMap { $0.texts("member") }).count == 10, "\(entries)")
    }
}
