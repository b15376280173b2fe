import Configuration
import FaxModel
import Testing

@Suite("Rules in the configuration") struct RuleSettingsTests {
    private func rules(_ yaml: String, _ more: String = "dialling: {country-code: 49}") throws -> [RuleSettings]? {
        try Configuration(text: "\(more)\nrules: \(yaml)\n", file: "faxpost.yaml").rules
    }

    @Test func aRuleIsReadAsItIsWritten() throws {
        let rule = try #require(
            try rules(
                """

                  - name: The wards
                    who:
                      client: [10.1.0.0/16, "::1"]
                      listener: inside
                      user: [Jane, kai]
                      from: "*@klinik.example"
                      verified: [spf, dmarc]
                    to: anywhere
                    may-fax: [+49 30, 100..199]
                    except: [+4930110]
                    even-premium-rate: +4930999
                    even-emergency: 112
                    because: Ask.
                    line-group: trunk
                    priority: bulk
                    pages-a-day: 20
                    cover-page: always
                    fields: [X-Fax-Reference, x-fax-priority]
                """)?.first)
        #expect(rule.senders.networks.map { $0.contains("10.1.2.3") } == [true, false])
        #expect(rule.senders.listeners == ["inside"] && rule.senders.users == .named(["jane", "kai"]))
        #expect(rule.senders.addresses.map(\.text) == ["*@klinik.example"] && rule.senders.verified == [.spf, .dmarc])
        #expect(rule.numbers == [.anywhere] && rule.mayFax == [.beginning("+4930"), .range("100", "199")])
        #expect(rule.except == [.beginning("+4930110")] && rule.premiumRate == [.beginning("+4930999")])
        #expect(rule.emergency == ["112"] && rule.because == "Ask." && rule.pagesADay == 20)
        var terms = FaxTerms(rule: "The wards")
        terms.lineGroup = Lane(rawValue: "trunk")
        terms.priority = .bulk
        terms.coverPage = true
        terms.fields = ["X-Fax-Reference", "x-fax-priority"]
        #expect(rule.terms == terms)
    }

    @Test func noRulesAndAnEmptyListAreNotTheSame() throws {
        #expect(try rules("[]") == [])
        #expect(try Configuration(text: "{}", file: "faxpost.yaml").rules == nil)
        #expect(try rules("[{name: a, may-fax: nowhere}]")?.first?.mayFax == [])
        #expect(try rules("[{name: a, may-fax: anywhere, fields: none}]")?.first?.terms.fields == [])
    }

    @Test(
        "What can't be meant is an error that says where",
        arguments: [
            ("[{may-fax: anywhere}]", "rules[1].name: is missing"),
            ("[{name: a}]", "rules[1].may-fax: is missing; expected a list, each nowhere, or anywhere, national,"),
            ("[{name: a, may-fax: []}]", "rules[1].may-fax: is nowhere, or a list of numbers"),
            ("[{name: a, may-fax: [nowhere, +49]}]", "rules[1].may-fax: is nowhere, or a list of numbers"),
            ("[{name: a, may-fax: everywhere}]", "rules[1].may-fax: 'everywhere' is not nowhere, or anywhere"),
            ("[{name: a, may-fax: [+4930..+49301]}]", "rules[1].may-fax: '+4930..+49301' is not"),
            ("[{name: a, may-fax: [+49302..+49301]}]", "rules[1].may-fax: '+49302..+49301' is not"),
            ("[{name: a, may-fax: [+0]}]", "rules[1].may-fax: '+0' is not"),
            ("[{name: a, may-fax: nowhere, line-group: x}]", "rules[1].may-fax: is nowhere: what else"),
            ("[{name: a, may-fax: nowhere}, {name: a, may-fax: nowhere}]", "rules[2].name: 'a' stands twice"),
            ("[{name: a, may-fax: nowhere, who: {client: []}}]", "rules[1].who.client: is an empty list"),
            ("[{name: a, may-fax: nowhere, to: []}]", "rules[1].to: is an empty list"),
            ("[{name: a, may-fax: nowhere, who: {user: ['']}}]", "rules[1].who.user: has an empty name"),
            (
                "[{name: a, may-fax: nowhere, who: {from: klinik.example}}]",
                "rules[1].who.from: 'klinik.example' is not"
            ),
            ("[{name: a, may-fax: nowhere, who: {from: '*@*klinik.example'}}]", "rules[1].who.from: "),
            ("[{name: a, may-fax: nowhere, who: {verified: arc}}]", "rules[1].who.verified: 'arc' is not one of spf,"),
            ("[{name: a, may-fax: nowhere, who: {group: x}}]", "rules[1].who: group needs section 'directory'"),
            ("[{name: a, may-fax: nowhere, because: Grüße}]", "rules[1].because: is no sentence on one line in ASCII"),
            ("[{name: a, may-fax: anywhere, even-emergency: +112}]", "rules[1].even-emergency: '+112' is not digits"),
            ("[{name: a, may-fax: anywhere, pages-a-day: 0}]", "rules[1].pages-a-day: 0 is not between"),
            (
                "[{name: a, may-fax: anywhere, priority: bulk, highest-priority: bulk}]",
                "rules[1].highest-priority: is no"
            ),
            (
                "[{name: a, may-fax: anywhere, cover-page: no}]",
                "rules[1].cover-page: 'no' is not one of always, as-asked"
            ),
            ("[{name: a, may-fax: anywhere, fields: [Subject]}]", "rules[1].fields: 'Subject' is not all, none"),
            ("[{name: a, may-fax: anywhere, allow: yes}]", "rules[1].allow: unknown key"),
        ])
    func mistakes(yaml: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try rules(yaml) }
        #expect(error?.description.hasPrefix("faxpost.yaml:2: \(message)") == true, "\(error?.description ?? "")")
    }

    @Test func wordsAboutOurCountryNeedOne() {
        for key in ["to", "may-fax", "except", "even-premium-rate"] {
            let more = key == "may-fax" ? "" : ", may-fax: anywhere"
            let error = #expect(throws: ConfigurationError.self) {
                try rules("[{name: a\(more), \(key): national}]", "dialling: {}")
            }
            #expect(error?.message == "national needs dialling.country-code, which says where we are")
        }
    }

    @Test func whoOpensTheDoorAndHasNoRulesIsWarned() throws {
        let open = try Configuration(text: "ingest: {networks: [10.0.0.0/8]}", file: "f")
        #expect(open.warnings.first?.hasPrefix("there are no rules") == true)
        for text in ["", "ingest: {networks: [127.0.0.1, '::1']}", "ingest: {networks: [10.0.0.0/8]}\nrules: []"] {
            let configuration = try Configuration(text: "secrets: {key-file: /k}\n" + text, file: "f")
            #expect(configuration.warnings.isEmpty, "\(text)")
        }
    }
}

@Suite("Numbers and addresses that a rule names") struct PatternTests {
    @Test(
        arguments: [
            ("anywhere", ["+4930", "+1", "12"], []), ("extensions", ["12"], ["+4912"]),
            ("national", ["+4930"], ["+43", "49", "+5"]), ("international", ["+431", "+1"], ["+49301", "12"]),
            ("+4930", ["+4930", "+49301"], ["+493", "4930"]), ("+49 (30) 23-1", ["+4930231"], ["+493023"]),
            ("12", ["12"], ["123", "+12", "1"]),
            ("+49301..+49303", ["+49301", "+493029", "+4930399"], ["+49300", "+49304", "+4930", "49302"]),
            ("100..199", ["100", "150", "199"], ["1500", "15", "200", "+150"]),
        ] as [(String, [String], [String])])
    func numbers(pattern: String, inside: [String], outside: [String]) throws {
        let pattern = try #require(NumberPattern(configuration: pattern))
        for number in inside + outside {
            let isInside = pattern.contains(try #require(FaxNumber(number)), countryCode: "49")
            #expect(isInside == inside.contains(number), "\(number)")
        }
    }

    @Test func withoutACountryNothingIsNational() throws {
        let number = try #require(FaxNumber("+4930"))
        #expect(!NumberPattern.national.contains(number, countryCode: nil))
        #expect(!NumberPattern.international.contains(number, countryCode: nil))
    }

    @Test(
        arguments: [
            (
                "jane@example.com", ["jane@example.com", "Jane@EXAMPLE.com"],
                ["ajane@example.com", "jane@example.com.evil", ""]
            ),
            (
                "*@example.com", ["a@example.com", "\"a@b\"@example.com"],
                [
                    "a@b.example.com", "a@evilexample.com", "\"a@example.com\"@evil.example",
                    "a@example.com@evil.example",
                ]
            ),
            ("*@*.example.com", ["a@b.example.com", "a@c.b.example.com"], ["a@example.com", "a@bexample.com"]),
            (
                "fax-*-x@example.com", ["fax-1-x@example.com", "fax--x@example.com"],
                ["fax-x@example.com", "fax-1@example.com"]
            ),
            ("a*b*c@example.com", ["abc@example.com", "a1b2bc@example.com"], ["acb@example.com", "ac@example.com"]),
            ("*@*", ["a@b", "a@[127.0.0.1]"], [""]), ("<>", [""], ["a@b"]),
        ] as [(String, [String], [String])])
    func addresses(pattern: String, inside: [String], outside: [String]) throws {
        let pattern = try #require(AddressPattern(configuration: pattern))
        for address in inside + outside {
            #expect(pattern.contains(address) == inside.contains(address), "\(address)")
        }
    }

    @Test(arguments: ["", "a", "@example.com", "a@", "a@*.*", "a@*x.example", "a@*.", "a@b c"])
    func whatIsNoPatternOfAddresses(text: String) {
        #expect(AddressPattern(configuration: text) == nil)
    }
}
