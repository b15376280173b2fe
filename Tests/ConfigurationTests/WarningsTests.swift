import Configuration
import FaxModel
import Foundation
import TestSupport
import Testing

@Suite("What the configuration warns of")
struct WarningsTests {
    @Test("Everything at once, and not only the first")
    func all() throws {
        let configuration = try Configuration(
            text: """
                ingest: {networks: [10.0.0.0/8]}
                line-groups: [{name: nobody}]
                dialling: {rules: [{name: a, to: +49, line-groups: [sip, default]}]}
                faxout: {lines: [{name: l, device: /dev/l, answer: {rings: 1}}]}
                received: {unknown: refuse, reject: [{name: junk, caller: withheld}]}
                profiles: [{name: p, line-group: isdn, copy: yes, to: a@example.com}]
                """, file: "f")
        let beginnings = [
            "there are no rules", "line-groups:", "dialling.rules:", "profiles:", "faxout.lines: line 'l'",
            "secrets.key-file: no key is named",
        ]
        #expect(configuration.warnings.count == beginnings.count, "\(configuration.warnings)")
        for (warning, beginning) in zip(configuration.warnings, beginnings) {
            #expect(warning.hasPrefix(beginning), "\(warning)")
        }
    }

    @Test("Rules that are never read, and rules that are nobody's")
    func uselessRules() throws {
        let configuration = try Configuration(
            text: """
                secrets: {key-file: /k}
                ingest: {listeners: [{name: lan, listen: 0.0.0.0:2525, networks: [10.0.0.0/8]}]}
                rules:
                  - {name: staff, who: {user: any}, may-fax: +49}
                  - {name: partners, who: {verified: dkim}, may-fax: +49}
                  - {name: branch, who: {listener: wan, user: any}, may-fax: +49}
                  - {name: nothing, may-fax: nowhere}
                  - {name: bosses, who: {from: boss@example.com}, may-fax: anywhere}
                  - {name: last, may-fax: anywhere}
                """, file: "f")
        #expect(
            configuration.warnings == [
                "rules: 'nothing' is for everybody and all numbers; what stands behind it is never read: 'bosses', 'last'",
                "rules: rule 'staff' is for users, and nobody can log in at its listeners (ingest.listeners: auth)",
                "rules: rule 'partners' is for verified senders, and no front server is believed "
                    + "(ingest.trusted-authentication)",
                "rules: no listener is called 'wan'; its rule is nobody's",
            ])
    }

    @Test("Rules that somebody's mail meets are warned of by nobody")
    func usefulRules() throws {
        let configuration = try Configuration(
            text: """
                secrets: {key-file: /k}
                ingest:
                  certificate: /c
                  key: /k
                  users: {file: /u}
                  trusted-authentication: [{server: mx.example.com, networks: [10.0.0.0/8]}]
                  listeners:
                    - {name: lan, listen: 0.0.0.0:2525, networks: [10.0.0.0/8]}
                    - {name: local, listen: 127.0.0.1:2526, tls: starttls, auth: optional}
                rules:
                  - {name: staff, who: {listener: local, user: any}, may-fax: +49}
                  - {name: partners, who: {verified: dkim}, may-fax: +49}
                  - {name: abroad, to: +43, may-fax: nowhere}
                  - {name: last, may-fax: anywhere}
                """, file: "f")
        #expect(configuration.warnings == [])
    }

    @Test("A rule, and an archive, of a group that no line is of")
    func groupsWithoutALine() throws {
        let configuration = try Configuration(
            text: """
                secrets: {key-file: /k}
                faxout: {lines: [{name: l, device: /dev/l}]}
                rules: [{name: a, to: +49, may-fax: anywhere, line-group: sip}, {name: b, may-fax: anywhere, line-group: default}]
                archive: [{line-groups: [isdn, default], to: a@example.com}]
                """, file: "f")
        #expect(
            configuration.warnings == [
                "rules: no line here is of group 'sip', over which rule 'a' has faxes sent; they wait until one is",
                "archive: no line here is of group 'isdn'; nothing that goes over it is copied",
            ])
    }

    @Test("A line that answers at the first ring is warned of where a profile asks who calls")
    func firstRing() throws {
        let lines =
            "secrets: {key-file: /k}\nreceived: {default-recipient: a@example.com}\n"
            + "faxout: {lines: [{name: l, device: /dev/l, answer: {rings: 1}}]}\nprofiles: "
        let asking = try Configuration(
            text: lines + "[{name: p, caller: +49, to: a@example.com}]", file: "f")
        #expect(asking.warnings.map { $0.hasSuffix("rings: 2 lets profiles see it") } == [true])
        let other = try Configuration(text: lines + "[{name: p, to: a@example.com}]", file: "f")
        #expect(other.warnings.isEmpty)
    }

    @Test("Lines that answer are warned of where a fax might be nobody's")
    func nobodysFax() throws {
        let lines = "secrets: {key-file: /k}\nfaxout: {lines: [{name: l, device: /dev/l, answer: {rings: 2}}]}\n"
        let open = try Configuration(text: lines, file: "f")
        #expect(open.warnings.map { $0.hasPrefix("received.default-recipient: none is named") } == [true])
        for received in ["received: {default-recipient: a@example.com}", "profiles: [{name: p, to: a@example.com}]"] {
            #expect(try Configuration(text: lines + received, file: "f").warnings.isEmpty)
        }
    }

    @Test("To refuse unknown numbers without any profile refuses all")
    func refusesAll() throws {
        let configuration = try Configuration(text: "secrets: {key-file: /k}\nreceived: {unknown: refuse}", file: "f")
        #expect(configuration.warnings.map { $0.prefix(16) } == ["received.unknown"])
        #expect(
            try Configuration(text: "secrets: {key-file: /k}\nreceived: {unknown: default}", file: "f").warnings.isEmpty
        )
    }

    @Test("A profile that may be about every call keeps all from being refused")
    func refusesNone() throws {
        for (condition, isTold) in [
            ("subaddress: 17", true), ("station: ACME", true), ("dialled: 210", false), ("line-group: default", false),
            ("caller: withheld", false), ("hours: sat", false), ("copy: yes", false),
        ] {
            let text = """
                secrets: {key-file: /k}
                received: {unknown: refuse}
                profiles: [{name: p, \(condition), to: p@example.com}]
                """
            let warnings = try Configuration(text: text, file: "f").warnings
            #expect(
                warnings.map { $0.hasPrefix("received.unknown: refuse: profile 'p'") } == (isTold ? [true] : []),
                "\(condition): \(warnings)")
        }
    }

    @Test("A configuration without a key for passwords tells what is refused then")
    func noKey() throws {
        let warnings = try Configuration(text: "{}", file: "f").warnings
        #expect(warnings.count == 1 && warnings[0].contains("X-Fax-Password are refused"))
        #expect(try Configuration(text: "secrets: {key-file: /k}", file: "f").warnings.isEmpty)
    }

    @Test("The files that it names are known by their keys, and by whether they can be read")
    func files() throws {
        let folder = try TemporaryFolder()
        try folder.write("key", "secret\n")
        let configuration = try Configuration(
            text: """
                ingest: {certificate: /nowhere/cert.pem, key: \(folder.path("key"))}
                faxout: {lines: [{name: l, device: /dev/l, answer: {polling: [{document: \(folder.url.path)}]}}]}
                received: {profiles-file: [/nowhere/p.csv]}
                """, file: "f")
        #expect(
            configuration.namedFiles.map(\.key) == [
                "ingest.certificate", "ingest.key", "faxout.lines 'l' answer.polling.document",
                "received.profiles-file",
            ])
        let problems = configuration.namedFiles.compactMap(\.problem)
        #expect(problems.count == 3)
        #expect(problems.first?.hasPrefix("ingest.certificate: '/nowhere/cert.pem' can't be read") == true)
        #expect(problems.contains { $0.contains(folder.url.path) }, "a folder is no document")
    }

    @Test("A reply domain that is none of ours, and a name that is no domain's, are warned of")
    func mail() throws {
        let good = "ingest: {domains: [Fax.example]}\ndeliver: {hostname: fax.example}\ndialling: {country-code: 49}\n"
        #expect(try Configuration(text: good, file: "f").mailWarnings.isEmpty)
        #expect(try Configuration(text: good + "received: {reply-domain: fax.EXAMPLE}", file: "f").mailWarnings.isEmpty)
        let bad = try Configuration(
            text:
                "ingest: {domains: fax.example}\ndeliver: {hostname: fax, operator: op@FAX.example}\nreceived: {reply-domain: other.example}",
            file: "f")
        #expect(
            bad.mailWarnings.map { $0.prefix { $0 != ":" } } == [
                "received.reply-domain", "received.reply-domain", "deliver.hostname", "deliver.operator",
            ])
    }
}
