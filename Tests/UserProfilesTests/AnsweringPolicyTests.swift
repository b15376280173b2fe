import Configuration
import FaxModel
import Foundation
import Testing

@testable import UserProfiles

@Suite("Which calls are answered")
struct AnsweringPolicyTests {
    private func refusal(
        _ received: String, _ caller: CallerIdentification, group: String = "default", profiles: String = ""
    ) throws -> String? {
        let text = """
            dialling: {country-code: 49, area-code: 228, extension-digits: 4}
            received: {own-number: +49228123, time-zone: Europe/Berlin, \(received)}
            profiles: [\(profiles)]
            """
        let configuration = try Configuration(text: text, file: "f")
        let policy = AnsweringPolicy(configuration, ProfileBook(configuration) { _ in })
        return policy.refusal(
            of: caller, on: Lane(rawValue: group), at: try Date("2026-11-27T12:00:00+01:00", strategy: .iso8601))
    }

    private let jane = "{name: jane, dialled: 210, to: jane@example.com}"

    @Test("All, where nothing is said")
    func all() throws {
        #expect(try refusal("", CallerIdentification(number: "4711", dialled: "999")) == nil)
    }

    @Test("unknown: refuse: a number that no profile has is not answered, one that is not told is")
    func unknown() throws {
        let refuse = "unknown: refuse"
        #expect(try refusal(refuse, CallerIdentification(dialled: "210"), profiles: jane) == nil)
        #expect(try refusal(refuse, CallerIdentification(dialled: "0228123210"), profiles: jane) == nil)
        #expect(
            try refusal(refuse, CallerIdentification(dialled: "211"), profiles: jane)
                == "no profile has 211 or +49228123211")
        #expect(try refusal(refuse, CallerIdentification(), profiles: jane) == nil)
    }

    @Test("What the exchange has not told yet refuses nothing: who calls is mostly told after the first ring")
    func notToldYet() throws {
        let lab = "{name: lab, dialled: 210, caller: +49228, to: lab@example.com}"
        let hidden = "{name: hidden, dialled: 220, caller: [withheld, unavailable], to: lab@example.com}"
        for profile in [lab, hidden] {
            let dialled = profile == lab ? "210" : "220"
            #expect(try refusal("unknown: refuse", CallerIdentification(dialled: dialled), profiles: profile) == nil)
            let other = CallerIdentification(number: "08912345", dialled: dialled)
            #expect(try refusal("unknown: refuse", other, profiles: profile) != nil)
        }
        let withheld = CallerIdentification(dialled: "210", absence: .withheld)
        #expect(try refusal("unknown: refuse", withheld, profiles: lab) != nil)
        let unavailable = "reject: [{name: junk, caller: unavailable}]"
        #expect(try refusal(unavailable, CallerIdentification()) == nil)
        #expect(try refusal(unavailable, CallerIdentification(absence: .unavailable)) != nil)
    }

    @Test("Where a file of profiles can't be read, calls are answered")
    func unreadable() throws {
        let received = "unknown: refuse, profiles-file: /nowhere/p.csv"
        #expect(try refusal(received, CallerIdentification(dialled: "211"), profiles: jane) == nil)
    }

    @Test(
        "Calls are rejected by caller, by the number that is called, by group and by time; all that is said has to hold"
    )
    func rejects() throws {
        let junk =
            "reject: [{name: junk, caller: [+49900, withheld]}, {name: old, dialled: 300..399, line-group: isdn}]"
        #expect(
            try refusal(junk, CallerIdentification(number: "0900123456")) == "calls such as 'junk' are rejected")
        #expect(try refusal(junk, CallerIdentification(absence: .withheld)) != nil)
        #expect(try refusal(junk, CallerIdentification(absence: .unavailable)) == nil)
        #expect(try refusal(junk, CallerIdentification(number: "0228999")) == nil)
        #expect(try refusal(junk, CallerIdentification(number: "0228999", dialled: "310")) == nil)
        #expect(try refusal(junk, CallerIdentification(number: "0228999", dialled: "310"), group: "isdn") != nil)
        let night = "reject: [{name: night, hours: \"11:00-13:00\"}]"
        #expect(try refusal(night, CallerIdentification()) != nil)
        #expect(throws: ConfigurationError.self) { try refusal("reject: [{name: all}]", CallerIdentification()) }
    }
}
