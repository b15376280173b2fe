import Configuration
import FaxAddressing
import FaxModel
import Foundation
import Testing

@testable import UserProfiles

@Suite("Whose a received fax is")
struct ProfileTableTests {
    /// The book of a configuration of a place in Bonn.
    static func book(_ lines: String) throws -> ProfileBook {
        let text = """
            dialling: {country-code: 49, area-code: 228, extension-digits: 4}
            received: {own-number: +49228123, time-zone: Europe/Berlin}
            profiles:
            \(lines)
            """
        return ProfileBook(try Configuration(text: text, file: "f")) { Issue.record("\($0)") }
    }

    /// A call at noon of 27 November 2026, a Friday.
    static func call(
        _ book: ProfileBook, dialled: String? = nil, caller: String? = nil,
        absence: CallerIdentification.Absence? = nil, subaddress: String? = nil, station: String? = nil,
        group: String = "default", at time: String = "2026-11-27T12:00:00+01:00"
    ) throws -> CallFacts {
        var facts = CallFacts(
            CallerIdentification(number: caller, dialled: dialled, absence: absence), on: Lane(rawValue: group),
            at: try Date(time, strategy: .iso8601), book.numbers)
        (facts.subaddress, facts.station) = (subaddress, station)
        return facts
    }

    private func decision(_ book: ProfileBook, _ facts: CallFacts) throws -> String? {
        try book.table().finding(facts).decision?.profile.name
    }

    @Test("The most exact one decides: one extension before a range, a range before everybody")
    func exactness() throws {
        let book = try Self.book(
            """
              - {name: all, to: all@example.com}
              - {name: sales, dialled: 200..299, to: sales@example.com}
              - {name: jane, dialled: 210, to: jane@example.com}
            """)
        #expect(try decision(book, Self.call(book, dialled: "210")) == "jane")
        #expect(try decision(book, Self.call(book, dialled: "211")) == "sales")
        #expect(try decision(book, Self.call(book, dialled: "300")) == "all")
        #expect(try decision(book, Self.call(book)) == "all")
    }

    @Test(
        "However the exchange writes our number, it is the extension and the whole number",
        arguments: ["210", "+49228123210", "0049228123210", "0228123210", "49228123210", "228123210", "123210"])
    func forms(dialled: String) throws {
        let book = try Self.book(
            """
              - {name: jane, dialled: 210, to: jane@example.com}
            """)
        let whole = try Self.book(
            """
              - {name: jane, dialled: +49228123210, to: jane@example.com}
            """)
        #expect(try decision(book, Self.call(book, dialled: dialled)) == "jane")
        #expect(try decision(whole, Self.call(whole, dialled: dialled)) == "jane")
    }

    @Test("What has as few digits as an extension is one, even where our number's last digits are the same")
    func extensionLikeOurNumber() throws {
        let plan = NumberPlan(countryCode: "49", areaCode: "30", extensionDigits: 4)
        let numbers = OwnNumbers(plan, own: FaxNumber("+4930231"))
        #expect(numbers.names(ofDialled: "2315").map(\.digits) == ["2315", "+49302312315"])
        #expect(numbers.names(ofDialled: "231").map(\.digits) == ["231", "+4930231231", "+4930231"])
        #expect(numbers.names(ofDialled: "231210").map(\.digits) == ["210", "+4930231210"])
    }

    @Test("Subaddress, dialled number, caller, station, group, hours: the first in which two differ decides")
    func order() throws {
        let book = try Self.book(
            """
              - {name: hours, hours: "mon-fri 08:00-18:00", to: a@example.com}
              - {name: group, line-group: isdn, to: a@example.com}
              - {name: station, station: "*ACME*", to: a@example.com}
              - {name: caller, caller: +4930, to: a@example.com}
              - {name: dialled, dialled: 210, to: a@example.com}
              - {name: both, dialled: 210, caller: +4930, to: a@example.com}
              - {name: subaddress, subaddress: "17", to: a@example.com}
            """)
        #expect(try decision(book, Self.call(book)) == "hours")
        #expect(try decision(book, Self.call(book, group: "isdn")) == "group")
        #expect(try decision(book, Self.call(book, station: "+1 acme 5", group: "isdn")) == "station")
        #expect(try decision(book, Self.call(book, caller: "03012345", station: "ACME")) == "caller")
        #expect(try decision(book, Self.call(book, dialled: "210", caller: "08912345", station: "ACME")) == "dialled")
        #expect(try decision(book, Self.call(book, dialled: "210", caller: "03012345")) == "both")
        #expect(
            try decision(book, Self.call(book, dialled: "210", caller: "03012345", subaddress: "17")) == "subaddress")
    }

    @Test("Of two as exact, the earlier one decides")
    func tie() throws {
        let book = try Self.book(
            """
              - {name: first, dialled: 210, to: a@example.com}
              - {name: second, dialled: 210, to: b@example.com}
            """)
        let finding = try book.table().finding(Self.call(book, dialled: "210"))
        #expect(finding.decision?.profile.name == "first")
        #expect(finding.matches.map(\.profile.name) == ["first", "second"])
    }

    @Test("Hours are by the clock of the zone, go over midnight, and over the weekend")
    func hours() throws {
        let book = try Self.book(
            """
              - {name: day, dialled: 210, to: jane@example.com}
              - {name: night, dialled: 210, hours: ["18:00-08:00", "sat,sun"], to: night@example.com}
            """)
        for (time, name) in [
            ("2026-11-27T17:59:00+01:00", "day"), ("2026-11-27T18:00:00+01:00", "night"),
            ("2026-11-27T17:00:00Z", "night"), ("2026-11-30T07:59:00+01:00", "night"),
            ("2026-11-30T08:00:00+01:00", "day"), ("2026-11-28T12:00:00+01:00", "night"),
        ] {
            #expect(try decision(book, Self.call(book, dialled: "210", at: time)) == name, "\(time)")
        }
    }

    @Test("Callers who tell no number can be named by that")
    func withheld() throws {
        let book = try Self.book(
            """
              - {name: hidden, caller: withheld, to: a@example.com}
              - {name: unknown, caller: unavailable, to: a@example.com}
              - {name: abroad, caller: international, to: a@example.com}
            """)
        #expect(try decision(book, Self.call(book, absence: .withheld)) == "hidden")
        #expect(try decision(book, Self.call(book, absence: .unavailable)) == "unknown")
        #expect(try decision(book, Self.call(book)) == "unknown")
        #expect(try decision(book, Self.call(book, caller: "0033123456")) == "abroad")
        #expect(try decision(book, Self.call(book, caller: "0228123456")) == nil)
    }

    @Test("A profile that copies decides nothing, and gets its copy besides")
    func copies() throws {
        let book = try Self.book(
            """
              - {name: archive, copy: yes, to: archive@example.com, attachment: pdf-a}
              - {name: lab, copy: yes, dialled: 300..399, to: lab@example.com}
              - {name: jane, dialled: 210, to: jane@example.com}
            """)
        let finding = try book.table().finding(Self.call(book, dialled: "210"))
        #expect(finding.decision?.profile.name == "jane")
        #expect(finding.copyRoutes.map(\.to) == [["archive@example.com"]])
        let nobodys = try book.table().finding(Self.call(book, dialled: "350"))
        #expect(nobodys.decision == nil)
        #expect(nobodys.copies.map(\.profile.name) == ["archive", "lab"])
    }

    @Test("The route has what the profile says")
    func route() throws {
        let book = try Self.book(
            """
              - name: jane
                dialled: [210, 220]
                to: [jane@example.com, joe@example.com]
                cc: office@example.com
                bcc: archive@example.com
                attachment: both
                preview: no
                language: de
                billing-code: K 17
            """)
        let route = try #require(try book.table().finding(Self.call(book, dialled: "220")).route)
        var expected = ReceivedFaxRoute(
            profile: "jane", to: ["jane@example.com", "joe@example.com"], cc: ["office@example.com"],
            bcc: ["archive@example.com"], attachment: .both, hasPreview: false)
        expected.language = "de"
        expected.billingCode = "K 17"
        #expect(route == expected)
    }

    @Test("Before a call is answered, what the far end may say is taken for granted")
    func ahead() throws {
        let book = try Self.book(
            """
              - {name: sub, dialled: 210, subaddress: "17", station: ACME, to: a@example.com}
              - {name: copy, copy: yes, dialled: 300, to: a@example.com}
              - {name: night, dialled: 400, hours: "22:00-06:00", to: a@example.com}
            """)
        let table = try book.table()
        #expect(table.mayHaveProfile(try Self.call(book, dialled: "210")))
        #expect(!table.mayHaveProfile(try Self.call(book, dialled: "300")))
        #expect(!table.mayHaveProfile(try Self.call(book, dialled: "400")))
        #expect(try decision(book, Self.call(book, dialled: "210")) == nil)
    }

    @Test("Every mismatch has its reason")
    func explained() throws {
        let book = try Self.book(
            """
              - {name: jane, dialled: 210, to: a@example.com}
              - {name: lab, caller: +4930, to: a@example.com}
            """)
        let finding = try book.table().explanation(Self.call(book, dialled: "211", caller: "0891"))
        #expect(finding.mismatches.map(\.entry.profile.name) == ["jane", "lab"])
        #expect(finding.mismatches[0].reason == "it is for 210, and 211 or +49228123211 was dialled")
        #expect(finding.mismatches[1].reason.contains("+4930"))
    }

    @Test("Among 200,000 profiles the one is found by its number without asking all")
    func many() throws {
        let profiles = (0..<200_000).map { index in
            var profile = UserProfile(name: "p\(index)", to: ["p\(index)@example.com"])
            profile.dialled = [.oneExtension("\(100_000 + index)")]
            return profile
        }
        let table = ProfileTable([(name: "s", profiles: profiles)], ProfilePlace(countryCode: nil, timeZone: .gmt))
        let numbers = OwnNumbers(NumberPlan(extensionDigits: 10), own: nil)
        let call = CallFacts(CallerIdentification(dialled: "250000"), on: .default, at: Date(), numbers)
        let finding = table.finding(call)
        #expect(finding.decision?.profile.name == "p150000")
        #expect(finding.mismatches.isEmpty)
    }
}

@Suite("List profiles: what can't be is told with line and key")
struct ProfileErrorTests {
    @Test(
        "Mistakes",
        arguments: [
            ("{name: a}", "names nobody"), ("{to: a@example.com}", "name"), ("{name: a, to: nobody}", "mail address"),
            ("{name: a, to: a@example.com, dialled: 21x}", "dialled"),
            ("{name: a, to: a@example.com, hours: 25:00-26:00}", "hours"),
            ("{name: a, to: a@example.com, language: deutsch!}", "BCP 47"),
            ("{name: a, to: a@example.com, attachment: doc}", "pdf-a"),
            ("{name: a, to: a@example.com, subaddress: abc}", "subaddress"),
            ("{name: a, to: a@example.com, station: \"*\"}", "station"),
            ("{name: a, to: a@example.com, dialled: []}", "empty list"),
            ("{name: a, to: a@example.com, color: red}", "unknown key"),
            ("{name: a, to: a@example.com, caller: national}", "country-code"),
        ])
    func mistakes(text: String, expected: String) {
        #expect {
            try Configuration(text: "profiles:\n  - \(text)", file: "f")
        } throws: {
            "\($0)".hasPrefix("f:2: profiles[1]") && "\($0)".contains(expected)
        }
    }

    @Test("Two of one name")
    func twice() {
        #expect(throws: ConfigurationError.self) {
            try Configuration(
                text: "profiles:\n  - {name: a, to: a@b.com}\n  - {name: a, to: c@b.com}", file: "f")
        }
    }
}
