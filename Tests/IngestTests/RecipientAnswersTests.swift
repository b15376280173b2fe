import Configuration
import Directory
import FaxAddressing
import FaxModel
import FaxPolicy
import FaxRequests
import Foundation
import Synchronization
import Testing

@testable import ingest

@Suite("By LMTP the end of a mail is answered recipient by recipient (RFC 2033 §4.2)", .timeLimit(.minutes(20)))
struct RecipientAnswersTests {
    /// What the end of a mail is answered for each of its recipients, all of which RCPT has taken.
    private func answers(
        _ header: String, to recipients: [String], ingest: String = "", rules: String, ledger: PageLedger? = nil,
        people: (any PersonSource)? = nil, sink: FakeSink = FakeSink()
    ) async throws -> [String] {
        let answers = Mutex<[String]>([])
        let yaml = "  protocol: lmtp\n\(ingest)\nfields: {list-addresses: [fax]}\n"
        try await withServer(yaml, rules: rules, people: people, ledger: ledger, sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("LHLO client.example")
                _ = try await client.say("MAIL FROM:<jane@example.com>")
                for recipient in recipients {
                    #expect(try await client.say("RCPT TO:<\(recipient)@fax.example>").hasPrefix("250"))
                }
                _ = try await client.say("DATA")
                var said = [try await client.say("\(header)Subject: x\r\n\r\nx\r\n.")]
                for _ in recipients.dropFirst() { said.append(try await client.reply()) }
                #expect(try await client.say("NOOP").hasPrefix("250 2.0.0 Ok"), "there are no more answers")
                answers.withLock { [said] in $0 = said }
            }
        }
        return answers.withLock { $0 }
    }

    private static let trusted = "  trusted-authentication: [{server: mx.example.com, networks: [127.0.0.1]}]"

    private static let proved = """
          - {name: Proved, who: {from: "*@example.com", verified: dmarc}, may-fax: [+49], pages-a-day: 1}
          - {name: Nobody else, may-fax: ["12"]}
        """

    private static let pass = "Authentication-Results: mx.example.com; dmarc=pass header.from=example.com\r\n"

    @Test("What a front server has not proved is refused for the recipients who need it, and goes to the others")
    func unproved() async throws {
        let sink = FakeSink()
        let said = try await answers(
            "", to: ["+49301", "12", "+49302"], ingest: Self.trusted, rules: Self.proved, sink: sink)
        #expect(said[0] == "550 5.7.1 You may not send faxes to +49301.")
        #expect(said[1].hasPrefix("250 2.0.0 Accepted as order "))
        #expect(said[2] == "550 5.7.1 You may not send faxes to +49302.")
        #expect(sink.kept.map { $0.mail.recipients.map(\.address) } == [["12@fax.example"]])
        #expect(sink.kept.first?.mail.refusals.map(\.recipient) == ["+49301@fax.example", "+49302@fax.example"])
    }

    @Test("Where all are refused nothing is kept, and each hears why")
    func nobody() async throws {
        for header in ["", "X-Fax-Number: +49301; name=Jane, +49302\r\n"] {
            let sink = FakeSink()
            let said = try await answers(
                header, to: ["+49301", "+49302"], ingest: Self.trusted, rules: Self.proved, sink: sink)
            #expect(said == ["+49301", "+49302"].map { "550 5.7.1 You may not send faxes to \($0)." })
            #expect(sink.kept.isEmpty)
        }
    }

    @Test("Recipients beyond the pages of today are deferred, the others are faxed to")
    func pages() async throws {
        let sink = FakeSink()
        let source = ScriptedPages()
        let said = try await answers(
            Self.pass, to: ["+49301", "+49302"], ingest: Self.trusted, rules: Self.proved,
            ledger: PageLedger(source, timeZone: .gmt), sink: sink)
        #expect(said[0].hasPrefix("250"))
        #expect(said[1] == "450 4.7.1 Your 1 page of today is used up; try again tomorrow.")
        #expect(sink.kept.map { $0.mail.recipients.map(\.address) } == [["+49301@fax.example"]])
    }

    @Test("What the header says of a number holds where it is faxed to by one of two names, and the other is deferred")
    func sameNumber() async throws {
        let sink = FakeSink()
        let said = try await answers(
            Self.pass + "X-Fax-Number: +49301; name=Jane\r\n", to: ["+49301", "FAX=+49301"], ingest: Self.trusted,
            rules: Self.proved, ledger: PageLedger(ScriptedPages(), timeZone: .gmt), sink: sink)
        #expect(said.map { $0.prefix(3) } == ["250", "450"])
        #expect(sink.kept.map { $0.mail.recipients.map { $0.request?.cover.recipient?.name } } == [["Jane"]])
    }

    private static let plain = """
          - {name: Plain, to: ["12"], may-fax: anywhere, fields: [X-Fax-Number]}
          - {name: All, may-fax: anywhere}
        """

    @Test(
        "A field is refused for the recipients whose rule does not allow it; what the header says of the others holds")
    func fields() async throws {
        let sink = FakeSink()
        let header = "X-Fax-Dials: 3\r\nX-Fax-Number: 12; name=Kai, 13; name=Jane\r\n"
        let said = try await answers(header, to: ["12", "13"], rules: Self.plain, sink: sink)
        #expect(said[0].hasPrefix("550 5.7.1 The mail was not faxed. The field X-Fax-Dials may not be used"))
        #expect(said[1].hasPrefix("250"))
        #expect(sink.kept.map { $0.mail.recipients.map { $0.request?.cover.recipient?.name } } == [["Jane"]])
    }

    @Test("So it is where the one that is refused is a person, by whichever name the header has him")
    func person() async throws {
        let people = try Configuration(
            text: "people: [{mail: jane@example.com, name: Jane, facsimile: +49301}]", file: "f"
        ).people
        let rules = """
              - {name: Plain, to: ["+49301"], may-fax: anywhere, fields: [X-Fax-Number]}
              - {name: All, may-fax: anywhere}
            """
        for name in ["jane", "+49301"] {
            let sink = FakeSink()
            let header = "X-Fax-Dials: 3\r\nX-Fax-Number: \(name); name=Jane, 13; name=Kai\r\n"
            let said = try await answers(
                header, to: ["jane", "13"], ingest: "  person-domain: example.com", rules: rules,
                people: ConfiguredPeople(people), sink: sink)
            #expect(
                said[0].hasPrefix("550 5.7.1 The mail was not faxed. The field X-Fax-Dials may not be used"), "\(said)")
            #expect(said[1].hasPrefix("250"), "\(said)")
            #expect(sink.kept.map { $0.mail.recipients.map { $0.request?.cover.recipient?.name } } == [["Kai"]])
        }
    }

    @Test("What is wrong with the header is wrong for all")
    func header() async throws {
        for (header, reply) in [
            ("X-Fax-Dials: 0\r\n", "550 5.6.0 The mail was not faxed. The field X-Fax-Dials has the value '0'"),
            ("X-Fax-Number: 14\r\n", "550 5.6.0 The field X-Fax-Number lists 14, to which the mail is not addressed"),
        ] {
            let sink = FakeSink()
            let said = try await answers(header, to: ["12", "13"], rules: Self.plain, sink: sink)
            #expect(said.allSatisfy { $0.hasPrefix(reply) }, "\(said)")
            #expect(sink.kept.isEmpty)
        }
    }

    @Test("A list goes to all of its numbers or to none, and so do those beside it")
    func list() async throws {
        let sink = FakeSink()
        let rules = "  - {name: Few, may-fax: [\"12\", \"13\"]}"
        let good = try await answers("X-Fax-Number: 12\r\n", to: ["fax", "13"], rules: rules, sink: sink)
        #expect(good.count { $0.hasPrefix("250") } == 2)
        #expect(sink.kept.map { $0.mail.recipients.map(\.fax.number.digits) } == [["13", "12"]])
        let bad = try await answers("X-Fax-Number: 12, 14\r\n", to: ["fax", "13"], rules: rules, sink: sink)
        #expect(bad.allSatisfy { $0.hasPrefix("550 5.7.1 X-Fax-Number: You may not send faxes to 14.") }, "\(bad)")
        #expect(sink.kept.count == 1)
    }
}
