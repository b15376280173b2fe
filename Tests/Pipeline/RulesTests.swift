import FaxModel
import Foundation
import Pipeline
import TestSupport
import Testing

/// Rules from the mail to the telephone line, with all programs as processes.
@Suite("Who may fax where", .timeLimit(.minutes(20)))
struct RulesTests {
    private static let rules = """
        rules:
          - name: Service numbers
            to: ["90001"]
            may-fax: nowhere
            because: Please call them.
          - name: The house
            who: {client: 127.0.0.1, from: "*@example.com"}
            may-fax: extensions
            line-group: board
            cover-page: always
            pages-a-day: 2
        """

    @Test("A rule forces cover page and line group, refuses, and counts pages; the operator sees which it was")
    func rules() async throws {
        let exchange = try await Exchange(numbers: ["1001", "2222"], Efax.exchangeOptions)
        let efax = try await Efax(device: exchange.device("2222"))
        let mailServer = try await MailServer()
        // The dial plan's group has no line: only by the rule is anything dialled.
        let sections = Sections.all(line: exchange.device("1001"), mail: mailServer.port)
            .replacing("flow-control: software}", with: "flow-control: software, group: board}")
        try await Faxpost.with(sections + "\n" + Self.rules) { faxpost in
            try await faxpost.start(Faxpost.Program.allCases)
            let job = try await faxpost.send(to: "2222", options: ["--header", "X-Fax-Cover-Page: no"])[0]
            let history = try await faxpost.settled(job)
            #expect(history.job.state == .sent)
            #expect(history.documents["cover"] != nil && history.job.confirmedPages == 2)
            #expect(try await efax.received().count == 2)
            let events = history.events.map(\.text)
            #expect(events.first?.hasSuffix("accepted from 127.0.0.1 by rule 'The house'.") == true, "\(events)")
            #expect(
                events.contains { $0.contains("Lines of group board") && $0.contains("puts a cover page before it") })

            let refusal = await #expect(throws: SupportError.self) { try await faxpost.send(to: "90001") }
            #expect(refusal?.description.contains("550 5.7.1 Please call them.") == true)
            try await faxpost.process(.ingest).says("rule=Service numbers")

            let usedUp = await #expect(throws: SupportError.self) {
                try await faxpost.send(to: "2222", subject: "More")
            }
            #expect(usedUp?.description.contains("450 4.7.1 Your 2 pages of today are used up") == true)
            let said = try await faxpost.faxctl(
                "rules", "test", "--from", "jane@example.com", "2222@fax.example", codes: [1])
            #expect(said.contains("Rule 'Service numbers' does not match: it is not about 2222."))
            #expect(
                said.contains(
                    "Rule 'The house' matches, and decides.\nThe fax may not go: its pages of today are used up."))
            #expect(said.contains("Today there are 2 so far."))
            let denied = try await faxpost.faxctl("rules", "test", "--from", "jane@example.com", "90001", codes: [1])
            #expect(denied.contains("The fax may not go: it lets nothing pass."))
        }
    }

    private static let ldif = """
        dn: dc=example,dc=org
        objectClass: dcObject
        objectClass: organization
        dc: example
        o: Example

        """
        + ["jane", "kai", "lea"].map { name in
            """

            dn: uid=\(name),dc=example,dc=org
            objectClass: inetOrgPerson
            uid: \(name)
            cn: \(name)
            sn: \(name)
            mail: \(name)@example.com

            """
        }.joined() + """

            dn: cn=fax-users,dc=example,dc=org
            objectClass: groupOfNames
            cn: fax-users
            member: uid=jane,dc=example,dc=org

            """

    @Test(
        "A group of a real directory decides; while that is down, nobody is let through, and nobody is refused for good"
    )
    func groups() async throws {
        let server = try await SlapdServer(ldif: Self.ldif)
        defer { server.terminate() }
        let sections = """
            directory:
              url: \(server.url)
              base: \(SlapdServer.suffix)
              timeout: 2s
              groups: {by: search}
            rules:
              - {name: Users, who: {client: 127.0.0.1, group: fax-users}, may-fax: extensions}
            """
        try await Faxpost.with(sections) { faxpost in
            try await faxpost.start([.spool, .ingest])
            let job = try await faxpost.send(to: "2222")[0]
            let history = try await faxpost.job(job) { !$0.events.isEmpty }
            #expect(history.events.first?.text.contains("by rule 'Users'") == true)
            func answer(_ sender: String) async -> String {
                let refusal = await #expect(throws: SupportError.self) {
                    try await faxpost.send(to: "2222", options: ["--from", "\(sender)@example.com"])
                }
                return refusal?.description ?? ""
            }
            #expect(await answer("kai").contains("550 5.7.1 You may not send faxes to 2222."))
            try await server.stop()
            #expect(await answer("lea").contains("451 4.4.3 Whether you may fax can't be looked up now"))
        }
    }
}
