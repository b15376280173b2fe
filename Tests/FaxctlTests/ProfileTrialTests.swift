import Configuration
import FaxModel
import Foundation
import Testing
import UserProfiles

@testable import faxctl

@Suite("faxctl profile") struct ProfileTrialTests {
    private static let text = """
        dialling: {country-code: 49, area-code: 30, extension-digits: 4}
        received: {own-number: +4930231, unknown: refuse, time-zone: Europe/Berlin, default-recipient: post@example.com}
        profiles:
          - {name: jane, dialled: 210, to: jane@example.com}
          - {name: night, dialled: 210, hours: "18:00-08:00", to: night@example.com, attachment: tiff}
          - {name: archive, copy: yes, to: archive@example.com}
        """

    private func report(_ dialled: String, at time: String, caller: String? = nil) throws -> ProfileReport {
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        let configuration = try Configuration(text: Self.text, file: "f")
        return ProfileTrial(configuration, ProfileBook(configuration) { _ in }).report(
            CallerIdentification(number: caller, dialled: dialled), subaddress: nil, station: nil, on: .default,
            at: try #require(ProfileTrial.date(time, in: zone)))
    }

    @Test("It explains each step") func steps() throws {
        #expect(
            try report("030231210", at: "2026-11-27T12:00", caller: "022812345").text == """
                Called: 210, +4930231210.
                Caller: +4922812345.
                The call is answered.
                Profile 'night' (the configuration) does not match: it holds mon,tue,wed,thu,fri,sat,sun 18:00-08:00 (Europe/Berlin).
                Profile 'jane' (the configuration) matches.
                The most exact of those that match decides: 'jane'.
                The fax goes to jane@example.com, as pdf.
                Profile 'archive' makes a copy: it goes to archive@example.com, as pdf.
                """)
        let night = try report("210", at: "2026-11-27T19:00")
        #expect(night.decision == "night" && night.routes.first?.attachment == .tiff)
    }

    @Test("It says who is told, and what becomes of a fax of which not all comes") func notices() throws {
        let text = Self.text.replacing(
            "to: jane@example.com}", with: "to: jane@example.com, notice: mobile@example.com, incomplete: notice}")
        let configuration = try Configuration(text: text, file: "f")
        let book = ProfileBook(configuration) { _ in }
        let report = ProfileTrial(configuration, book).report(
            CallerIdentification(dialled: "210"), subaddress: nil, station: nil, on: .default,
            at: try Date("2026-11-27T11:00:00Z", strategy: .iso8601))
        #expect(
            report.text.hasSuffix(
                "Told of it, without its pages: mobile@example.com.\nWhere not all of it comes, the mail has no pages.")
        )
        let jane = try #require(try book.table().entry(named: "jane"))
        let shown = ProfileList.Record(jane, isOverridden: false).text
        #expect(shown.contains("notice: mobile@example.com") && shown.hasSuffix("incomplete: notice"))
    }

    @Test("It names the groups that get the fax, and those that get a copy of it") func groups() throws {
        let text =
            Self.text.replacing("to: jane@example.com}", with: "to: jane@example.com, group: Sales, attachment: none}")
            .replacing("to: archive@example.com}", with: "group: [Board, Audit]}")
            + "\ndirectory: {url: ldap://127.0.0.1, base: dc=example}"
        let configuration = try Configuration(text: text, file: "f")
        let report = ProfileTrial(configuration, ProfileBook(configuration) { _ in }).report(
            CallerIdentification(dialled: "210"), subaddress: nil, station: nil, on: .default,
            at: try Date("2026-11-27T11:00:00Z", strategy: .iso8601))
        #expect(
            report.text.hasSuffix(
                """
                The fax goes to jane@example.com, the members of group 'Sales', without its pages.
                Profile 'archive' makes a copy: it goes to the members of group 'Board', the members of group 'Audit', as pdf.
                """))
    }

    @Test("A call that is not answered") func refused() throws {
        let report = try report("211", at: "2026-11-27T12:00")
        #expect(report.refusal == "no profile has 211 or +4930231211")
        #expect(report.text.hasSuffix("The call is not answered: no profile has 211 or +4930231211."))
    }

    @Test("Of many profiles those are named that may be about the number, and of the others how many there are")
    func many() throws {
        let others = (300..<400).map { "\n  - {name: p\($0), dialled: \($0), to: p\($0)@example.com}" }.joined()
        let configuration = try Configuration(text: Self.text + others, file: "f")
        let report = ProfileTrial(configuration, ProfileBook(configuration) { _ in }).report(
            CallerIdentification(dialled: "210"), subaddress: nil, station: nil, on: .default,
            at: try Date("2026-11-27T11:00:00Z", strategy: .iso8601))
        #expect(report.steps.map(\.profile) == ["night", "jane"] && report.otherMismatches == 100)
        #expect(report.text.contains("matches.\n100 other profiles do not match.\nThe most exact"))
    }

    @Test("The list has a line a profile, with its source") func list() throws {
        let table = try ProfileBook(Configuration(text: Self.text, file: "f")) { _ in }.table()
        let lines = ProfileList(table).table.text.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[2].hasPrefix("night    dialled: 210; hours: mon,tue,wed,thu,fri,sat,sun 18:00-08:00"))
        #expect(lines[3].contains("every fax") && lines[3].contains("archive@example.com (copy)"))
        let jane = try #require(table.entry(named: "jane"))
        #expect(
            ProfileList.Record(jane, isOverridden: false).text == """
                jane, of the configuration
                for dialled: 210
                to: jane@example.com
                attachment: pdf, preview: yes
                """)
    }

    @Test("Times as operators write them") func times() throws {
        let zone = try #require(TimeZone(identifier: "Europe/Berlin"))
        let expected = try Date("2026-12-24T17:30:00Z", strategy: .iso8601)
        for text in ["2026-12-24T18:30", "2026-12-24 18:30", "2026-12-24T18:30:00", "2026-12-24T17:30:00Z"] {
            #expect(ProfileTrial.date(text, in: zone) == expected, "\(text)")
        }
        #expect(ProfileTrial.date("tomorrow", in: zone) == nil)
    }
}
