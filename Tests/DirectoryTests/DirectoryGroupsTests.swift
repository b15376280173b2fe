import Configuration
import FaxAddressing
import FaxModel
import LDAP
import LDAPGrammar
import TestSupport
import Testing

@testable import Directory

@Suite("Groups in a real directory", .timeLimit(.minutes(20))) struct DirectoryGroupsTests {
    /// People and groups. slapadd keeps memberOf as it is written here; when groups change later, the overlay writes it.
    static let ldif = """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example

        dn: ou=people,dc=example,dc=org
        objectClass: organizationalUnit
        ou: people

        dn: ou=groups,dc=example,dc=org
        objectClass: organizationalUnit
        ou: groups

        dn: uid=jane,ou=people,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: jane
        cn: Jane Doe
        sn: Doe
        mail: jane@example.org
        memberOf: cn=fax,ou=groups,dc=example,dc=org
        memberOf: cn=elsewhere,ou=people,dc=example,dc=org

        dn: uid=kai,ou=people,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: kai
        cn: Kai (the *)
        sn: Kai
        mail: kai@example.org
        mail: twins@example.org

        dn: uid=lea,ou=people,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: lea
        cn: Lea
        sn: Lea
        mail: twins@example.org

        dn: cn=fax,ou=groups,dc=example,dc=org
        objectClass: groupOfNames
        cn: fax
        member: uid=jane,ou=people,dc=example,dc=org

        dn: cn=all,ou=groups,dc=example,dc=org
        objectClass: groupOfNames
        cn: all
        member: cn=fax,ou=groups,dc=example,dc=org
        member: uid=kai,ou=people,dc=example,dc=org

        """

    private func groups(_ server: SlapdServer, _ lines: String...) throws -> PeopleDirectory {
        let text = """
            directory:
              url: \(server.url)
              base: ou=people,dc=example,dc=org
              timeout: 2s
              groups:
                base: ou=groups,dc=example,dc=org

            """ + lines.map { "    \($0)\n" }.joined()
        let settings = try #require(try Configuration(text: text, file: "f").directory)
        return PeopleDirectory(settings, NumberPlan(), online: try LDAPClient(settings, rest: .zero))
    }

    private func names(_ groups: Set<DistinguishedName>) -> [String] { groups.compactMap(\.name).sorted() }

    @Test("memberOf: an attribute of the person has the groups, and those outside the base do not count")
    func attribute() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let directory = try groups(server)
        for identity in [DirectoryIdentity.user("jane"), .user("JANE"), .address("jane@example.org")] {
            #expect(try await names(directory.groups(of: identity)) == ["fax"], "\(identity)")
        }
        #expect(try await directory.groups(of: .user("kai")).isEmpty)
    }

    @Test("groupOfNames: groups that name the person are found, and groups within groups are not")
    func search() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let directory = try groups(server, "by: search", "filter: (&(objectClass=groupOfNames)(member={dn}))")
        #expect(try await names(directory.groups(of: .user("jane"))) == ["fax"])
        #expect(try await names(directory.groups(of: .address("kai@example.org"))) == ["all"])
        #expect(try await directory.groups(of: .user("lea")).isEmpty)
    }

    @Test("A filter may name people by their uid")
    func uid() async throws {
        let server = try await SlapdServer(
            ldif: Self.ldif + "\ndn: cn=posix,ou=groups,dc=example,dc=org\n"
                + "objectClass: groupOfNames\ncn: posix\nmember: uid=kai,ou=people,dc=example,dc=org\nou: kai\n\n")
        defer { server.terminate() }
        #expect(
            try await names(groups(server, "by: search", "filter: (ou={uid})").groups(of: .user("kai"))) == ["posix"])
    }

    @Test(
        "Who is nobody, or several, or tries to be everybody, is in no group",
        arguments: [
            DirectoryIdentity.user("nobody"), .user(""), .user("*"), .user("jane)(uid=*"),
            .address("twins@example.org"),
            .address("*@example.org"), .address(""),
        ])
    func strangers(identity: DirectoryIdentity) async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        #expect(try await groups(server, "by: search", "filter: (member={dn})").groups(of: identity).isEmpty)
    }

    @Test("What was found counts for a while; a directory that does not answer is told apart from nobody")
    func trouble() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let directory = try groups(server, "by: search", "filter: (member={dn})", "keep: 1h")
        #expect(try await names(directory.groups(of: .user("jane"))) == ["fax"])
        try await server.stop()
        #expect(try await names(directory.groups(of: .user("jane"))) == ["fax"])
        let failure = await #expect(throws: Failure.self) { try await directory.groups(of: .user("kai")) }
        #expect(failure?.status == EnhancedStatusCode(4, 4, 3))
        try await server.start()
        #expect(try await names(directory.groups(of: .user("kai"))) == ["all"])
    }

    @Test("A base that is not there is a mistake, and not nobody: mails wait until it is mended")
    func noBase() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let settings = try #require(
            try Configuration(text: "directory: {url: '\(server.url)', base: 'ou=x,dc=example,dc=org'}", file: "f")
                .directory)
        let directory = PeopleDirectory(settings, NumberPlan(), online: try LDAPClient(settings, rest: .zero))
        let failure = await #expect(throws: Failure.self) { try await directory.groups(of: .user("jane")) }
        #expect(failure?.status == EnhancedStatusCode(4, 4, 3))
        await #expect(throws: Failure.self) { try await directory.person(.sender("jane@example.org")) }
    }
}

@Suite("What was found lately") struct ShortMemoryTests {
    @Test func itCountsForAWhile() {
        var memory = ShortMemory<String, Int>(for: .seconds(60))
        let now = ContinuousClock.now
        memory.keep(1, for: "a", now: now)
        #expect(memory.value(for: "a", now: now + .seconds(59)) == 1)
        #expect(memory.value(for: "a", now: now + .seconds(60)) == nil)
        #expect(memory.value(for: "b", now: now) == nil)
    }

    @Test func itNeverGrowsBeyondItsBound() {
        var memory = ShortMemory<Int, Int>(for: .seconds(60), capacity: 3)
        let now = ContinuousClock.now
        for number in 1...3 { memory.keep(number, for: number, now: now + .seconds(number * 30)) }
        memory.keep(4, for: 4, now: now + .seconds(100))
        #expect(memory.value(for: 3, now: now + .seconds(100)) == 3, "what counts no longer makes room")
        for number in 5...9 { memory.keep(number, for: number, now: now + .seconds(100)) }
        #expect((1...9).count { memory.value(for: $0, now: now + .seconds(100)) != nil } <= 3)
        #expect(memory.value(for: 9, now: now + .seconds(100)) == 9)
    }
}
