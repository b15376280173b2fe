import Configuration
import Directory
import FaxAddressing
import FaxModel
import Foundation
import LDAP
import MIME
import TestSupport
import Testing

@testable import enrich

@Suite(.timeLimit(.minutes(20))) struct DirectorySendersTests {
    private static let ldif = """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Beispiel

        dn: cn=Jürgen Groß,dc=example,dc=org
        objectClass: inetOrgPerson
        cn: Jürgen Groß
        sn: Groß
        o: Blumen Müller & Söhne
        mail: juergen@example.org
        telephoneNumber: +49 228 123-40
        facsimileTelephoneNumber: +49 228 123-45$twoDimensional$fineResolution

        dn: cn=Star *(A)\\5C,dc=example,dc=org
        objectClass: inetOrgPerson
        cn: Star *(A)\\
        sn: Star
        mail: *(a)\\@example.org

        dn: uid=twin1,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: twin1
        cn: Twin
        sn: Twin
        mail: twins@example.org

        dn: uid=twin2,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: twin2
        cn: Twin
        sn: Twin
        mail: twins@example.org

        dn: uid=twin3,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: twin3
        cn: Twin
        sn: Twin
        mail: triplets@example.org
        mail: twins@example.org

        """

    private func senders(_ server: SlapdServer, _ more: String...) throws -> SenderLookup {
        let lines = ["directory:", "  url: \(server.url)", "  base: \(SlapdServer.suffix)"] + more.map { "  \($0)" }
        let configuration = try Configuration(text: lines.joined(separator: "\n"), file: "faxpost.yaml")
        let settings = try #require(configuration.directory)
        return SenderLookup(
            PeopleDirectory(settings, NumberPlan(), online: try LDAPClient(settings, rest: .zero)), settings)
    }

    private func reason(_ finding: SenderLookup.Finding) -> String? {
        switch finding {
        case .found, .claimed: nil
        case .unknown(let reason), .unclear(let reason): reason
        }
    }

    @Test func thePersonIsFoundWithEverythingThatACoverPageNeeds() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let finding = try await senders(server).find("Juergen@example.org")
        let party = Party(
            name: "Jürgen Groß", company: "Blumen Müller & Söhne", telephone: "+49 228 123-40",
            facsimile: "+49 228 123-45", mail: "Juergen@example.org")
        guard case .found(let found) = finding else {
            Issue.record("not found: \(finding)")
            return
        }
        #expect(found.party == party)
        #expect(found.place.hasPrefix("the directory as cn=J"))
    }

    @Test func specialCharactersInAnAddressFindThemselvesOnly() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let senders = try senders(server)
        guard case .found(let person) = try await senders.find(#"*(a)\@example.org"#) else {
            Issue.record("not found")
            return
        }
        #expect(person.party.name == #"Star *(A)\"#)
        for address in ["*", "*@example.org", "x)(cn=*", #"\2a"#] {
            #expect(try await reason(senders.find(address)) == "the directory has no entry for \(address)")
        }
        #expect(try await reason(senders.find("")) == "the mail has no return address")
    }

    @Test("By user, by field, by address: the first that finds somebody counts")
    func keys() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let senders = try senders(server, "sender-field: X-Sender")
        func name(_ address: String, _ fields: [String], _ user: String?) async throws -> String? {
            guard case .found(let person) = try await senders.find(address, fields, user: user) else { return nil }
            return person.party.name
        }
        #expect(try await name("x@example.org", ["X-Sender: juergen@example.org"], "twin1") == "Jürgen Groß")
        #expect(try await name("juergen@example.org", ["Subject: x"], "twin1") == "Twin")
        #expect(try await name("juergen@example.org", ["Subject: x"], "nobody") == "Jürgen Groß")
        #expect(try await name("", ["Subject: x"], "twin1") == "Twin")
        #expect(
            try await reason(senders.find("twins@example.org", ["X-Sender: nobody@example.org"]))
                == "the directory has more than one entry for twins@example.org")
    }

    @Test func severalEntriesAreNobody() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let finding = try await senders(server).find("twins@example.org")
        #expect(reason(finding) == "the directory has more than one entry for twins@example.org")
        let two = try await senders(server, "filter: (&(mail={address})(!(uid=twin3)))").find("twins@example.org")
        #expect(reason(two) == "the directory has more than one entry for twins@example.org")
    }

    @Test func filterAndAttributesAreTheConfigurations() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let senders = try senders(
            server, "filter: (&(uid={local-part})(mail=*@{domain}))", "attributes: {name: uid, company: [sn, o]}")
        guard case .found(let person) = try await senders.find("twin1@example.org") else {
            Issue.record("not found")
            return
        }
        #expect(person.party == Party(name: "twin1", company: "Twin", mail: "twin1@example.org"))
        #expect(person.place == "the directory as uid=twin1,dc=example,dc=org")
        #expect(try await reason(senders.find("twin1")) == "the directory has no entry for twin1")
    }

    @Test func aDirectoryThatDoesNotAnswerIsAskedAgainLater() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let senders = try senders(server, "keep: 0s")
        #expect(try await reason(senders.find("juergen@example.org")) == nil)
        try await server.stop()
        let failure = await #expect(throws: Failure.self) { try await senders.find("juergen@example.org") }
        #expect(failure?.status == EnhancedStatusCode(4, 4, 3))
        #expect(failure?.sentence.contains(server.url) == true)
        try await server.start()
        #expect(try await reason(senders.find("juergen@example.org")) == nil)
    }

    @Test(
        "A sender who is known stays so when recipients can't be found; where these decide what is dialled, mails wait")
    func unavailableRecipients() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let bytes = Received.bytes(["Subject: x"])
        let received = try Received.mail(bytes, from: "juergen@example.org")
        let mail = try Mail(parsing: bytes)
        func lookup(_ more: String) throws -> DirectoryLookup {
            let text = """
                directory:
                  url: \(server.url)
                  base: \(SlapdServer.suffix)
                  unavailable: without
                  recipients: [number]
                  \(more)
                """
            let settings = try #require(try Configuration(text: text, file: "f").directory)
            let people = PeopleDirectory(settings, NumberPlan(), online: try LDAPClient(settings, rest: .zero))
            return DirectoryLookup(people, settings, personDomain: nil)
        }
        let (plain, careful) = (
            try lookup("number-filter: (telephoneNumber={number})"),
            try lookup("attributes: {do-not-fax: description}")
        )
        // The sender is remembered from now on.
        for lookup in [plain, careful] {
            _ = try await lookup.find(Received.mail(bytes, from: "juergen@example.org", to: []), mail)
        }
        try await server.stop()
        #expect(try await reason(plain.find(received, mail).sender) == nil)
        await #expect(throws: Failure.self) { try await careful.find(received, mail) }
    }

    @Test func thePasswordComesFromItsFile() async throws {
        let server = try await SlapdServer(ldif: Self.ldif, restricted: true)
        defer { server.terminate() }
        let file = server.folder.path("password")
        try #require(
            FileManager.default.createFile(
                atPath: file, contents: Data("\(SlapdServer.password)\n".utf8),
                attributes: [.posixPermissions: 0o600]))
        let senders = try senders(server, "bind-dn: \(SlapdServer.administrator)", "password-file: \(file)")
        #expect(try await reason(senders.find("juergen@example.org")) == nil)
    }
}

extension SenderLookup {
    /// Who has sent a mail with this return path.
    func find(_ address: String, _ fields: [String] = ["Subject: x"], user: String? = nil) async throws -> Finding {
        let bytes = Received.bytes(fields)
        var received = try Received.mail(bytes, from: address)
        received.user = user
        return try await find(received, Mail(parsing: bytes))
    }
}
