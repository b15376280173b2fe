import Configuration
import FaxModel
import Testing

@testable import faxctl

@Suite("faxctl dialplan test") struct DialTrialTests {
    private func report(
        _ destination: String, from sender: String? = nil, over group: String? = nil
    ) async throws -> DialReport {
        let configuration = try Configuration(
            text: """
                ingest: {domains: fax.example}
                dialling:
                  country-code: 49
                  area-code: 30
                  rules:
                    - {name: Abroad, to: international, line-groups: [sip, isdn]}
                    - {name: Carrier, to: anywhere, over: sip, dial: "{e164}"}
                    - {name: PBX, to: anywhere, over: isdn, dial: "0,{international}", maximum-rate: 9600}
                  blocked: [{to: +4930666, because: Nobody is there.}]
                rules:
                  - {name: Trunk, who: {from: "boss@*"}, may-fax: anywhere, line-group: isdn}
                  - {name: Others, who: {from: "jane@*"}, may-fax: national}
                faxout:
                  lines: [{name: s, device: /dev/s, group: sip}, {name: i, device: /dev/i, group: isdn, dial-prefix: P, international-prefix: "000"}]
                """, file: "f")
        return try await DialTrial(configuration, nil).report(
            on: destination, from: sender, over: group.map(Lane.init(rawValue:)))
    }

    @Test("It explains each step: what is meant, the rules, the groups in their order, the digits") func steps()
        async throws
    {
        #expect(
            try await report("+33 1 23@fax.example").text == """
                '+33 1 23@fax.example' is +33123.
                Rule 'Abroad' of dialling.rules chooses the lines.
                1. Lines of group sip:
                   Rules about it, the most exact first: Abroad, Carrier.
                   Rule 'Carrier' says what is dialled.
                   The modem dials: T33123
                2. Lines of group isdn, when none of those before has taken it for 60 s, or a call failed through our own trouble:
                   Rules about it, the most exact first: Abroad, PBX.
                   Rule 'PBX' says what is dialled.
                   The modem dials: P0,00033123
                   It is sent at 9600 bit/s at the most.
                """)
    }

    @Test("Costly numbers are not said to be dialled", arguments: ["112", "110", "+49900123", "0900 123"])
    func costly(_ number: String) async throws {
        let report = try await report(number)
        #expect(!report.mayGo && !report.text.contains("The modem dials"))
        #expect(report.text.contains("it is not dialled, but for a sender whom a rule that names it lets"))
    }

    @Test("A rule or the mail may choose the lines; the rules may refuse") func senders() async throws {
        #expect(
            try await report("0228123", from: "boss@example.com").text == """
                '0228123' is +49228123.
                Rule 'Trunk' chooses the lines.
                1. Lines of group isdn:
                   Rules about it, the most exact first: PBX.
                   Rule 'PBX' says what is dialled.
                   The modem dials: P0,00049228123
                   It is sent at 9600 bit/s at the most.
                """)
        #expect(
            try await report("0228123", over: "sip").text.contains(
                "The mail chooses the lines.\n1. Lines of group sip:"))
        let refused = try await report("+33123", from: "jane@example.com")
        #expect(!refused.mayGo && refused.text.contains("The rules refuse the fax"))
    }

    @Test("A blocked number, and one that can't be understood") func blocked() async throws {
        let report = try await report("030 666 1")
        #expect(!report.mayGo)
        #expect(
            report.text
                == "'030 666 1' is +49306661.\nThe number is blocked (dialling.blocked). Senders are told: Nobody is there."
        )
        await #expect(throws: Failure.self) { try await self.report("nonsense") }
    }
}
