import Configuration
import FaxAddressing
import FaxModel
import FaxRequests
import Foundation
import SMTP
import Testing

@testable import ingest

@Suite("Whether a mail is taken, and to whom it goes, by its header") struct FieldPolicyTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    /// What becomes of a mail with this header.
    private func recipients(
        _ fields: String..., to addresses: [String] = ["+492281@fax.example"], settings: String = "{}",
        dialling: String = "{country-code: 49}", rules: String? = nil, maximum: Int = 500
    ) async throws -> [AcceptedMail.Recipient] {
        try await decision(
            fields, to: addresses, settings: settings, dialling: dialling, rules: rules, maximum: maximum
        ).recipients
    }

    private func decision(
        _ fields: [String], to addresses: [String] = ["+492281@fax.example"], settings: String = "{}",
        dialling: String = "{country-code: 49}", rules: String? = nil, maximum: Int = 500
    ) async throws -> MailReview.Decision {
        let configuration = try Configuration(text: "fields: \(settings)\n", file: "f")
        let gate = try RecipientGate.test(dialling: dialling, fields: settings, rules: rules)
        var envelope = MailEnvelope(
            hello: MailEnvelope.Hello(name: "client.example", isExtended: true), sender: Mailbox("jane@example.com"))
        var list = RecipientDecisions()
        for address in addresses {
            let path = ForwardPath.mailbox(try #require(Mailbox(address)))
            list.note(try gate.decide(path), path, envelope)
            envelope.recipients.append(path)
            envelope.wishes.append(ReportWishes(notify: .success))
        }
        var header = HeaderCollector()
        header.append(Array((fields.joined(separator: "\r\n") + "\r\n\r\nHello\r\n").utf8))
        return try await MailReview(
            gate: gate, policy: FieldPolicy(configuration.fields, lineGroups: configuration.knownLineGroups),
            submitter: .test, sender: "jane@example.com", addressees: list.addressees(envelope), header: header,
            limit: maximum
        ).decision(now: Self.now)
    }

    private func refusal(_ body: () async throws -> [AcceptedMail.Recipient]) async throws -> String {
        try #require(await #expect(throws: MailRefusal.self) { try await body() }).reply.description
    }

    private let list = "{list-addresses: [Fax, liste]}"

    // MARK: Urgency

    @Test func aMailIsAsUrgentAsTheMostUrgentOfItsFaxes() async throws {
        #expect(try await decision(["Subject: x"]).priority == .normal)
        #expect(try await decision(["X-Fax-Priority: bulk"]).priority == .bulk)
        #expect(try await decision(["X-Fax-Priority: urgent"]).priority == .urgent)
        let rules = "  - {name: a, may-fax: anywhere, highest-priority: normal}"
        #expect(
            try await decision(["X-Fax-Priority: urgent"], rules: rules).priority == .normal,
            "no more than its rule lets it")
    }

    // MARK: Fields

    @Test func aMailWithoutFieldsGoesToItsEnvelope() async throws {
        let recipients = try await recipients("Subject: x", to: ["+492281@fax.example", "+492282@fax.example"])
        #expect(recipients.map(\.fax.number.digits) == ["+492281", "+492282"])
        #expect(recipients.allSatisfy { $0.request == nil })
    }

    @Test func whatAProgramAnswersByItselfIsNotFaxed() async throws {
        for value in ["auto-replied", "Auto-Replied; owner-email=x", "\r\n auto-replied"] {
            let reply = try await refusal { try await recipients("Subject: Out of office", "Auto-Submitted: \(value)") }
            #expect(reply.hasPrefix("550 5.7.1 The mail is a program's answer"))
        }
        for value in ["no", "auto-generated"] {
            #expect(try await recipients("Subject: x", "Auto-Submitted: \(value)").count == 1)
        }
    }

    @Test(arguments: [
        ("X-Fax-Priority: soon", "550 5.6.0 The mail was not faxed. The field X-Fax-Priority has the value 'soon'; "),
        ("X-FAX-Colour: red", "550 5.6.0 The mail was not faxed. The field 'X-FAX-Colour' (value 'red') is unknown"),
        ("X-Fax-Dials: 1\r\nX-Fax-Dials: 2", "550 5.6.0 The mail was not faxed. The field X-Fax-Dials stands twice"),
        ("X-Fax-Line-Group: nowhere", "550 5.6.0 The mail was not faxed. The field X-Fax-Line-Group has the value"),
        ("X-Fax-Priority:\r\n soon", "550 5.6.0 The mail was not faxed. The field X-Fax-Priority has the value 'soon'"),
        ("x-fax-priority : soon", "550 5.6.0"), ("X-Fax-: x", "550 5.6.0 The mail was not faxed. The field 'X-Fax-'"),
        (
            "X-Fax-Password: sealed:AAAA",
            "550 5.6.0 The mail was not faxed. The field X-Fax-Password has a value that is not repeated here"
        ),
    ])
    func whatCantBeFollowedIsRefused(fields: String, reply: String) async throws {
        #expect(try await refusal { try await recipients("Subject: x", fields) }.hasPrefix(reply))
    }

    @Test func whereTheOperatorOnlyWarnsTheMailIsTaken() async throws {
        #expect(try await recipients("X-Fax-Priority: soon", settings: "{mistakes: warn}").count == 1)
        for field in ["X-Fax-Number: jane", "X-Fax-Number: +492281; nmae=x"] {
            #expect(try await refusal { try await recipients(field, settings: "{mistakes: warn}") }.hasPrefix("550 5."))
        }
    }

    @Test func whatTheSenderMayNotUseIsRefusedWhateverTheOperatorSaysOfMistakes() async throws {
        let rules = "  - {name: a, may-fax: anywhere, fields: [X-Fax-Reference, X-Fax-Number]}"
        for settings in ["{}", "{mistakes: warn}"] {
            let reply = try await refusal {
                try await recipients("X-Fax-Priority: urgent", settings: settings, rules: rules)
            }
            #expect(reply.hasPrefix("550 5.7.1 The mail was not faxed. The field X-Fax-Priority may not be used"))
        }
        #expect(try await recipients("X-Fax-Reference: 1", rules: rules).count == 1)
        let listed = try await refusal {
            try await recipients(
                "X-Fax-Number: +492281", "X-Fax-Priority: urgent", to: ["fax@fax.example"], settings: list, rules: rules
            )
        }
        #expect(listed.hasPrefix("550 5.7.1"), "the rules hold for the numbers of a list, too")
    }

    @Test func whatRulesRefuseIsRefusedInAListToo() async throws {
        let rules = "  - {name: a, may-fax: [+4930]}"
        let reply = try await refusal {
            try await recipients("X-Fax-Number: +492281", to: ["fax@fax.example"], settings: list, rules: rules)
        }
        #expect(reply.hasPrefix("550 5.7.1 X-Fax-Number: "))
        let passed = try await recipients(
            "X-Fax-Number: +49301", to: ["fax@fax.example"], settings: list, rules: rules)
        #expect(passed.map(\.terms?.rule) == ["a"])
    }

    @Test func whatIsToBeReportedOfAListIsReportedOfItsNumbers() async throws {
        let passed = try await recipients("X-Fax-Number: +49301, +49302", to: ["fax@fax.example"], settings: list)
        #expect(passed.map(\.wishes.notify) == [.success, .success])
    }

    @Test func namesOfTheInstallationAreRead() async throws {
        let settings = "{names: {X-Dials: X-Fax-Dials}, values: {X-Dials: {few: 3}}}"
        #expect(try await recipients("X-Dials: few", settings: settings).count == 1)
        #expect(
            try await refusal { try await recipients("X-Dials: many", settings: settings) }.contains(
                "X-Dials (X-Fax-Dials)"))
        #expect(try await recipients("X-Dials: many").count == 1, "it is nobody's field then")
    }

    @Test func aHeaderThatIsTooLongIsRefused() async throws {
        let padding = String(repeating: "X-Padding: " + String(repeating: "x", count: 900) + "\r\n", count: 300)
        let reply = try await refusal { try await recipients(padding + "X-Fax-Dials: 1") }
        #expect(reply.hasPrefix("550 5.3.4 The mail's header has more than 262144 octets"))
    }

    @Test(
        "A line that begins as a field for us and is none is not ignored",
        arguments: [
            "X-Fax-Priority quick", "x-fax-foo", "X-Fax-Password 1234", "X-Fax-Priority\r\n : bulk",
            "X-Fax-Priority x: bulk",
        ])
    func linesThatAreNoField(line: String) async throws {
        let reply = try await refusal { try await recipients("Subject: x", line, "X-Y: z") }
        let name = line.prefix { $0 != " " && $0 != "\r\n" }
        #expect(
            reply
                == "550 5.6.0 The line that begins with '\(name)' is no header field: no colon follows the name at once"
        )
    }

    @Test(
        "What is glued to the name of a password is not repeated: it may be the password",
        arguments: [
            "X-Fax-Password=4711", "X-Fax-Password;4711", "X-Fax-Password4711", "X-Fax-Password=4711: x",
            "X-Fax-Pasword=4711: x", "X-Pin=4711",
        ])
    func whatIsGluedToASecret(line: String) async throws {
        let reply = try await refusal {
            try await recipients(
                "Subject: x", "X-Fax-Tries: 3", line, settings: "{names: {X-Pin: X-Fax-Password}}")
        }
        #expect(!reply.contains("4711"), "\(reply)")
    }

    @Test(
        "Lines of others that are no fields take nothing with them",
        arguments: ["garbage", "garbage without end ", ": x"])
    func otherLines(line: String) async throws {
        do {
            #expect(try await decision(["Subject: x", line, "X-Fax-Priority: bulk"]).priority == .bulk)
        } catch let refusal as MailRefusal {
            #expect(refusal.reply.description.hasPrefix("550 5.6.0 The mail's header can't be read"))
        }
    }

    @Test func aHeaderOfVeryManyFieldsIsRefused() async throws {
        let reply = try await refusal { try await recipients(String(repeating: "X-Fax-A: b\r\n", count: 20_000)) }
        #expect(reply == "550 5.6.0 The mail's header can't be read. A header of the mail has more than 2000 fields.")
    }

    // MARK: Lists of numbers

    @Test func aMailToAListAddressGoesToTheNumbersOfItsHeader() async throws {
        let recipients = try await recipients(
            "X-Fax-Number: +492282; name=\"Jane\"; reference=1; subaddress=17,", " 0228 3", to: ["FAX@fax.example"],
            settings: list)
        #expect(recipients.map(\.fax.number.digits) == ["+492282", "+492283"])
        #expect(recipients.map(\.fax.subaddress) == ["17", nil])
        #expect(recipients.map(\.address) == ["+492282@fax.example", "\"0228 3\"@fax.example"])
        #expect(recipients[0].request?.reference == "1" && recipients[0].request?.cover.recipient?.name == "Jane")
    }

    @Test func aListAddressWithoutAListIsRefused() async throws {
        let reply = try await refusal { try await recipients("Subject: x", to: ["fax@fax.example"], settings: list) }
        #expect(reply.hasPrefix("550 5.6.0 The mail goes to the numbers that its field X-Fax-Number lists"))
        #expect(
            try await refusal { try await recipients("X-Fax-Dials: 1", to: ["liste@fax.example"], settings: list) }
                == reply)
    }

    @Test(
        "Its numbers are refused like those of an envelope",
        arguments: [
            ("+49900123", "550 5.7.1 X-Fax-Number: +49900123 is charged at a premium rate"),
            ("0112", "550 5.7.1 X-Fax-Number: +49112 is an emergency number"),
            ("1", "550 5.1.1 X-Fax-Number: '1' is no fax address: 1 has no area code"),
            (
                "FAX=+492281/POSTD=2",
                "550 5.1.1 X-Fax-Number: 'FAX=+492281/POSTD=2' is no fax address: what POSTD asks for is not dialled"
            ),
            ("jane", "550 5.1.1 X-Fax-Number: 'jane' is no fax address: it names no fax number"),
            ("J\u{F6}rg 1", "550 5.1.1 X-Fax-Number"), ("\"a\\\\b\\\"c\"", "550 5.1.1 X-Fax-Number: 'a\\b\"c'"),
            ("+492282, +49900123", "550 5.7.1 X-Fax-Number: +49900123"),
        ])
    func refusedNumbers(numbers: String, reply: String) async throws {
        for settings in [list, "{list-addresses: fax, mistakes: warn}"] {
            let refusal = try await refusal {
                try await recipients("X-Fax-Number: \(numbers)", to: ["fax@fax.example"], settings: settings)
            }
            #expect(refusal.hasPrefix(reply), "\(refusal)")
        }
    }

    @Test func anAddressOfAListIsNoNumberOfOne() async throws {
        let settings = "{list-addresses: ['4711']}"
        let reply = try await refusal {
            try await recipients("X-Fax-Number: 4711", to: ["4711@fax.example"], settings: settings)
        }
        #expect(reply.hasPrefix("550 5.6.0 The field X-Fax-Number lists the address of a list"))
    }

    @Test func aListOfAMailToNumbersSaysMoreOfTheseAndNamesNoOthers() async throws {
        let recipients = try await recipients(
            "X-Fax-Number: 0228/2; name=Jane", to: ["+492281@fax.example", "+492282@fax.example"])
        #expect(recipients.map(\.fax.number.digits) == ["+492281", "+492282"])
        #expect(recipients.map(\.request?.cover.recipient?.name) == [nil, "Jane"])
        let reply = try await refusal { try await self.recipients("X-Fax-Number: +492289") }
        #expect(reply.contains("X-Fax-Number lists +492289, to which the mail is not addressed"))
    }

    @Test func aNumberIsOneFaxUnlessDifferentThingsAreSaidOfIt() async throws {
        let same = try await recipients(
            "X-Fax-Number: +492281; name=A, 0228 1; name=A, +492281; name=B, +492282",
            to: ["fax@fax.example", "+492282@fax.example", "+492282@FAX.example"], settings: list)
        #expect(same.map(\.fax.number.digits) == ["+492282", "+492281", "+492281"])
        #expect(same.map(\.request?.cover.recipient?.name) == [nil, "A", "B"])
        #expect(try await recipients("A: b", to: ["+492281@fax.example", "\"0228 1\"@fax.example"]).count == 1)
    }

    @Test func thereAreNoMoreRecipientsThanAMailMayHave() async throws {
        let numbers = (1...101).map { "+49228\($0)" }.joined(separator: ",")
        let reply = try await refusal {
            try await recipients(
                "X-Fax-Number: \(numbers)", to: ["fax@fax.example"], settings: list, maximum: 100)
        }
        #expect(reply.hasPrefix("550 5.5.3 The mail has 101 recipients"))
    }
}
