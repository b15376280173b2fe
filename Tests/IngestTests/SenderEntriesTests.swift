import Configuration
import Directory
import FaxAddressing
import FaxModel
import LDAP
import SMTP
import Synchronization
import TestSupport
import Testing

@testable import ingest

@Suite("What senders may by their entries is told to whoever hands in the mail", .timeLimit(.minutes(20)))
struct SenderEntriesTests {
    private static let ldif = """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example

        dn: uid=jane,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: jane
        cn: Jane
        sn: Jane
        mail: jane@example.com
        employeeType: +49
        carLicense: X-Fax-Reference, X-Fax-Line-Group
        title: none
        displayName: normal

        dn: uid=boss,dc=example,dc=org
        objectClass: inetOrgPerson
        uid: boss
        cn: Boss
        sn: Boss
        mail: boss@example.com
        employeeType: anywhere

        """

    private static func entries(
        _ server: SlapdServer, _ more: String = "", unsaid: String = "rules"
    ) throws -> SenderEntries? {
        let text = """
            directory:
              url: \(server.url)
              base: \(SlapdServer.suffix)
              keep: 0s
              permissions:
                {numbers: employeeType, fields: carLicense, line-groups: title, highest-priority: displayName, unsaid: \(unsaid)}
              \(more)
            """
        let settings = try #require(try Configuration(text: text, file: "f").directory)
        let plan = NumberPlan(countryCode: "49")
        return SenderEntries(
            settings, PeopleDirectory(settings, plan, online: try LDAPClient(settings, rest: .zero)), plan)
    }

    /// The answers to RCPT for each of `numbers`, and, where one was taken, to the end of a mail with these fields.
    private func answers(
        _ numbers: [String], from sender: String, fields: String..., entries: SenderEntries?,
        sink: FakeSink = FakeSink()
    ) async throws -> [String] {
        let answers = Mutex<[String]>([])
        try await withServer(entries: entries, sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                _ = try await client.say("MAIL FROM:<\(sender)>")
                var said: [String] = []
                for number in numbers { said.append(try await client.say("RCPT TO:<\(number)@fax.example>")) }
                if said.contains(where: { $0.hasPrefix("250") }), try await client.say("DATA").hasPrefix("354") {
                    let header = fields.map { $0 + "\r\n" }.joined()
                    said.append(try await client.say("\(header)\r\nx\r\n."))
                }
                answers.withLock { $0 = said }
            }
        }
        return answers.withLock { $0 }
    }

    @Test("A number beyond what the entry permits is refused by itself, and the operator reads why")
    func numbers() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let sink = FakeSink()
        let said = try await answers(
            ["+4930123", "+43123"], from: "jane@example.com", entries: try Self.entries(server), sink: sink)
        #expect(said.count == 3 && said[0].hasPrefix("250") && said[2].hasPrefix("250"), "\(said)")
        #expect(said[1] == "550 5.7.1 You may not send faxes to +43123: the directory does not permit it.")
        #expect(
            sink.kept.first?.mail.refusals.map(\.reason)
                == ["the directory does not permit it (directory.permissions.numbers)"])
        #expect(
            try await answers(["+43123"], from: "boss@example.com", entries: Self.entries(server)).first?.hasPrefix(
                "250")
                == true)
    }

    @Test("Fields and groups of lines that the entry does not permit are refused at the end of the mail")
    func fields() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let entries = try Self.entries(server)
        for (field, answer) in [
            ("X-Fax-Reference: 1", "250"),
            ("X-Fax-Priority: urgent", "550 5.7.1"),
            ("X-Fax-Line-Group: default", "550 5.7.1 You may not have faxes sent over lines of group default"),
        ] {
            let said = try await answers(["+4930123"], from: "jane@example.com", fields: field, entries: entries)
            #expect(said.last?.hasPrefix(answer) == true, "\(field): \(said)")
        }
    }

    @Test("Who has no entry is refused where that is the rule; while the directory is away everything is taken")
    func nobody() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        #expect(
            try await answers(["+43123"], from: "eve@example.com", entries: Self.entries(server)).first?.hasPrefix(
                "250")
                == true)
        let strict = try Self.entries(server, unsaid: "refuse")
        let refused = try await answers(["+43123"], from: "eve@example.com", entries: strict)
        #expect(refused.first?.hasPrefix("550 5.7.1 The directory does not say of this sender") == true, "\(refused)")
        try await server.stop()
        #expect(
            try await answers(["+43123"], from: "jane@example.com", entries: strict).first?.hasPrefix("250") == true)
    }

    @Test(
        "Where a header field names the sender, or the directory has other numbers to dial, it is left to who knows them"
    )
    func unknown() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        #expect(try Self.entries(server, "sender-field: X-User") == nil)
        let overridden = try Self.entries(server, "attributes: {dialled-number: description}")
        #expect(
            try await answers(["+43123"], from: "jane@example.com", entries: overridden).first?.hasPrefix("250") == true
        )
    }
}
