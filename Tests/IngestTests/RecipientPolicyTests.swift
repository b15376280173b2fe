import Configuration
import Directory
import FaxAddressing
import FaxModel
import FaxPolicy
import SMTP
import Testing

@testable import ingest

extension RecipientGate {
    /// A gate for tests: numbers of up to ten digits are extensions unless `dialling` says something else.
    ///
    /// - Parameter rules: the list's items; `nil` for no list.
    static func test(
        domains: String = "[fax.example]", dialling: String = "{extension-digits: 10}", ingest: String = "",
        fields: String = "{}", rules: String? = nil, groups: (any GroupSource)? = nil,
        people: (any PersonSource)? = nil, ledger: PageLedger? = nil, hasPostmaster: Bool = false
    ) throws -> RecipientGate {
        let configuration = try Configuration(
            text: """
                ingest:
                  domains: \(domains)
                \(ingest)
                dialling: \(dialling)
                fields: \(fields)
                directory: {url: "ldap://x", base: "dc=example"}
                \(rules.map { "rules:\n\($0)" } ?? "")
                """, file: "test.yaml")
        return RecipientGate(
            configuration.ingest, FaxPolicy(rules: configuration.rules, configuration.dialling),
            listAddresses: configuration.fields.listAddresses, groups: groups, people: people, ledger: ledger,
            hasPostmaster: hasPostmaster)
    }

    /// What is decided at once of a recipient that a client of this machine names.
    func decide(_ recipient: ForwardPath) throws -> Decision {
        let submitter = Submitter.test
        return try #require(
            decideAtOnce(Question(recipient: recipient, submitter: submitter, sender: "jane@example.com")))
    }
}

extension Submitter {
    /// Somebody on this machine.
    static let test = Submitter(client: "127.0.0.1", listener: "default")
}

@Suite("For whom mail is taken")
struct RecipientPolicyTests {
    @Test(
        "A fax number in a fax domain is taken",
        arguments: [
            ("+4922812345@fax.example", "+4922812345"), ("022812345@FAX.EXAMPLE", "022812345"),
            ("\"+49 (228) 123-45\"@fax.example", "+4922812345"), ("+49/228.123@fax.example", "+49228123"),
            ("FAX=+4922812345@fax.example", "+4922812345"), ("jane%+4922812345@fax.example", "+4922812345"),
        ])
    func taken(address: String, number: String) throws {
        guard case .accepted(let recipient) = try decide(address, by: .test(domains: "Fax.Example")) else {
            Issue.record("\(address) was refused")
            return
        }
        #expect(recipient.fax.number == FaxNumber(number))
    }

    @Test("What else an address says goes with its number")
    func attributes() throws {
        let decision = try decide(
            "\"/FAX=+49 228 12345/T33S=17/ATTN=Jane Doe/\"@fax.example", by: .test(domains: "fax.example"))
        var expected = FaxAddress(number: try #require(FaxNumber("+4922812345")))
        expected.subaddress = "17"
        expected.name = "Jane Doe"
        guard case .accepted(let recipient) = decision else {
            Issue.record("it was refused: \(decision)")
            return
        }
        #expect(recipient.fax == expected && recipient.terms == nil && !recipient.awaitsVerification)
    }

    @Test(
        "Everything else is 550, with a reason",
        arguments: [
            ("jane@fax.example", "550 5.1.1 'jane' is no fax address: it names no fax number"),
            ("1x@fax.example", "550 5.1.1"),
            (
                "FAX=1/POSTD=2@fax.example",
                "550 5.1.1 'FAX=1/POSTD=2' is no fax address: what POSTD asks for is not dialled"
            ),
            ("1@other.example", "550 5.7.1 other.example is no fax domain of this server"),
            ("1@fax.example.evil", "550 5.7.1"), ("1@[127.0.0.1]", "550 5.1.2"),
            ("1%fax.example@other.example", "550 5.7.1"), ("1%other.example@fax.example", "550 5.1.1"),
        ])
    func refused(address: String, reply: String) throws {
        #expect(try refusal(of: address, by: .test(domains: "fax.example")).hasPrefix(reply))
    }

    @Test(
        "Without a word of the operator: international numbers only, and none that are dear",
        arguments: [
            ("022812345", "550 5.1.1 '022812345' is no fax address: 022812345 is no international number"),
            ("+4990012345", "550 5.7.1 +4990012345 is charged at a premium rate; no fax is sent to it"),
            ("\"+44 (0)90 1234567\"", "550 5.7.1 +44901234567 is charged at a premium rate"),
            ("112", "550 5.1.1"),
        ])
    func closedByDefault(localPart: String, reply: String) throws {
        let refusal = try refusal(of: "\(localPart)@fax.example", by: .test(domains: "fax.example", dialling: "{}"))
        #expect(refusal.hasPrefix(reply), "\(refusal)")
    }

    @Test(
        "However a number is written, it is the same one, and what holds for it holds",
        arguments: [
            ("022812345", "+4922812345"), ("004922812345", "+4922812345"), ("12345", "+4922812345"),
            ("FAX=0228-12345", "+4922812345"), ("123", "123"),
            ("0900123456", "550 5.7.1 +49900123456 is charged at a premium rate"),
            ("0049900123456", "550 5.7.1 +49900123456 is charged at a premium rate"),
            ("112", "550 5.7.1 112 is an emergency number"),
            ("0112", "550 5.7.1 +49112 is an emergency number"), ("+49112", "550 5.7.1 +49112 is an emergency number"),
        ])
    func national(localPart: String, expected: String) throws {
        let policy = try RecipientGate.test(
            domains: "fax.example", dialling: "{country-code: 49, area-code: 228, extension-digits: 3}")
        switch try decide("\(localPart)@fax.example", by: policy) {
        case .accepted(let recipient): #expect(recipient.fax.number.digits == expected)
        case .group, .list, .answer, .postmaster: Issue.record("\(localPart) is taken for somebody else")
        case .refused(let reply, _): #expect(reply.description.hasPrefix(expected), "\(reply)")
        }
    }

    @Test("A list address is one in the fax domains only, in either case")
    func listAddresses() throws {
        let policy = try RecipientGate.test(fields: "{list-addresses: Fax}")
        #expect(try decide("fAX@fax.example", by: policy) == .list)
        #expect(try refusal(of: "fax@other.example", by: policy).hasPrefix("550 5.7.1"))
        #expect(try refusal(of: "fax@fax.example", by: .test()).hasPrefix("550 5.1.1"))
    }

    @Test("RFC 5321 §4.5.1: mail to the postmaster is taken without a domain and in a fax domain, in either case")
    func postmaster() throws {
        let gate = try RecipientGate.test(ingest: "  person-domain: example.com", hasPostmaster: true)
        #expect(try gate.decide(.postmaster) == .postmaster)
        for address in ["postmaster@fax.example", "PostMaster@FAX.example", "\"postmaster\"@fax.example"] {
            #expect(try decide(address, by: gate) == .postmaster)
        }
        #expect(try refusal(of: "postmaster@other.example", by: gate).hasPrefix("550 5.7.1"))
        // No rule has a say: nothing is faxed.
        let strict = try RecipientGate.test(
            rules: "  - {name: nobody, may-fax: nowhere}", hasPostmaster: true)
        #expect(try strict.decide(.postmaster) == .postmaster)
    }

    @Test("Without an operator there is no postmaster, and the refusal says whom to ask")
    func noPostmaster() throws {
        for path in [ForwardPath.postmaster, .mailbox(try #require(Mailbox("postmaster@fax.example")))] {
            guard case .refused(let reply, nil) = try RecipientGate.test().decide(path) else {
                Issue.record("\(path) was taken")
                continue
            }
            #expect(reply.description.hasPrefix("550 5.1.1 This fax server has no mailbox for its postmaster"))
        }
    }

    private func decide(_ address: String, by gate: RecipientGate) throws -> RecipientGate.Decision {
        try gate.decide(.mailbox(try #require(Mailbox(address))))
    }

    private func refusal(of address: String, by gate: RecipientGate) throws -> String {
        guard case .refused(let reply, _) = try decide(address, by: gate) else { return "\(address) was taken" }
        return reply.description
    }
}
