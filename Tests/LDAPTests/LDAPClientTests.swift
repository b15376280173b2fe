import Foundation
import LDAP
import LDAPGrammar
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(20))) struct LDAPClientTests {
    private static let ldif = """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Beispiel

        dn: ou=people,dc=example,dc=org
        objectClass: organizationalUnit
        ou: people

        dn: uid=juergen,ou=people,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: juergen
        cn: Jürgen Groß
        sn: Groß
        o: Blumen Müller & Söhne
        mail: juergen@example.org
        telephoneNumber: +49 228 123-40
        facsimileTelephoneNumber: +49 228 123-45$twoDimensional$fineResolution
        userPassword: geheim

        dn: uid=star,ou=people,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: star
        cn: A*(B)\\C
        sn: Special
        mail: a*b@example.org
        mail: second@example.org

        dn: uid=anna,ou=people,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: anna
        cn: Anna
        sn: A
        mail: axb@example.org

        """

    private func client(
        _ server: SlapdServer, security: LDAPServer.Security = .byScheme, url: String? = nil, authority: String? = nil,
        credentials: LDAPServer.Credentials = .anonymous
    ) throws -> LDAPClient {
        LDAPClient(
            LDAPServer(
                url: try #require(LDAPURL(url ?? server.url)), security: security, authorityFile: authority,
                credentials: credentials))
    }

    private func byMail(_ mail: LDAPValue, sizeLimit: Int? = nil) -> LDAPSearch {
        LDAPSearch(base: SlapdServer.suffix, filter: .equal("mail", mail), sizeLimit: sizeLimit)
    }

    @Test func anEntryIsFoundWithItsValuesInUTF8() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let found = try await client(server).entries(byMail("Juergen@Example.ORG"))
        #expect(found.count == 1)
        let entry = try #require(found.first)
        #expect(entry.dn == "uid=juergen,ou=people,dc=example,dc=org")
        #expect(entry.texts("cn") == ["Jürgen Groß"])
        #expect(entry.text(["company", "O"]) == "Blumen Müller & Söhne")
        #expect(entry.texts("facsimileTelephoneNumber") == ["+49 228 123-45$twoDimensional$fineResolution"])
        #expect(entry.attributes["userPassword"] == [Array("geheim".utf8)])
        #expect(entry.texts("pager").isEmpty)
    }

    @Test func onlyTheAttributesThatAreAskedForComeBack() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        var search = byMail("second@example.org")
        search.attributes = ["mail"]
        let entry = try #require(try await client(server).entries(search).first)
        #expect(Array(entry.attributes.keys) == ["mail"])
        #expect(entry.texts("mail") == ["a*b@example.org", "second@example.org"])
    }

    @Test func nobodyIsFoundWhereNobodyIs() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        #expect(try await client(server).entries(byMail("nobody@example.org")).isEmpty)
    }

    @Test func specialCharactersOfAFilterFindThemselvesOnly() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let client = try client(server)
        #expect(
            try await client.entries(byMail("a*b@example.org")).map(\.dn) == [
                "uid=star,ou=people,dc=example,dc=org"
            ])
        let search = LDAPSearch(base: SlapdServer.suffix, filter: .equal("cn", #"A*(B)\C"#))
        #expect(try await client.entries(search).count == 1)
        #expect(try await client.entries(byMail("*")).isEmpty)
        #expect(try await client.entries(byMail("x)(uid=*")).isEmpty)
    }

    @Test func theScopeBoundsTheSearch() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let client = try client(server)
        let people = "ou=people,dc=example,dc=org"
        var search = LDAPSearch(base: people, scope: .base, filter: .present("objectClass"))
        #expect(try await client.entries(search).map(\.dn) == [people])
        search.scope = .oneLevel
        #expect(try await client.entries(search).count == 3)
        search.scope = .subtree
        #expect(try await client.entries(search).count == 4)
    }

    @Test func moreEntriesThanWantedAreAnError() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let search = LDAPSearch(base: SlapdServer.suffix, filter: .present("mail"), sizeLimit: 2)
        let client = try client(server)
        let error = await #expect(throws: LDAPError.self) { try await client.entries(search) }
        #expect(error?.code == .sizeLimitExceeded)
        #expect(error?.operation == .search)
        // The connection is as good as before.
        #expect(try await client.entries(byMail("axb@example.org", sizeLimit: 2)).count == 1)
    }

    @Test func aBaseThatIsNotThereIsAnError() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let client = try client(server)
        let error = await #expect(throws: LDAPError.self) {
            try await client.entries(LDAPSearch(base: "ou=none,dc=example,dc=org", filter: .present("cn")))
        }
        #expect(error?.code == .noSuchObject)
    }

    @Test func theAdministratorIsLetInAndOthersAreNot() async throws {
        let server = try await SlapdServer(ldif: Self.ldif, restricted: true)
        defer { server.terminate() }
        let nobody = try client(server)
        let refusal = await #expect(throws: LDAPError.self) {
            try await nobody.entries(byMail("juergen@example.org"))
        }
        #expect(refusal?.code == .insufficientAccessRights)
        let right = LDAPServer.Credentials.simple(dn: SlapdServer.administrator, password: SlapdServer.password)
        #expect(try await client(server, credentials: right).entries(byMail("juergen@example.org")).count == 1)
        for (password, code) in [("wrong", LDAPResultCode.invalidCredentials), ("", .inappropriateAuthentication)] {
            let wrong = LDAPServer.Credentials.simple(dn: SlapdServer.administrator, password: password)
            let client = try client(server, credentials: wrong)
            let error = await #expect(throws: LDAPError.self) {
                try await client.entries(byMail("juergen@example.org"))
            }
            #expect(error?.code == code)
            #expect(error?.operation == .bind)
        }
    }

    @Test func aStoppedServerIsAnErrorAndARestartedOneAnswersAgain() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let client = try client(server)
        #expect(try await client.entries(byMail("juergen@example.org")).count == 1)
        try await server.stop()
        let error = await #expect(throws: LDAPError.self) { try await client.entries(byMail("juergen@example.org")) }
        #expect(error?.code == .serverDown)
        #expect(error?.sentence.contains(server.url) == true)
        try await server.start()
        #expect(try await client.entries(byMail("juergen@example.org")).count == 1)
        // Restarted between two searches, without a failed one: the client does not notice.
        try await server.stop()
        try await server.start()
        #expect(try await client.entries(byMail("juergen@example.org")).count == 1)
    }

    @Test func manySearchesAtOnceShareTheConnection() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let client = try client(server)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<200 { group.addTask { try await client.entries(byMail("juergen@example.org")).count } }
            for try await count in group { #expect(count == 1) }
        }
    }

    @Test(arguments: [true, false]) func tlsWorksWithTheServersAuthority(startTLS: Bool) async throws {
        let server = try await SlapdServer(ldif: Self.ldif, tls: true)
        defer { server.terminate() }
        let authority = try #require(server.certificates).authority
        let client = try client(
            server, security: startTLS ? .startTLS : .byScheme, url: startTLS ? server.url : server.secureURL,
            authority: authority)
        #expect(try await client.entries(byMail("juergen@example.org")).count == 1)
    }

    @Test(arguments: [true, false]) func anAuthorityThatDidNotSignIsRefused(startTLS: Bool) async throws {
        let server = try await SlapdServer(ldif: Self.ldif, tls: true)
        defer { server.terminate() }
        let folder = URL(filePath: try server.folder.makeFolder("other"))
        let stranger = try await SlapdServer.makeCertificates(in: folder).authority
        for authority in [stranger, nil] {
            let client = try client(
                server, security: startTLS ? .startTLS : .byScheme, url: startTLS ? server.url : server.secureURL,
                authority: authority)
            let error = await #expect(throws: LDAPError.self) {
                try await client.entries(byMail("juergen@example.org"))
            }
            #expect(error?.operation == (startTLS ? .startTLS : .connect))
            let names = authority ?? "this machine's ldap.conf"
            #expect(
                error?.diagnostic?.hasSuffix("or nobody has signed it whom \(names) names") == true,
                "\(String(describing: error))")
        }
    }

    @Test func aCertificateForAnotherNameIsRefused() async throws {
        let server = try await SlapdServer(ldif: Self.ldif, tls: true, certificateName: "DNS:ldap.example.org")
        defer { server.terminate() }
        let authority = try #require(server.certificates).authority
        let client = try client(server, security: .startTLS, authority: authority)
        let error = await #expect(throws: LDAPError.self) { try await client.entries(byMail("x@example.org")) }
        #expect(error?.operation == .startTLS)
        #expect(error?.diagnostic?.contains("it is not for 127.0.0.1") == true, "\(String(describing: error))")
    }

    @Test func aCAFileThatIsNotThereIsNamed() async throws {
        let server = try await SlapdServer(ldif: Self.ldif, tls: true)
        defer { server.terminate() }
        let client = try client(server, security: .startTLS, authority: "/nowhere/ca.pem")
        let error = await #expect(throws: LDAPError.self) { try await client.entries(byMail("x@example.org")) }
        #expect(error?.sentence.contains("/nowhere/ca.pem") == true)
    }

    @Test func aServerWithoutTLSIsNotTalkedToInClearText() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let client = try client(server, security: .startTLS)
        let error = await #expect(throws: LDAPError.self) { try await client.entries(byMail("x@example.org")) }
        #expect(error?.operation == .startTLS)
    }

    @Test func aServerThatNeverAnswersIsGivenUpInTime() async throws {
        let silent = try SilentServer()
        let url = try #require(LDAPURL("ldap://127.0.0.1:\(silent.port)"))
        let client = LDAPClient(LDAPServer(url: url, timeout: .milliseconds(200)))
        let error = await #expect(throws: LDAPError.self) { try await client.entries(byMail("x@example.org")) }
        #expect(error?.code == .timeout)
        let secure = LDAPClient(LDAPServer(url: url, security: .startTLS, timeout: .milliseconds(200)))
        let second = await #expect(throws: LDAPError.self) { try await secure.entries(byMail("x@example.org")) }
        #expect(second?.operation == .startTLS)
    }

    @Test func aServerThatStopsInTheMiddleOfAMessageIsGivenUpInTime() async throws {
        let server = try ScriptedServer { _ in [0x30, 0x20, 0x02, 0x01] }
        let url = try #require(LDAPURL("ldap://127.0.0.1:\(server.port)"))
        let client = LDAPClient(LDAPServer(url: url, timeout: .milliseconds(300)))
        let error = await #expect(throws: LDAPError.self) { try await client.entries(byMail("x@example.org")) }
        #expect(error?.code == .timeout)
    }

    @Test func oneSlowSearchIsNotHeldAgainstTheServer() async throws {
        let server = try ScriptedServer { $0.base == "dc=slow" ? [] : ScriptedServer.done($0.identifier) }
        let url = try #require(LDAPURL("ldap://127.0.0.1:\(server.port)"))
        let client = LDAPClient(LDAPServer(url: url, timeout: .seconds(300)), rest: .seconds(3600))
        var bases = server.bases.makeAsyncIterator()
        let slow = Task {
            try await client.entries(LDAPSearch(base: "dc=slow", filter: .present("cn"), timeLimit: .seconds(30)))
        }
        #expect(await bases.next() == "dc=slow")
        let quick = LDAPSearch(base: "dc=quick", filter: .present("cn"))
        #expect(try await client.entries(quick).isEmpty)
        let error = await #expect(throws: LDAPError.self) { try await slow.value }
        #expect(error?.code == .timeLimitExceeded)
        #expect(try await client.entries(quick).isEmpty, "it is not let alone")
        #expect(server.connectionCount == 1)
    }

    @Test("A connection that is silent while another one answers is given up, and the server is not")
    func silentConnection() async throws {
        let server = try ScriptedServer { request in
            request.connection == 1 ? [] : ScriptedServer.done(request.identifier)
        }
        let url = try #require(LDAPURL("ldap://127.0.0.1:\(server.port)"))
        let client = LDAPClient([LDAPServer(url: url, timeout: .seconds(300))], connections: 2, rest: .seconds(3600))
        var bases = server.bases.makeAsyncIterator()
        let silent = Task {
            try await client.entries(LDAPSearch(base: "dc=silent", filter: .present("cn"), timeLimit: .seconds(30)))
        }
        #expect(await bases.next() == "dc=silent")
        let quick = LDAPSearch(base: "dc=quick", filter: .present("cn"))
        #expect(try await client.entries(quick).isEmpty)
        let error = await #expect(throws: LDAPError.self) { try await silent.value }
        #expect(error?.code == .timeLimitExceeded)
        #expect(try await client.entries(quick).isEmpty)
        #expect(try await client.entries(quick).isEmpty, "the silent one would be the idlest")
    }

    @Test func aServerThatCannotBeReachedIsLetAloneForAWhile() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        try await server.stop()
        let url = try #require(LDAPURL(server.url))
        let patient = LDAPClient(LDAPServer(url: url, timeout: .seconds(5)), rest: .seconds(3600))
        let eager = LDAPClient(LDAPServer(url: url, timeout: .seconds(5)))
        for client in [patient, eager] {
            await #expect(throws: LDAPError.self) { try await client.entries(byMail("x@example.org")) }
        }
        try await server.start()
        let error = await #expect(throws: LDAPError.self) { try await patient.entries(byMail("x@example.org")) }
        #expect(error?.operation == .connect, "it is told what went wrong the last time")
        #expect(try await eager.entries(byMail("x@example.org")).isEmpty)
    }
}
