import Foundation
import LDAP
import LDAPGrammar
import TestSupport
import Testing

@Suite("Several servers, references and certificates", .timeLimit(.minutes(20))) struct LDAPServersTests {
    private static let root = """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example


        """

    private static func people(_ count: Int, from first: Int = 0) -> String {
        root
            + (first..<first + count).map { number in
                """
                dn: uid=p\(number),dc=example,dc=org
                objectClass: inetOrgPerson
                uid: p\(number)
                cn: Person \(number)
                sn: \(number)
                mail: p\(number)@example.org


                """
            }.joined()
    }

    private static let all = LDAPSearch(base: SlapdServer.suffix, filter: .present("mail"), attributes: ["mail"])

    private static func byMail(_ mail: LDAPValue) -> LDAPSearch {
        LDAPSearch(base: SlapdServer.suffix, filter: .equal("mail", mail))
    }

    private func server(_ server: SlapdServer, timeout: Duration = .seconds(5)) throws -> LDAPServer {
        LDAPServer(url: try #require(LDAPURL(server.url)), timeout: timeout)
    }

    @Test("When the first server is stopped the next one answers, and the first again when it is back")
    func failover() async throws {
        let first = try await SlapdServer(ldif: Self.people(1))
        let second = try await SlapdServer(ldif: Self.people(2))
        defer {
            first.terminate()
            second.terminate()
        }
        let client = LDAPClient([try server(first), try server(second)], rest: .milliseconds(1))
        #expect(try await client.entries(Self.all).count == 1)
        try await first.stop()
        #expect(try await client.entries(Self.all).count == 2)
        try await first.start()
        try await eventually("the first is asked again") { try await client.entries(Self.all).count == 1 }
        try await first.stop()
        try await second.stop()
        await #expect(throws: LDAPError.self) { try await client.entries(Self.all) }
        try await second.start()
        try await eventually("the second answers") { (try? await client.entries(Self.all).count) == 2 }
    }

    @Test("A server that falls silent is given up in time, for the next one")
    func silence() async throws {
        let first = try await SlapdServer(ldif: Self.people(1))
        let second = try await SlapdServer(ldif: Self.people(2))
        defer {
            first.resume()
            first.terminate()
            second.terminate()
        }
        let client = LDAPClient(
            [try server(first, timeout: .seconds(5)), try server(second)], rest: .seconds(3600))
        #expect(try await client.entries(Self.all).count == 1)
        first.suspend()
        #expect(try await client.entries(Self.all).count == 2)
        #expect(try await client.entries(Self.all).count == 2, "it is let alone now")
    }

    @Test("Many searches are under way together over a few connections")
    func many() async throws {
        let slapd = try await SlapdServer(ldif: Self.people(200))
        defer { slapd.terminate() }
        let client = LDAPClient([try server(slapd)], connections: 3)
        try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 0..<200 {
                group.addTask {
                    try await client.entries(Self.byMail(LDAPValue("p\(number)@example.org"))).flatMap {
                        $0.texts("uid")
                    }
                }
            }
            var found: Set<String> = []
            for try await names in group { found.formUnion(names) }
            #expect(found.count == 200)
        }
    }

    @Test("Pages bring more than the server gives at once, and no more than is wanted")
    func pages() async throws {
        let slapd = try await SlapdServer(
            ldif: Self.people(25), sizeLimit: 10,
            settings: ["limits anonymous size.soft=10 size.hard=10 size.prtotal=unlimited"])
        defer { slapd.terminate() }
        let client = LDAPClient(try server(slapd))
        let refusal = await #expect(throws: LDAPError.self) { try await client.entries(Self.all) }
        #expect(refusal?.code == .sizeLimitExceeded)
        #expect(try await client.entries(Self.all, pagesOf: 7).count == 25)
        var few = Self.all
        few.sizeLimit = 12
        let error = await #expect(throws: LDAPError.self) { try await client.entries(few, pagesOf: 7) }
        #expect(error?.code == .sizeLimitExceeded)
    }

    @Test("Whoever has a certificate is let in by it (SASL EXTERNAL), and others are not")
    func external() async throws {
        let slapd = try await SlapdServer(
            ldif: Self.people(1), tls: true,
            settings: ["access to * by dn.exact=\"cn=localhost\" read by anonymous auth by * none"])
        defer { slapd.terminate() }
        let files = try #require(slapd.certificates)
        var server = LDAPServer(
            url: try #require(LDAPURL(slapd.secureURL)), authorityFile: files.authority,
            certificate: LDAPServer.Certificate(file: files.certificate, key: files.key), credentials: .external)
        try await slapd.stop()
        let path = slapd.folder.path("slapd.conf")
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try slapd.folder.write("slapd.conf", "TLSVerifyClient try\n" + text)
        try await slapd.start()
        #expect(try await LDAPClient(server).entries(Self.all).count == 1)
        server.credentials = .anonymous
        let error = await #expect(throws: LDAPError.self) { try await LDAPClient(server).entries(Self.all) }
        #expect(error?.code == .insufficientAccessRights || error?.code == .noSuchObject)
    }

    @Test("A certificate whose time is over is refused")
    func expired() async throws {
        let slapd = try await SlapdServer(ldif: Self.people(1), tls: true, hasExpired: true)
        defer { slapd.terminate() }
        let authority = try #require(slapd.certificates).authority
        let client = LDAPClient(
            LDAPServer(url: try #require(LDAPURL(slapd.secureURL)), authorityFile: authority))
        let error = await #expect(throws: LDAPError.self) { try await client.entries(Self.all) }
        #expect(
            error?.operation == .connect
                && error?.diagnostic
                    == "its certificate is not believed: its time is over, it is not for 127.0.0.1, or nobody has signed it whom "
                    + "\(authority) names",
            "\(String(describing: error))")
    }

    private static func reference(_ name: String, to url: String) -> String {
        """
        dn: ou=\(name),dc=example,dc=org
        objectClass: referral
        objectClass: extensibleObject
        ou: \(name)
        ref: \(url)


        """
    }

    @Test("References are followed where that is wanted, else left out")
    func references() async throws {
        let second = try await SlapdServer(ldif: Self.people(2, from: 10))
        let first = try await SlapdServer(
            ldif: Self.people(1) + Self.reference("far", to: "\(second.url)/dc=example,dc=org??sub"))
        defer {
            first.terminate()
            second.terminate()
        }
        let ignoring = LDAPClient(try server(first))
        #expect(try await ignoring.entries(Self.all).count == 1)
        let following = LDAPClient([try server(first)], referrals: .follow(limit: 3))
        #expect(
            Set(try await following.entries(Self.all).flatMap { $0.texts("mail") }.map { $0.prefix { $0 != "@" } }) == [
                "p0", "p10", "p11",
            ])
    }

    @Test("Our password follows a reference to hosts that are named only; others are asked as nobody")
    func strangers() async throws {
        // Another name of the same address. (For localhost libldap wants a certificate of the machine's own name.)
        let second = try await SlapdServer(
            ldif: Self.people(2, from: 10), tls: true, certificateName: "DNS:127.1,IP:127.0.0.1", restricted: true)
        let other = second.secureURL.replacing("127.0.0.1", with: "127.1")
        let first = try await SlapdServer(
            ldif: Self.people(1) + Self.reference("far", to: "\(other)/dc=example,dc=org??sub"), tls: true)
        defer {
            first.terminate()
            second.terminate()
        }
        // Each has an authority of its own.
        let authorities = try [first, second].map {
            try String(contentsOfFile: try #require($0.certificates).authority, encoding: .utf8)
        }
        let server = LDAPServer(
            url: try #require(LDAPURL(first.secureURL)),
            authorityFile: try first.folder.write("both.pem", authorities.joined(separator: "\n")),
            credentials: .simple(dn: SlapdServer.administrator, password: SlapdServer.password))
        let careful = LDAPClient([server], referrals: .follow(limit: 3))
        let error = await #expect(throws: LDAPError.self) { try await careful.entries(Self.all) }
        #expect(
            error?.code == .insufficientAccessRights || error?.code == .noSuchObject, "\(String(describing: error))")
        let trusting = LDAPClient([server], referrals: .follow(limit: 3), trustedHosts: ["127.1"])
        #expect(try await trusting.entries(Self.all).count == 3)
    }

    @Test("References that lead round in a circle end with an error")
    func circle() async throws {
        let first = try await SlapdServer(ldif: Self.root)
        let second = try await SlapdServer(
            ldif: Self.root + Self.reference("back", to: "\(first.url)/dc=example,dc=org??sub"))
        defer {
            first.terminate()
            second.terminate()
        }
        let ldif = Self.reference("far", to: "\(second.url)/dc=example,dc=org??sub")
        try await first.modify("")
        let path = try first.folder.write("far.ldif", ldif)
        try await ChildProcess.run(
            "/usr/bin/ldapadd",
            ["-x", "-M", "-H", first.url, "-D", SlapdServer.administrator, "-w", SlapdServer.password, "-f", path])
        let client = LDAPClient([try server(first)], referrals: .follow(limit: 5))
        let error = await #expect(throws: LDAPError.self) { try await client.entries(Self.all) }
        #expect(error?.code == .referralLimitExceeded)
    }
}
