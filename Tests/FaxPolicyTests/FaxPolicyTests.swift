import Configuration
import FaxAddressing
import FaxModel
import LDAPGrammar
import Testing

@testable import FaxPolicy

@Suite("Who may fax where") struct FaxPolicyTests {
    private static let house = """
        - name: No service numbers
          to: [+49180]
          may-fax: nowhere
          because: Service numbers cost extra. Please call them.
        - name: The front desk
          who: {user: desk, listener: submission}
          may-fax: anywhere
          even-premium-rate: [+49900123]
          even-emergency: [112]
        - name: The wards
          who: {client: 10.1.0.0/16, from: "*@klinik.example"}
          may-fax: [national, extensions]
          except: [+4930999]
          line-group: trunk
          pages-a-day: 20
        - name: Managers
          who: {group: [fax-managers, "cn=board,ou=groups,dc=klinik,dc=example"]}
          may-fax: international
        - name: Anybody known
          who: {user: any}
          may-fax: [100..199]
        """

    private func policy(
        _ rules: String? = house, dialling: String = "{country-code: 49, area-code: 30, extension-digits: 3}"
    ) throws -> FaxPolicy {
        let list = rules.map { "rules:\n\($0)\n" } ?? ""
        let directory = "directory: {url: 'ldap://x', base: 'dc=klinik,dc=example'}\n"
        let configuration = try Configuration(text: "dialling: \(dialling)\n\(directory)\(list)", file: "f")
        return FaxPolicy(rules: configuration.rules, configuration.dialling)
    }

    private func evaluate(
        _ number: String, client: String = "192.0.2.1", listener: String = "smtp", user: String? = nil,
        from: String = "jane@klinik.example", groups: [String]? = [], by policy: FaxPolicy? = nil
    ) throws -> Evaluation {
        let policy = try policy ?? self.policy()
        let destination = try Destination(try #require(FaxNumber(number)), policy.plan, policy.costlyNumbers)
        let facts = SenderFacts(
            client: client, listener: listener, user: user, address: from,
            groups: groups.map { Set($0.compactMap(DistinguishedName.init)) })
        return policy.evaluate(facts, destination)
    }

    /// The outcome in a few words: the rule that lets it pass, or `-` and the rule that does not.
    private func words(_ evaluation: Evaluation) -> String {
        switch evaluation.outcome {
        case .allowed(let permit): permit.terms?.rule ?? "no rules"
        case .refused(let refusal): "- \(refusal.rule ?? "none")"
        case .groupsNeeded: "groups"
        case .verificationNeeded: "verification"
        }
    }

    @Test(
        "The first rule that matches decides",
        arguments: [
            // number, client, listener, user, from, outcome
            ("+493012345", "10.1.2.3", "smtp", nil, "a@klinik.example", "The wards"),
            ("012345", "10.1.2.3", "smtp", nil, "a@klinik.example", "The wards"),
            ("123", "10.1.2.3", "smtp", nil, "a@klinik.example", "The wards"),
            ("+43112345", "10.1.2.3", "smtp", nil, "a@klinik.example", "- The wards"),
            ("+4930999123", "10.1.2.3", "smtp", nil, "a@klinik.example", "- The wards"),
            ("+493012345", "10.2.2.3", "smtp", nil, "a@klinik.example", "- none"),
            ("+493012345", "10.1.2.3", "smtp", nil, "a@other.example", "- none"),
            ("+493012345", "10.1.2.3", "smtp", nil, "", "- none"),
            ("+491801234", "10.1.2.3", "smtp", nil, "a@klinik.example", "- No service numbers"),
            ("0180 1234", "10.1.2.3", "submission", "desk", "a@klinik.example", "- No service numbers"),
            ("+43112345", "192.0.2.1", "submission", "Desk", "a@b.example", "The front desk"),
            ("+43112345", "192.0.2.1", "smtp", "desk", "a@b.example", "- Anybody known"),
            ("150", "192.0.2.1", "smtp", "kai", "a@b.example", "Anybody known"),
            ("250", "192.0.2.1", "smtp", "kai", "a@b.example", "- Anybody known"),
            ("150", "192.0.2.1", "smtp", nil, "a@b.example", "- none"),
            // Costly numbers, by those who may and by those who may not.
            ("+49900123456", "192.0.2.1", "submission", "desk", "a@b.example", "The front desk"),
            ("+49900999999", "192.0.2.1", "submission", "desk", "a@b.example", "- The front desk"),
            ("112", "192.0.2.1", "submission", "desk", "a@b.example", "The front desk"),
            ("110", "192.0.2.1", "submission", "desk", "a@b.example", "- The front desk"),
            ("+49900123456", "10.1.2.3", "smtp", nil, "a@klinik.example", "- The wards"),
            ("112", "10.1.2.3", "smtp", nil, "a@klinik.example", "- The wards"),
        ] as [(String, String, String, String?, String, String)])
    func table(number: String, client: String, listener: String, user: String?, from: String, outcome: String) throws {
        #expect(try words(evaluate(number, client: client, listener: listener, user: user, from: from)) == outcome)
    }

    @Test(
        "A number in place of another one is let pass by the rule that let the other one pass, and by none before it refused",
        arguments: [
            // rule, new number, user, whether it may
            ("The wards", "+4940123456", nil, true), ("The wards", "+4930999123", nil, false),
            ("The wards", "+43112345", nil, false), ("The wards", "+49180123", nil, false),
            ("The wards", "+49900123456", nil, false), ("Managers", "+43112346", nil, true),
            ("Anybody known", "150", "kai", true), ("Gone", "+4940123456", nil, false),
            (nil, "+4940123456", nil, false),
        ] as [(String?, String, String?, Bool)])
    func otherNumber(rule: String?, number: String, user: String?, may: Bool) throws {
        let sender = SenderFacts(
            client: "10.1.2.3", listener: "", user: user, address: "jane@klinik.example", groups: nil, verified: nil)
        let refusal = try policy().refusal(
            of: #require(FaxNumber(number)), inPlaceOf: #require(FaxNumber("+493012345")), under: rule, to: sender)
        #expect((refusal == nil) == may, "\(String(describing: refusal))")
        let free = try policy(nil).refusal(
            of: #require(FaxNumber("+43112345")), inPlaceOf: #require(FaxNumber("+491")), under: nil, to: sender)
        #expect(free == nil)
    }

    @Test("A rule about the new number alone refuses it, unless the sender is certainly not one of its own")
    func earlierRule() throws {
        let policy = try policy(
            """
            - {name: Guests, who: {client: 10.9.0.0/16}, to: [+4940], may-fax: nowhere}
            - {name: Night, who: {group: [night]}, to: [+4950], may-fax: nowhere}
            - {name: All, may-fax: anywhere}
            """)
        func refusal(_ number: String, _ client: String) throws -> String? {
            let sender = SenderFacts(
                client: client, listener: "", user: nil, address: "a@b.example", groups: nil, verified: nil)
            return try policy.refusal(
                of: #require(FaxNumber(number)), inPlaceOf: #require(FaxNumber("+4930123")), under: "All", to: sender)?
                .rule
        }
        #expect(try refusal("+4940123", "10.1.0.1") == nil)
        #expect(try refusal("+4940123", "10.9.0.1") == "Guests")
        #expect(try refusal("+4950123", "10.1.0.1") == "Night")
        #expect(try refusal("+4960123", "10.1.0.1") == nil)
    }

    @Test("Groups count by name and by DN, and are asked for only where nothing before decides")
    func groups() throws {
        let from = "boss@klinik.example"
        #expect(try words(evaluate("+43112345", from: from, groups: nil)) == "groups")
        #expect(try words(evaluate("+43112345", client: "10.1.2.3", from: from, groups: nil)) == "- The wards")
        for (group, outcome) in [
            ("cn=Fax-Managers,ou=x,dc=klinik,dc=example", "Managers"),
            ("CN=Board,OU=Groups,DC=klinik,DC=example", "Managers"), ("cn=board,dc=klinik,dc=example", "- none"),
            ("cn=managers,dc=klinik,dc=example", "- none"),
        ] {
            #expect(try words(evaluate("+43112345", from: from, groups: [group])) == outcome, "\(group)")
        }
    }

    @Test("A rule's terms come with the permit")
    func terms() throws {
        let outcome = try evaluate("+493012345", client: "10.1.2.3").outcome
        var terms = FaxTerms(rule: "The wards")
        terms.lineGroup = Lane(rawValue: "trunk")
        #expect(
            outcome
                == .allowed(
                    Permit(terms: terms, quota: PageQuota(pages: 20, account: "The wards\n<jane@klinik.example>"))))
    }

    @Test("Where nobody has authenticated, an address that is signed anew for each mail has one account")
    func signedAddresses() throws {
        let signed = try ["prvs=0123abcdef=jane@klinik.example", "prvs=4567fedcba=Jane@klinik.example"].map {
            try evaluate("+493012345", client: "10.1.2.3", from: $0).outcome
        }
        #expect(signed[0] == signed[1])
        #expect(try signed[0] == evaluate("+493012345", client: "10.1.2.3").outcome)
    }

    @Test("A refusal says the rule to the operator, and nothing of the inside to the sender")
    func refusals() throws {
        let cases: [(Evaluation, Refusal)] = [
            (
                try evaluate("+491801234"),
                Refusal(
                    rule: "No service numbers", reason: "it lets nothing pass",
                    sentence: "Service numbers cost extra. Please call them.")
            ),
            (
                try evaluate("+43112345", client: "10.1.2.3"),
                Refusal(
                    rule: "The wards", reason: "+43112345 is not in its may-fax",
                    sentence: "You may not send faxes to +43112345.")
            ),
            (
                try evaluate("+43112345"),
                Refusal(rule: nil, reason: "no rule matches", sentence: "You may not send faxes to +43112345.")
            ),
            (
                try evaluate("112", client: "10.1.2.3"),
                Refusal(
                    rule: "The wards", reason: "112 is an emergency number, and no rule that matches names it",
                    sentence: "112 is an emergency number; no fax is sent to it.")
            ),
        ]
        for (evaluation, refusal) in cases { #expect(evaluation.outcome == .refused(refusal)) }
    }

    @Test("It is said of each rule why it is not the one")
    func steps() throws {
        let steps = try evaluate("150", client: "10.2.0.1", user: "kai", from: "x@y.example").steps
        #expect(
            steps.map { $0.mismatch ?? "matches" } == [
                "it is not about 150", "it is not for listener smtp", "the client 10.2.0.1 is not in its networks",
                "the sender is not in fax-managers, cn=board,ou=groups,dc=klinik,dc=example", "matches",
            ])
        #expect(try evaluate("150").steps.last?.mismatch == "nobody has authenticated")
        #expect(try evaluate("150", client: "10.1.0.1", from: "").steps[2].mismatch == "it is not for mail from <>")
    }

    @Test("Without rules clients on this machine may fax to ordinary numbers; with none of them nobody may")
    func noRules() throws {
        for client in ["127.0.0.1", "::1", "local"] {
            #expect(try words(evaluate("+43112345", client: client, by: policy(nil))) == "no rules")
            #expect(try words(evaluate("+49900123456", client: client, by: policy(nil))) == "- none")
            #expect(try words(evaluate("112", client: client, by: policy(nil))) == "- none")
            #expect(try words(evaluate("+43112345", client: client, by: policy("  []"))) == "- none")
        }
        #expect(try words(evaluate("+43112345", client: "192.0.2.1", by: policy(nil))) == "- none")
    }

    private static let verified = """
        - name: Proved
          who: {from: "*@klinik.example", verified: [dkim, dmarc]}
          may-fax: national
        - name: Others
          who: {from: "*@klinik.example"}
          may-fax: [+4930]
        """

    @Test("What a front server says may be needed; where it makes no difference it is not")
    func verification() throws {
        let policy = try policy(Self.verified)
        func outcome(_ number: String, _ verified: Set<AuthenticationMethod>?, from: String = "a@klinik.example") throws
            -> (String, ahead: String)
        {
            let destination = try Destination(try #require(FaxNumber(number)), policy.plan, policy.costlyNumbers)
            let facts = SenderFacts(
                client: "192.0.2.1", listener: "smtp", user: nil, address: from, verified: verified)
            return (
                words(policy.evaluate(facts, destination)), words(policy.evaluateAhead(facts, destination))
            )
        }
        #expect(try outcome("+4940123", nil) == ("verification", ahead: "verification"))
        #expect(try outcome("+4940123", [.dkim]) == ("Proved", ahead: "Proved"))
        #expect(try outcome("+4940123", [.spf]) == ("- Others", ahead: "- Others"))
        #expect(try outcome("+4940123", []) == ("- Others", ahead: "- Others"))
        // Nothing that may stand in the mail lets it go abroad.
        #expect(try outcome("+43123", nil) == ("verification", ahead: "- Others"))
        #expect(try outcome("+4940123", nil, from: "a@b.example") == ("- none", ahead: "- none"))
    }
}
