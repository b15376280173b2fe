import Configuration
import Directory
import FaxAddressing
import FaxModel
import Foundation
import LDAP
import LDAPGrammar
import Testing

@testable import faxctl

@Suite("faxctl rules test") struct RuleTrialTests {
    private func directory(of configuration: Configuration) throws -> PeopleDirectory? {
        try configuration.directory.map { settings in
            PeopleDirectory(settings, NumberPlan(), online: try LDAPClient(settings, rest: .zero))
        }
    }

    private func report(
        _ destination: String, from: String = "jane@example.com", client: String = "10.1.0.1",
        groups: Set<DistinguishedName>? = [],
        rules: String? = """
        - {name: Managers, who: {group: managers}, may-fax: anywhere}
        - {name: The wards, who: {client: 10.1.0.0/16}, may-fax: [+49], line-group: trunk, cover-page: always, pages-a-day: 7}
        """
    ) async throws -> RuleReport {
        let configuration = try Configuration(
            text: """
                ingest: {domains: fax.example, networks: [10.0.0.0/8, 192.0.2.0/24]}
                faxout: {lines: [{name: line1, device: /dev/null}]}
                dialling: {country-code: 49, area-code: 30}
                directory: {url: "ldap://127.0.0.1:1", base: "dc=example", timeout: 1s}
                \(rules.map { "rules:\n\($0)" } ?? "")
                """, file: "f")
        return try await RuleTrial(configuration, directory(of: configuration)).report(
            on: destination, from: from, client: client, listener: "default", user: nil, verified: [], groups: groups)
    }

    @Test func itSaysWhichRuleDecidesAndWhyTheOthersDoNot() async throws {
        #expect(
            try await report("0228 123@fax.example").text == """
                The number is +49228123.
                Rule 'Managers' does not match: the sender is not in managers.
                Rule 'The wards' matches, and decides.
                The fax may go.
                It goes over the lines of group trunk.
                It has a cover page.
                No line here is of that group of lines: the fax waits until one is.
                It has 7 pages a day for each sender.
                """)
        #expect(
            try await report("+43123", client: "192.0.2.1").text == """
                The number is +43123.
                Rule 'Managers' does not match: the sender is not in managers.
                Rule 'The wards' does not match: the client 192.0.2.1 is not in its networks.
                The fax may not go: no rule matches.
                The sender is told: You may not send faxes to +43123.
                """)
        #expect(
            try await report("+4912", rules: nil).text == """
                The number is +4912.
                There are no rules.
                The fax may not go: there are no rules, and the client 10.1.0.1 is not this machine.
                The sender is told: You may not send faxes to +4912.
                """)
    }

    @Test func aClientOfNoNetworkOfItsListenerIsRefusedBeforeAllRules() async throws {
        let report = try await report("+49228123", client: "198.51.100.1", rules: "- {name: All, may-fax: anywhere}")
        #expect(!report.mayGo)
        #expect(
            report.text.hasSuffix(
                "198.51.100.1 is in none of the networks of listener 'default', and is refused before all rules (554).")
        )
    }

    @Test func thePagesOfTodayAreAskedFor() async throws {
        let configuration = try Configuration(
            text: """
                ingest: {time-zone: UTC}
                rules: [{name: Wards, may-fax: anywhere, pages-a-day: 7}]
                """, file: "f")
        var asked: [String] = []
        let report = try await RuleTrial(configuration, directory(of: configuration)).report(
            on: "+49123", from: "Jane@example.com", client: "::1", listener: "default", user: "Jane", verified: [],
            groups: nil
        ) { account, since in
            asked.append(account)
            #expect(since.timeIntervalSince1970.truncatingRemainder(dividingBy: 86_400) == 0)
            return 3
        }
        #expect(asked == ["Wards\nuser jane"])
        #expect(report.text.hasSuffix("It has 7 pages a day for each sender. Today there are 3 so far."))
    }

    @Test func groupsMayBeAssumed() async throws {
        let groups = try Set([#require(DistinguishedName("cn=managers,dc=example"))])
        #expect(try await report("+43123", groups: groups).mayGo)
    }

    @Test(arguments: [
        ("+43@other.example", "other.example is not among ingest.domains."),
        ("jane@fax.example", "'jane' is no fax address:"),
    ])
    func whatIsNoAddressIsSaid(destination: String, sentence: String) async {
        let failure = await #expect(throws: Failure.self) { try await report(destination) }
        #expect(failure?.sentence.hasPrefix(sentence) == true)
    }

    @Test func aDirectoryThatDoesNotAnswerIsSaid() async {
        let failure = await #expect(throws: Failure.self) { try await report("+4930123", groups: nil) }
        #expect(failure?.status == EnhancedStatusCode(4, 4, 3))
    }
}
