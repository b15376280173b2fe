import Configuration
import Directory
import FaxAddressing
import FaxModel
import LDAP
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import ingest

@Suite("Mail to a person is faxed to the number in the directory", .timeLimit(.minutes(20)))
struct PersonTests {
    private static let ldif = """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example

        dn: cn=jane,dc=example,dc=org
        objectClass: inetOrgPerson
        cn: Jane Doe
        sn: Doe
        o: Nordlicht Orgelbau
        mail: jane.doe@example.com
        facsimileTelephoneNumber: ask her
        facsimileTelephoneNumber: +49 (0)30 23125-0$fineResolution
        facsimileTelephoneNumber: +49 30 999

        dn: cn=dear,dc=example,dc=org
        objectClass: inetOrgPerson
        cn: Dear
        sn: Dear
        mail: dear@example.com
        facsimileTelephoneNumber: +49 900 12345

        dn: cn=abroad,dc=example,dc=org
        objectClass: inetOrgPerson
        cn: Abroad
        sn: Abroad
        mail: abroad@example.com
        facsimileTelephoneNumber: +43 1 12345

        dn: cn=none,dc=example,dc=org
        objectClass: inetOrgPerson
        cn: None
        sn: None
        mail: none@example.com
        mail: twin@example.com

        dn: cn=twin,dc=example,dc=org
        objectClass: inetOrgPerson
        cn: Twin
        sn: Twin
        mail: twin@example.com
        facsimileTelephoneNumber: +49 30 1234

        dn: cn=crew,dc=example,dc=org
        objectClass: groupOfNames
        objectClass: extensibleObject
        cn: crew
        mail: all@example.com
        member: cn=jane,dc=example,dc=org
        member: cn=twin,dc=example,dc=org

        """

    /// Says RCPT for each of `addresses`, and returns the answers.
    private func answers(
        _ addresses: [String], people: any PersonSource, members: (any GroupMemberSource)? = nil,
        sink: FakeSink = FakeSink()
    ) async throws -> [String] {
        let answers = Mutex<[String]>([])
        let rules = "  - {name: Home, may-fax: [+49], cover-page: always}"
        try await withServer("  person-domain: example.com", rules: rules, people: people, members: members, sink: sink)
        { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                _ = try await client.say("MAIL FROM:<kai@example.com>")
                for recipient in addresses {
                    let answer = try await client.say("RCPT TO:<\(recipient)@fax.example>")
                    answers.withLock { $0.append(answer) }
                }
                if try await client.say("DATA").hasPrefix("354") { _ = try await client.say("x\r\n.") }
            }
        }
        return answers.withLock { $0 }
    }

    private func directory(_ server: SlapdServer) throws -> PeopleDirectory {
        let settings = try #require(
            try Configuration(
                text: "directory: {url: '\(server.url)', base: '\(SlapdServer.suffix)', timeout: 2s}", file: "f"
            ).directory)
        return PeopleDirectory(settings, NumberPlan(), online: try LDAPClient(settings, rest: .zero))
    }

    @Test("The first number that can be dialled counts, and name and company come with it")
    func found() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let sink = FakeSink()
        #expect(
            try await answers(["Jane.Doe", "+4930231250"], people: directory(server), sink: sink).allSatisfy {
                $0.hasPrefix("250")
            })
        let mail = try #require(sink.kept.first?.mail)
        #expect(mail.recipients.count == 1, "she and her number are one fax")
        let fax = try #require(mail.recipients.first?.fax)
        #expect(fax.number.digits == "+4930231250" && fax.name == "Jane Doe" && fax.company == "Nordlicht Orgelbau")
        #expect(mail.recipients.first?.address == "Jane.Doe@fax.example")
        #expect(mail.recipients.first?.terms?.rule == "Home")
    }

    @Test("A group with a mail address of its own is no person without a number: its members get the fax")
    func groupWithAddress() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let settings = try #require(
            try Configuration(
                text: "directory: {url: '\(server.url)', base: '\(SlapdServer.suffix)', groups: {maximum-members: 10}}",
                file: "f"
            ).directory)
        let directory = PeopleDirectory(settings, NumberPlan(), online: try LDAPClient(settings, rest: .zero))
        let sink = FakeSink()
        let said = try await answers(["all"], people: directory, members: directory, sink: sink)
        #expect(said.first?.hasPrefix("250") == true, "\(said)")
        #expect(
            Set(sink.kept.first?.mail.recipients.map(\.fax.number.digits) ?? []) == ["+4930231250", "+49301234"])
    }

    @Test("Rules hold for a person's number as for any other; whoever has none is no fax address")
    func refused() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let said = try await answers(
            ["abroad", "dear", "none", "twin", "nobody", "*", "\"jane.doe)(mail=*\"", "FAX=jane.doe"],
            people: directory(server))
        let replies =
            [
                "550 5.7.1 You may not send faxes to abroad@example.com.",
                "550 5.7.1 dear@example.com is charged at a premium rate; no fax is sent to it.",
            ] + Array(repeating: "550 5.1.1 ", count: 6)
        #expect(said.count == replies.count)
        for (answer, reply) in zip(said, replies) { #expect(answer.hasPrefix(reply), "\(answer)") }
        #expect(
            said[4].hasPrefix("550 5.1.1 'nobody' is no fax address: it names no fax number, and nobody who has one"))
    }

    @Test("While the directory does not answer, the client is to try again, and numbers go on")
    func trouble() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let people = try directory(server)
        try await server.stop()
        let said = try await answers(["jane.doe", "+4930231250"], people: people)
        #expect(said[0] == "451 4.4.3 Whether you may fax can't be looked up now; try again later")
        #expect(said[1].hasPrefix("250"))
        try await server.start()
        #expect(try await answers(["jane.doe"], people: people)[0].hasPrefix("250"))
    }

    @Test("The list of the configuration serves where there is no directory")
    func configured() async throws {
        let people = try Configuration(
            text: "people: [{mail: Jane.Doe@example.com, name: Jane, facsimile: +49 30 1}, {mail: kai@example.com}]",
            file: "f"
        ).people
        let said = try await answers(["jane.doe", "kai", "lea"], people: ConfiguredPeople(people))
        #expect(said.map { String($0.prefix(9)) } == ["250 2.1.5", "550 5.1.1", "550 5.1.1"])
    }

    @Test("Without a domain of people's addresses nobody is looked up")
    func off() async throws {
        let sink = FakeSink()
        try await withServer(sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                let data = try await client.begin(recipients: ["jane.doe@fax.example"])
                #expect(data.hasPrefix("554"))
            }
        }
    }
}
