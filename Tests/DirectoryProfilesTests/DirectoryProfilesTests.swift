import Configuration
import DirectoryCopy
import FaxModel
import Foundation
import LDAP
import LDAPGrammar
import Synchronization
import TestSupport
import Testing
import UserProfiles

@testable import DirectoryProfiles

@Suite("Profiles from the copy of a directory") struct DirectoryProfilesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func configuration(
        _ directory: String = "user-profiles: {}", _ rest: String = "", ownNumber: String = "own-number: +49228123",
        more: String = "preview: yes"
    ) throws -> Configuration {
        let text = """
            dialling: {country-code: 49, area-code: 228, extension-digits: 4}
            received: {\(ownNumber), \(more), time-zone: Europe/Berlin}
            directory:
              url: ldap://localhost
              base: dc=example,dc=org
              copy: {}
              \(directory)
            \(rest)
            """
        return try Configuration(text: text, file: "f")
    }

    private static func person(_ uid: String, _ attributes: [LDAPAttribute: [String]]) -> LDAPEntry {
        var all = attributes
        all["objectClass"] = attributes["objectClass"] ?? ["inetOrgPerson"]
        return LDAPEntry(
            dn: "uid=\(uid),dc=example,dc=org", attributes: all.mapValues { $0.map { Array($0.utf8) } })
    }

    /// A copy of these entries, by the plan of `configuration`.
    private func copy(_ entries: [LDAPEntry], _ configuration: Configuration, _ name: String = "a") throws -> CopyFile {
        let settings = try #require(configuration.directory)
        let path = folder.path(name)
        let writer = try CopyWriter(
            path, CopyPlan(settings, OwnNumbers(configuration).plan), isNew: true)
        for entry in entries { try writer.put(entry, uid: Array(entry.dn.utf8)) }
        for name in ["made", "full"] { try writer.set(name, "0") }
        try writer.finish()
        return try CopyFile(path)
    }

    private func read(
        _ entries: [LDAPEntry], _ configuration: Configuration
    ) throws -> (book: ProfileBook, profiles: DirectoryProfiles) {
        let profiles = try #require(DirectoryProfiles(configuration))
        profiles.read(try copy(entries, configuration, UUID().uuidString))
        return (ProfileBook(configuration, others: [profiles]) { Issue.record("\($0)") }, profiles)
    }

    private func decision(_ book: ProfileBook, _ dialled: String, subaddress: String? = nil) throws -> ProfileTable
        .Entry?
    {
        var call = CallFacts(
            CallerIdentification(dialled: dialled), on: .default,
            at: try Date("2026-11-27T12:00:00+01:00", strategy: .iso8601), book.numbers)
        call.subaddress = subaddress
        return try book.table().finding(call).decision
    }

    private static let jane = person(
        "jane",
        [
            "mail": ["jane@example.org", "second@example.org"],
            "facsimileTelephoneNumber": ["+49 (0)228 123-210$fineResolution", "+43 1 999"],
            "preferredLanguage": ["de-AT, en;q=0.8"],
        ])

    @Test("Who has a fax number of ours gets its faxes, however it is written there and by the exchange")
    func standard() throws {
        let stranger = Self.person("x", ["mail": ["x@example.org"], "facsimileTelephoneNumber": ["+43 1 123210"]])
        let (book, profiles) = try read([Self.jane, stranger], try configuration())
        let plain = try decision(
            try read([Self.jane], try configuration("user-profiles: {}", more: "attachment: tiff")).book, "210")
        #expect(plain?.profile.route.attachment == .tiff, "what no entry says is the installation's")
        for dialled in ["210", "0228123210", "+49228123210"] {
            let entry = try #require(try decision(book, dialled))
            #expect(entry.profile.name == "jane@example.org" && entry.profile.route.to == ["jane@example.org"])
            #expect(entry.profile.route.language == "de-AT")
            #expect(entry.source == "the copy of the directory as uid=jane,dc=example,dc=org")
        }
        #expect(try decision(book, "2101") == nil, "one extension is no beginning of others")
        #expect(try book.table().entries.count == 1 && profiles.badEntries.isEmpty)
    }

    @Test("What the section names counts: extension, subaddress, recipients, attachment, and whose entries")
    func named() throws {
        let configuration = try configuration(
            """
            user-profiles:
                filter: (departmentNumber=fax)
                name: cn
                dialled: [extension, "{pager}"]
                subaddress: roomNumber
                to: faxRecipient
                cc: manager
                attachment: format
                notice: mobile
                incomplete: broken
                billing-code: costCentre
            """, ownNumber: "default-recipient: op@example.org")
        let lea = Self.person(
            "lea",
            [
                "cn": ["Lea"], "departmentNumber": ["fax"], "extension": ["+49 228 123-0", "300..309", "77"],
                "faxRecipient": ["lea@example.org", "team@example.org"], "manager": ["boss@example.org"],
                "format": ["tiff"], "costCentre": ["K 17"], "mobile": ["lea@sms.example.org"],
                "broken": ["notice"], "mail": ["other@example.org"],
            ])
        let door = Self.person(
            "door",
            [
                "cn": ["Door"], "departmentNumber": ["fax"], "roomNumber": ["12"],
                "faxRecipient": ["door@example.org"],
            ])
        let other = Self.person("o", ["cn": ["O"], "extension": ["400"], "faxRecipient": ["o@example.org"]])
        let (book, _) = try read([lea, door, other], configuration)
        for dialled in ["+492281230", "77", "305"] {
            let route = try #require(try decision(book, dialled)?.profile.route, "\(dialled)")
            #expect(route.to == ["lea@example.org", "team@example.org"] && route.cc == ["boss@example.org"])
            #expect(route.attachment == .tiff && route.billingCode == "K 17")
        }
        let profile = try #require(try decision(book, "77")?.profile)
        #expect(profile.notices == ["lea@sms.example.org"] && profile.incomplete == .notice)
        #expect(try decision(book, "400") == nil)
        #expect(try decision(book, "999", subaddress: "12")?.profile.name == "Door")
    }

    @Test("The configuration's profile of the name goes before the directory's, which is listed as overridden")
    func precedence() throws {
        let (book, _) = try read(
            [Self.jane],
            try configuration(
                "user-profiles: {}", "profiles: [{name: jane@example.org, dialled: 210, to: desk@example.org}]"))
        #expect(try decision(book, "210")?.profile.route.to == ["desk@example.org"])
        #expect(
            try book.table().overridden.map(\.source) == ["the copy of the directory as uid=jane,dc=example,dc=org"])
    }

    @Test(
        "A number that two have is nobody's, and calls to it are answered all the same; bad entries are named, the others count"
    )
    func unclear() throws {
        let twins = ["a", "b"].map {
            Self.person($0, ["mail": ["\($0)@example.org"], "facsimileTelephoneNumber": ["+49 228 123-300"]])
        }
        let mute = Self.person("mute", ["facsimileTelephoneNumber": ["+49 228 123-400"]])
        let main = Self.person("main", ["mail": ["m@example.org"], "facsimileTelephoneNumber": ["+49 228 123"]])
        let configuration = try configuration(ownNumber: "own-number: +49228123, unknown: refuse")
        let (book, profiles) = try read(twins + [mute, main, Self.jane], configuration)
        #expect(try decision(book, "300") == nil)
        #expect(try decision(book, "210") != nil)
        let policy = AnsweringPolicy(configuration, book)
        func refusal(_ dialled: String) -> String? {
            policy.refusal(of: CallerIdentification(dialled: dialled), on: .default, at: Date())
        }
        #expect(refusal("300") == nil && refusal("400") == nil && refusal("210") == nil)
        #expect(refusal("500") != nil)
        let reasons = Dictionary(
            uniqueKeysWithValues: profiles.badEntries.map { ($0.dn.prefix { $0 != "," }, $0.reason) })
        #expect(reasons["uid=a"]?.contains("1 other(s) have 300, too") == true, "\(reasons)")
        #expect(reasons["uid=b"]?.contains("1 other(s) have 300, too") == true)
        #expect(reasons["uid=mute"] == "to: names nobody, nor do cc, bcc and group")
        #expect(reasons["uid=main"]?.contains("our number without an extension") == true)
        #expect(reasons.count == 4)
    }

    private static func member(_ uid: String, _ number: String, _ more: [LDAPAttribute: [String]] = [:]) -> LDAPEntry {
        person(
            uid,
            ["mail": ["same@example.org"], "facsimileTelephoneNumber": ["+49 228 123-\(number)"]].merging(more) { $1 })
    }

    @Test("Two with one mailbox: it gets the faxes of both their numbers, and of the number that both have")
    func sharedMailbox() throws {
        let other = Self.person("x", ["mail": ["x@example.org"], "facsimileTelephoneNumber": ["0228 123340"]])
        let (book, profiles) = try read(
            [Self.member("a", "310"), other, Self.member("b", "320"), Self.member("c", "310"), Self.jane],
            try configuration(ownNumber: "own-number: +49228123, unknown: refuse"))
        for dialled in ["310", "320"] {
            let entry = try #require(try decision(book, dialled))
            #expect(entry.profile.name == "same@example.org" && entry.profile.route.to == ["same@example.org"])
            #expect(entry.profile.dialled == [.oneExtension("310"), .oneExtension("320")])
            #expect(
                entry.profile.place
                    == "uid=a,dc=example,dc=org and uid=b,dc=example,dc=org and uid=c,dc=example,dc=org")
        }
        #expect(try decision(book, "340")?.profile.name == "x@example.org")
        #expect(try decision(book, "210")?.profile.name == "jane@example.org")
        #expect(try book.table().entries.count == 3 && profiles.badEntries.isEmpty)
    }

    @Test(
        "Two of one name whose faxes are not sent the same way are two profiles, and the order of their entries does not matter"
    )
    func twice() throws {
        let people = [
            Self.member("a", "310", ["preferredLanguage": ["de"]]), Self.member("b", "320"), Self.member("c", "330"),
        ]
        var names: [Set<String>] = []
        for people in [people, people.reversed()] {
            let (book, profiles) = try read(people, try configuration())
            names.append(
                Set(try book.table().entries.map(\.profile).map { "\($0.name): \($0.dialled), \($0.place ?? "")" }))
            let german = try #require(try decision(book, "310")?.profile)
            #expect(german.name == "same@example.org (uid=a,dc=example,dc=org)" && german.route.profile == german.name)
            #expect(german.route.to == ["same@example.org"] && german.route.language == "de")
            let others = try #require(try decision(book, "320")?.profile)
            #expect(others.route.language == nil && others.dialled.count == 2 && others.name != german.name)
            #expect(try book.table().entries.count == 2 && profiles.badEntries.isEmpty)
        }
        #expect(names[0] == names[1] && names[0].count == 2)
    }

    @Test("Who is called what another is called by name and entry has a name of his own all the same, in any order")
    func sameLongName() throws {
        func named(_ uid: String, _ name: String, _ number: String) -> LDAPEntry {
            Self.person(
                uid,
                ["cn": [name], "mail": ["\(uid)@example.org"], "facsimileTelephoneNumber": ["+49 228 123-\(number)"]])
        }
        let people = [
            named("a", "Jane", "310"), named("b", "Jane", "320"), named("c", "Jane (uid=a,dc=example,dc=org)", "330"),
        ]
        for people in [people, people.reversed()] {
            let (book, profiles) = try read(people, try configuration("user-profiles: {name: cn}"))
            for (uid, number) in [("a", "310"), ("b", "320"), ("c", "330")] {
                #expect(try decision(book, number)?.profile.route.to == ["\(uid)@example.org"])
            }
            let base = "Jane (uid=a,dc=example,dc=org)"
            #expect(try decision(book, "310")?.profile.name == "\(base) (uid=a,dc=example,dc=org)")
            #expect(try decision(book, "330")?.profile.name == "\(base) (uid=c,dc=example,dc=org)")
            #expect(profiles.badEntries.isEmpty)
        }
    }

    @Test("Names that collide three times are made longer three times; those that collide even then are nobody's")
    func collidingLongNames() throws {
        let entry = " (uid=a,dc=example,dc=org)"
        func named(_ uid: String, _ times: Int, _ number: String) -> LDAPEntry {
            Self.person(
                uid,
                [
                    "cn": ["Jane" + String(repeating: entry, count: times)], "mail": ["\(uid)@example.org"],
                    "facsimileTelephoneNumber": ["+49 228 123-\(number)"],
                ])
        }
        let people = [named("a", 0, "310"), named("b", 0, "320"), named("c", 1, "330"), named("d", 2, "340")]
        for people in [people, people.reversed()] {
            let (book, profiles) = try read(people, try configuration("user-profiles: {name: cn}"))
            for (uid, number) in [("a", "310"), ("b", "320"), ("c", "330"), ("d", "340")] {
                #expect(try decision(book, number)?.profile.route.to == ["\(uid)@example.org"])
            }
            #expect(Set(try book.table().entries.map(\.profile.name)).count == 4 && profiles.badEntries.isEmpty)
        }
        for people in [people + [named("e", 3, "350")], [named("e", 3, "350")] + people] {
            let (book, profiles) = try read(people, try configuration("user-profiles: {name: cn}"))
            for (uid, number) in [("b", "320"), ("c", "330"), ("d", "340")] {
                #expect(try decision(book, number)?.profile.route.to == ["\(uid)@example.org"])
            }
            #expect(try decision(book, "310") == nil && decision(book, "350") == nil)
            #expect(Set(profiles.badEntries.map(\.dn)) == ["uid=a,dc=example,dc=org", "uid=e,dc=example,dc=org"])
            #expect(profiles.badEntries.allSatisfy { $0.reason.contains("they are nobody's") })
        }
    }

    @Test(
        "A profile of the configuration overrides all who are called so, also where their names have their entries in them"
    )
    func overriding() throws {
        let people = [Self.member("a", "310", ["preferredLanguage": ["de"]]), Self.member("b", "320"), Self.jane]
        let rest = "profiles: [{name: same@example.org, dialled: 390, to: head@example.org}]"
        let (book, _) = try read(people, try configuration("user-profiles: {}", rest))
        #expect(try decision(book, "310") == nil)
        #expect(try decision(book, "320") == nil)
        #expect(try decision(book, "390")?.profile.route.to == ["head@example.org"])
        #expect(try decision(book, "210")?.profile.name == "jane@example.org")
        #expect(
            try book.table().overridden.map(\.profile.name).sorted() == [
                "same@example.org (uid=a,dc=example,dc=org)", "same@example.org (uid=b,dc=example,dc=org)",
            ])
    }

    @Test("People of one name, where profiles are called so, get each his own faxes")
    func namesakes() throws {
        let people = ["a", "b"].map {
            Self.person(
                $0,
                [
                    "cn": ["Jane Doe"], "mail": ["\($0)@example.org"],
                    "facsimileTelephoneNumber": ["+49 228 123-\($0 == "a" ? 310 : 320)"],
                ])
        }
        let (book, profiles) = try read(people, try configuration("user-profiles: {name: cn}"))
        #expect(try decision(book, "310")?.profile.route.to == ["a@example.org"])
        #expect(try decision(book, "320")?.profile.route.to == ["b@example.org"])
        #expect(try decision(book, "320")?.profile.name == "Jane Doe (uid=b,dc=example,dc=org)")
        #expect(profiles.badEntries.isEmpty)
    }

    @Test(
        "Before a copy is there nobody is sent to the wrong people; then, and with each newer one, profiles are the newest"
    )
    func switching() throws {
        let told = Mutex<[ProfileNews]>([])
        let configuration = try configuration()
        let profiles = try #require(DirectoryProfiles(configuration))
        let book = ProfileBook(configuration, others: [profiles]) { word in told.withLock { $0.append(word) } }
        #expect(throws: ProfileSourceError.self) { try book.table() }
        #expect(told.withLock { $0 }.isEmpty, "that it is too early is no trouble")
        #expect(
            AnsweringPolicy(configuration, book).refusal(
                of: CallerIdentification(dialled: "9"), on: .default, at: Date()) == nil)
        profiles.read(try copy([Self.jane], configuration))
        #expect(try decision(book, "210") != nil)
        profiles.read(try copy([], configuration, "b"))
        #expect(try decision(book, "210") == nil)
    }

    @Test(
        "A copy that was made for other attributes is not used: what was there before stays, and the operator is told")
    func otherPlan() throws {
        let old = try configuration("keep: 1m")
        let configuration = try configuration("user-profiles: {billing-code: costCentre}")
        let profiles = try #require(DirectoryProfiles(configuration))
        let told = Mutex<[ProfileNews]>([])
        let book = ProfileBook(configuration, others: [profiles]) { word in told.withLock { $0.append(word) } }
        profiles.read(try copy([Self.jane], configuration))
        #expect(try decision(book, "210") != nil)
        profiles.read(try copy([Self.jane], old, "b"))
        #expect(try decision(book, "210") != nil)
        let news = try #require(told.withLock { $0 }.first)
        #expect(news.isTrouble && news.description.contains("lacks attributes of directory.user-profiles"))
        #expect(news.description.hasSuffix("The profiles that it had before stay in use."))
    }

    @Test("Active Directory's people are users, and not contacts; Domino's have their own attribute")
    func directories() throws {
        let ad = try configuration("profile: ad\n  user-profiles: {}")
        let user = Self.person(
            "u",
            [
                "objectClass": ["top", "user"], "objectCategory": ["CN=Person,CN=Schema,CN=Configuration,DC=example"],
                "mail": ["u@example.org"], "otherFacsimileTelephoneNumber": ["0228/123-210"],
            ])
        let contact = Self.person(
            "c",
            [
                "objectClass": ["top", "contact"],
                "objectCategory": ["CN=Person,CN=Schema,CN=Configuration,DC=example"],
                "mail": ["c@example.org"], "facsimileTelephoneNumber": ["+49228123220"],
            ])
        #expect(try read([user, contact], ad).book.table().entries.map(\.profile.name) == ["u@example.org"])
    }

    @Test("Domino's people have their own attribute for it")
    func domino() throws {
        let kai = Self.person(
            "k",
            [
                "objectClass": ["dominoPerson"], "mail": ["kai@example.org"],
                "officeFAXPhoneNumber": ["0228 / 123 230"],
            ])
        let book = try read([kai], try configuration("profile: domino\n  user-profiles: {}")).book
        #expect(try decision(book, "230")?.profile.name == "kai@example.org")
    }

    @Test("It needs a copy, our number or an attribute for it, and a filter that a copy can answer")
    func settings() throws {
        for (directory, own, word) in [
            ("user-profiles: {}", "default-recipient: a@b.example", "received.own-number"),
            ("user-profiles: {filter: \"(uidNumber>=5)\"}", "own-number: +49228123", "can't be answered from a copy"),
            ("user-profiles: {recipient: mail}", "own-number: +49228123", "recipient"),
        ] {
            #expect { try configuration(directory, ownNumber: own) } throws: { "\($0)".contains(word) }
        }
        #expect(throws: ConfigurationError.self) {
            try Configuration(
                text: "received: {own-number: +491}\ndirectory: {url: ldap://a, base: dc=a, user-profiles: {}}",
                file: "f")
        }
    }
}
