import Configuration
import Directory
import FaxAddressing
import FaxModel
import LDAP
import TestSupport
import Testing

@Suite("Who is in a group", .timeLimit(.minutes(20))) struct GroupMembersTests {
    private static func person(_ uid: String, _ more: String = "") -> String {
        """
        dn: uid=\(uid),dc=example,dc=org
        objectClass: inetOrgPerson
        uid: \(uid)
        cn: \(uid)
        sn: \(uid)
        mail: \(uid)@example.org
        facsimileTelephoneNumber: 10\(uid.utf8.count)
        \(more)

        """ + (more.isEmpty ? "" : "\n")
    }

    private static func group(_ name: String, _ kind: String, _ members: [String]) -> String {
        let attribute = kind == "groupOfNames" ? "member" : "uniqueMember"
        return "dn: cn=\(name),dc=example,dc=org\nobjectClass: \(kind)\nobjectClass: extensibleObject\ncn: \(name)\n"
            + "mail: \(name)@example.org\n" + members.map { "\(attribute): \($0),dc=example,dc=org\n" }.joined() + "\n"
    }

    private static let ldif =
        """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example


        """ + ["jane", "lea", "kai", "joe"].map { person($0) }.joined()
        + group("team", "groupOfNames", ["uid=jane", "uid=lea", "cn=gone", "cn=inner", "cn=other"])
        + group("inner", "groupOfUniqueNames", ["uid=kai", "uid=lea", "cn=team"])
        + group("other", "groupOfNames", ["cn=inner", "cn=other", "uid=joe"])
        + group("big", "groupOfNames", (1...30).map { "uid=nobody\($0)" })
        + group("twin", "groupOfNames", ["uid=joe"])
        + group("twin2", "groupOfNames", ["uid=kai"]).replacing("cn: twin2\n", with: "cn: twin2\ncn: twin\n")

    private func directory(_ server: SlapdServer, _ lines: String = "") throws -> PeopleDirectory {
        let text =
            "directory:\n  url: \(server.url)\n  base: \(SlapdServer.suffix)\n  timeout: 5s\n"
            + "  groups: {maximum-members: 12}\n" + lines
        let settings = try #require(try Configuration(text: text, file: "f").directory)
        return PeopleDirectory(settings, NumberPlan(), online: try LDAPClient(settings, rest: .zero))
    }

    private func group(_ finding: DirectoryGroupFinding) throws -> DirectoryGroup {
        guard case .found(let group) = finding else { throw SupportError("\(finding)") }
        return group
    }

    @Test("Each once, those of groups within it among them; groups that contain each other come to an end")
    func nested() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let directory = try directory(server)
        for name in ["TEAM", "team@example.org"] {
            let group = try group(try await directory.group(name))
            #expect(group.members.compactMap(\.party.name).sorted() == ["jane", "joe", "kai", "lea"], "\(group)")
            #expect(group.missing == ["cn=gone,dc=example,dc=org"])
            #expect(group.place == "the directory as cn=team,dc=example,dc=org")
        }
        #expect(try group(try await directory.group("other")).members.count == 4)
    }

    @Test("None, several, and too many are told apart; nothing that comes from outside is a filter")
    func notFound() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let directory = try directory(server)
        #expect(try await directory.group("nothing") == .unknown)
        #expect(try await directory.group("jane") == .unknown, "a person is no group")
        #expect(try await directory.group("*") == .unknown)
        #expect(try await directory.group("team)(cn=*") == .unknown)
        #expect(try await directory.group("twin") == .several)
        #expect(try await directory.group("big") == .tooLarge(limit: 12))
    }

    // OpenLDAP has gidNumber built in.
    @Test("Users of a posixGroup are found by their names")
    func users() async throws {
        let posix =
            "dn: cn=unix,dc=example,dc=org\nobjectClass: posixGroup\ncn: unix\ngidNumber: 7\nmemberUid: kai\nmemberUid: x\n\n"
        let schema = """
            attributetype ( 1.3.6.1.1.1.1.12 NAME 'memberUid' EQUALITY caseExactIA5Match SYNTAX 1.3.6.1.4.1.1466.115.121.1.26 )
            objectclass ( 1.3.6.1.1.1.2.2 NAME 'posixGroup' SUP top STRUCTURAL MUST ( cn $ gidNumber ) MAY ( memberUid ) )

            """
        let server = try await SlapdServer(ldif: Self.ldif + posix, schema: schema)
        defer { server.terminate() }
        let group = try group(try await directory(server).group("unix"))
        #expect(group.members.compactMap(\.party.name) == ["kai"] && group.missing == ["x"])
    }

    @Test("A directory that does not answer is trouble, and not nobody; what was found counts for a while")
    func trouble() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let directory = try directory(server)
        _ = try group(try await directory.group("team"))
        try await server.stop()
        _ = try group(try await directory.group("team"))
        await #expect(throws: Failure.self) { try await directory.group("other") }
    }

    @Test("With a bound of 0 there are no groups to fax to")
    func none() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let settings = try #require(
            try Configuration(
                text: "directory: {url: '\(server.url)', base: '\(SlapdServer.suffix)', groups: {maximum-members: 0}}",
                file: "f"
            ).directory)
        let directory = PeopleDirectory(settings, NumberPlan(), online: try LDAPClient(settings, rest: .zero))
        #expect(try await directory.group("team") == .unknown)
    }
}
