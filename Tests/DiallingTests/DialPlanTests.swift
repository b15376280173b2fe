import Configuration
import FaxModel
import Testing

@testable import Dialling

@Suite("How numbers are dialled, and by which lines")
struct DialPlanTests {
    /// A plan with these lines in section `dialling`, of a place in Berlin.
    static func plan(_ lines: String) throws -> DialPlan {
        let text = "dialling:\n  country-code: 49\n  area-code: 30\n" + lines
        return DialPlan(try Configuration(text: text, file: "f").dialling)
    }

    private func number(_ digits: String) throws -> FaxNumber { try #require(FaxNumber(digits)) }

    private func digits(_ plan: DialPlan, _ digits: String, over group: String = "default") throws -> String {
        plan.digits(for: try number(digits), over: Lane(rawValue: group), internationalPrefix: "00")
    }

    @Test("Without rules every number goes over dialling.line-group, and is dialled as it is")
    func plain() throws {
        let plan = try Self.plan("  line-group: trunk\n")
        #expect(plan.lineGroups(for: try number("+4930123")) == [Lane(rawValue: "trunk")])
        #expect(try digits(plan, "+4930123456") == "004930123456")
        #expect(try digits(plan, "123") == "123")
        #expect(plan.terms(for: try number("+4930123"), over: .default) == DestinationTerms())
    }

    @Test("The rule with the most digits that agree says which lines dial, whatever the order of the file")
    func longestPrefix() throws {
        let plan = try Self.plan(
            """
              rules:
                - {name: all, to: anywhere, line-groups: [isdn]}
                - {name: berlin, to: +4930, line-groups: [sip, isdn]}
                - {name: germany, to: national, line-groups: [isdn, sip]}
                - {name: house, to: +49302312500..+49302312599, line-groups: [own]}
                - {name: abroad, to: international, line-groups: [carrier]}
                - {name: in house, to: extensions, line-groups: [pbx]}
            """)
        for (digits, groups) in [
            ("+4930999", ["sip", "isdn"]), ("+4989123", ["isdn", "sip"]), ("+49302312550", ["own"]),
            ("+33123456", ["carrier"]), ("210", ["pbx"]),
        ] {
            #expect(plan.lineGroups(for: try number(digits)).map(\.rawValue) == groups, "\(digits)")
        }
    }

    @Test("A number is dialled in the form that its rule says, with pauses and the way out where they stand")
    func forms() throws {
        let plan = try Self.plan(
            """
              rules:
                - {name: out, to: anywhere, dial: "0,{international}"}
                - {name: germany, to: national, dial: "0,{national}"}
                - {name: berlin, to: +4930, dial: "0W{subscriber}"}
                - {name: sip, to: anywhere, over: sip, dial: "{e164}"}
                - {name: house, to: extensions, dial: "#{extension}"}
            """)
        #expect(try digits(plan, "+33123456") == "0,0033123456")
        #expect(try digits(plan, "+4989123456") == "0,089123456")
        #expect(try digits(plan, "+4930123456") == "0W123456")
        #expect(try digits(plan, "210") == "#210")
        #expect(try digits(plan, "+33123456", over: "sip") == "33123456")
    }

    @Test("A rule whose form the number does not have is passed by: the next one says what is dialled")
    func unfit() throws {
        let plan = try Self.plan(
            """
              rules:
                - {name: out, to: anywhere, dial: "9{international}"}
                - {name: wrong, to: +33, dial: "9{national}"}
            """)
        #expect(try digits(plan, "+33123456") == "90033123456")
        let explanation = plan.explanation(of: try number("+33123456"))
        #expect(explanation.groups.map(\.dialRule) == ["out"])
        #expect(explanation.groups.flatMap(\.unfit) == ["wrong (9{national})"])
    }

    @Test("Our number is told otherwise by what is dialled before the number, or where {caller-id} stands")
    func callerID() throws {
        let plan = try Self.plan(
            """
              caller-id: {suppressed: "*31#", set: "*77{number}#"}
              rules:
                - {name: hidden, to: +33, caller-id: suppressed}
                - {name: set, to: +44, caller-id: "+49 30 23125 0"}
                - {name: out, to: [+33, +44], dial: "0,{caller-id}{international}", over: pbx}
                - {name: shown, to: +33800, caller-id: shown}
            """)
        #expect(try digits(plan, "+33123456") == "*31#0033123456")
        #expect(try digits(plan, "+44123456") == "*774930231250#0044123456")
        #expect(try digits(plan, "+33123456", over: "pbx") == "0,*31#0033123456")
        #expect(try digits(plan, "+33800456") == "0033800456")
        #expect(try digits(plan, "+4930123") == "004930123")
    }

    @Test("What a rule does not say, the next most exact one says")
    func cascade() throws {
        let plan = try Self.plan(
            """
              rules:
                - {name: old machine, to: +4930111, maximum-rate: 9600, error-correction: no, coding: MH, station-id: "+49 30 1"}
                - {name: germany, to: national, maximum-rate: 12000, header-line: no, line-groups: [isdn]}
            """)
        let terms = plan.terms(for: try number("+4930111222"), over: .default)
        #expect(
            terms
                == DestinationTerms(
                    maximumRate: 9600, errorCorrection: false, coding: .mh, headerLine: false, stationID: "+49 30 1"))
        #expect(plan.lineGroups(for: try number("+4930111222")) == [Lane(rawValue: "isdn")])
        #expect(plan.terms(for: try number("+4930112"), over: .default).maximumRate == 12000)
    }

    @Test("Senders get no more than a number's terms allow, and less where they ask for less")
    func limits() {
        let terms = DestinationTerms(
            maximumRate: 9600, errorCorrection: false, coding: .mr, headerLine: false, stationID: "+49 30 1")
        var asked = FaxOptions()
        asked.coding = .mmr
        asked.errorCorrection = true
        var given = terms.limit(asked)
        #expect(given.maximumRate == 9600 && given.coding == .mr && given.errorCorrection == false)
        #expect(given.headerLine == .off && given.stationID == "+49 30 1")
        asked.coding = .mh
        asked.maximumRate = 4800
        asked.stationID = "+49 30 2"
        given = terms.limit(asked)
        #expect(given.maximumRate == 4800 && given.coding == .mh && given.stationID == "+49 30 2")
        #expect(DestinationTerms().limit(asked) == asked)
    }

    @Test("To blocked numbers nobody may fax, but for those that are excepted; the first entry says why")
    func blocked() throws {
        let plan = try Self.plan(
            """
              blocked:
                - {to: +4930666, because: "Competitors get no faxes."}
                - {to: international, except: [+33, +43]}
            """)
        #expect(plan.blocks(try number("+4930666123")) == "Competitors get no faxes.")
        #expect(plan.blocks(try number("+4412345")) == "No faxes are sent to +4412345.")
        #expect(plan.blocks(try number("+3312345")) == nil)
        #expect(plan.blocks(try number("+4930123")) == nil)
    }

    @Test("Several groups are tried in their order, and the explanation says what each dials")
    func explained() throws {
        let plan = try Self.plan(
            """
              rules:
                - {name: all, to: anywhere, line-groups: [sip, isdn]}
                - {name: over sip, to: anywhere, over: sip, dial: "{e164}", maximum-rate: 9600}
            """)
        let explanation = plan.explanation(
            of: try number("+33123456"), prefixes: [Lane(rawValue: "isdn"): "000"])
        #expect(explanation.groupRule == "all")
        #expect(explanation.groups.map(\.digits) == ["33123456", "00033123456"])
        #expect(explanation.groups.map(\.terms) == [["at 9600 bit/s at the most"], []])
        let chosen = plan.explanation(of: try number("+33123456"), over: Lane(rawValue: "isdn"))
        #expect(chosen.groupRule == nil && chosen.groups.map(\.lineGroup.rawValue) == ["isdn"])
    }
}

@Suite("Section dialling: what can't be is told with line and key")
struct DialRuleErrorTests {
    @Test(
        "Mistakes",
        arguments: [
            ("rules: [{name: a, to: +49, dial: \"0x{national}\"}]", "dial"),
            ("rules: [{name: a, to: +49, dial: \"0\"}]", "dial"),
            ("rules: [{name: a, to: +49, dial: \"{national}{e164}\"}]", "dial"),
            ("rules: [{name: a, to: +49, caller-id: suppressed}]", "dialling.caller-id.suppressed"),
            ("rules: [{name: a, to: +49, caller-id: +4930}]", "dialling.caller-id.set"),
            ("rules: [{name: a, to: +49, over: sip, line-groups: isdn}]", "over"),
            ("rules: [{name: a, to: +49, line-groups: [isdn, isdn]}]", "twice"),
            ("rules: [{name: a, to: +49}, {name: a, to: +33}]", "twice"),
            ("rules: [{name: a, to: national}]", "country-code"),
            ("blocked: [{to: international}]", "country-code"),
            ("rules: [{to: +49}]", "name"), ("rules: [{name: a}]", "to"),
            ("rules: [{name: a, to: +49, maximum-rate: 33600}]", "14400"),
            ("blocked: [{to: +49, because: \"Größe\"}]", "ASCII"),
            ("caller-id: {set: \"*77\"}", "{number}"),
            ("fallback-after: 0s", "longer"),
        ])
    func mistakes(text: String, expected: String) {
        #expect {
            try Configuration(text: "dialling:\n  \(text)", file: "f")
        } throws: {
            "\($0)".contains("dialling") && "\($0)".contains(expected)
        }
    }
}
