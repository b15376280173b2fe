import Directory
import FaxAddressing
import FaxModel
import Foundation
import NIOCore
import Synchronization
import Testing

@testable import ingest

/// Groups that need no server.
private struct Groups: PersonSource, GroupMemberSource {
    var groups: [String: DirectoryGroupFinding]
    var isDown = false

    func people(_ keys: Set<DirectoryKey>) async throws(Failure) -> [DirectoryKey: DirectoryFinding] {
        Dictionary(uniqueKeysWithValues: keys.map { ($0, .unknown(in: "the directory")) })
    }

    func group(_ name: String) async throws(Failure) -> DirectoryGroupFinding {
        if isDown { throw Failure(EnhancedStatusCode(4, 4, 3), "The directory does not answer.") }
        return groups[name] ?? .unknown
    }

    static func person(
        _ name: String, _ number: String?, mail: String? = nil, wishes: DirectoryPerson.Wishes = .init()
    ) -> DirectoryPerson {
        DirectoryPerson(
            place: "the directory as cn=\(name)", party: Party(name: name, mail: mail),
            numbers: [number].compactMap(\.self), wishes: wishes)
    }
}

private struct Pages: PageSource {
    let pages: Int

    func pages(of account: String, since: Date) async throws(Failure) -> Int { pages }
}

@Suite("Mail to a group is faxed to each of its members") struct GroupTests {
    private static let sales = DirectoryGroup(
        place: "the directory as cn=sales",
        members: [
            Groups.person("Jane", "+49 30 1", mail: "jane@example.com"), Groups.person("Kai", nil),
            Groups.person("Lea", "+49 30 2", mail: "lea@elsewhere.example"),
            Groups.person("Joe", "+49 30 3", wishes: DirectoryPerson.Wishes(doNotFax: true)),
            Groups.person("Jim", "+49 30 4", wishes: DirectoryPerson.Wishes(dialledNumber: "+49 30 5")),
        ], missing: ["cn=gone"])

    /// What RCPT for each of `addresses`, and the end of the data, are answered.
    private func answers(
        _ addresses: [String], _ source: Groups, rules: String = "  - {name: Home, may-fax: [+49]}", yaml: String = "",
        pages: Int? = nil, header: String = "", sink: FakeSink = FakeSink()
    ) async throws -> [String] {
        let answers = Mutex<[String]>([])
        try await withServer(
            "  person-domain: example.com\n\(yaml)", rules: rules, people: source, members: source,
            ledger: pages.map { PageLedger(Pages(pages: $0), timeZone: .gmt) }, sink: sink
        ) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                _ = try await client.say("MAIL FROM:<kai@example.com>")
                for recipient in addresses {
                    let answer = try await client.say("RCPT TO:<\(recipient)@fax.example>")
                    answers.withLock { $0.append(answer) }
                }
                if try await client.say("DATA").hasPrefix("354") {
                    let answer = try await client.say("\(header)Subject: x\r\n\r\nx\r\n.")
                    answers.withLock { $0.append(answer) }
                }
            }
        }
        return answers.withLock { $0 }
    }

    @Test(
        "A group of more members than the sender has pages a day is refused for good; where it is for today, until tomorrow"
    )
    func pagesADay() async throws {
        for (limit, pages, answer) in [
            (2, 0, "550 5.5.3 Of group 'sales' nobody gets a fax. You may fax 2 pages a day"),
            (3, 1, "450 4.7.1 Of group 'sales' nobody gets a fax. Your 3 pages"), (3, 0, "250"),
        ] {
            let source = Groups(groups: ["sales@example.com": .found(Self.sales)])
            let rules = "  - {name: Home, may-fax: [+49], pages-a-day: \(limit)}"
            let said = try await answers(["sales"], source, rules: rules, pages: pages)
            #expect(said.first?.hasPrefix(answer) == true, "\(said)")
        }
    }

    @Test("Each is a recipient of his own; who has no number, or wants no fax, is left out, and that is told")
    func members() async throws {
        for name in ["sales@example.com", "sales"] {
            let sink = FakeSink()
            let said = try await answers(["sales"], Groups(groups: [name: .found(Self.sales)]), sink: sink)
            #expect(said.allSatisfy { $0.hasPrefix("250") }, "\(said)")
            let mail = try #require(sink.kept.first?.mail)
            #expect(mail.recipients.map(\.fax.number.digits) == ["+49301", "+49302", "+49305"])
            #expect(mail.recipients.map(\.fax.name) == ["Jane", "Lea", "Jim"])
            #expect(
                mail.recipients.map(\.address) == ["jane@fax.example", "sales@fax.example", "sales@fax.example"],
                "who can be looked up by himself is, for what else the directory has of him")
            #expect(mail.recipients.allSatisfy { $0.terms?.rule == "Home" })
            let note = "3 members of group 'sales' without a fax number, or who want no faxes: cn=gone, Kai, Joe"
            #expect(mail.recipients.allSatisfy { $0.note == note })
        }
    }

    @Test("Who is in a group and named besides gets one fax")
    func once() async throws {
        let sink = FakeSink()
        _ = try await answers(["+49302", "sales"], Groups(groups: ["sales": .found(Self.sales)]), sink: sink)
        #expect(sink.kept.first?.mail.recipients.map(\.fax.number.digits) == ["+49302", "+49301", "+49305"])
    }

    @Test("Who is left out of a group is told once, even where all its other members are named besides")
    func notes() async throws {
        let sink = FakeSink()
        let groups = Groups(groups: ["sales": .found(Self.sales)])
        _ = try await answers(["+49301", "+49302", "+49305", "sales"], groups, sink: sink)
        let mail = try #require(sink.kept.first?.mail)
        #expect(mail.recipients.count == 3)
        #expect(
            mail.notes == ["3 members of group 'sales' without a fax number, or who want no faxes: cn=gone, Kai, Joe"])
    }

    @Test("A member to whom the sender may not fax has the group refused, and the answer says why")
    func rules() async throws {
        var group = Self.sales
        group.members.append(Groups.person("Ann", "+43 1 1"))
        let said = try await answers(["sales"], Groups(groups: ["sales": .found(group)]))
        #expect(
            said[0].hasPrefix(
                "550 5.7.1 Of group 'sales' nobody gets a fax. You may not send faxes to one of its members."))
    }

    @Test("Recipients of a mail count for each member")
    func limits() async throws {
        let many = DirectoryGroup(
            place: "x", members: (0..<101).map { Groups.person("P \($0)", "+49 30 7\($0)") })
        let refused = try await answers(
            ["sales"], Groups(groups: ["sales": .found(many)]), yaml: "  maximum-recipients: 100")
        #expect(
            refused[0].hasPrefix("250") && refused[1].hasPrefix("550 5.5.3 The mail has 101 recipients"), "\(refused)")
    }

    @Test("A list in the header may name a group")
    func listed() async throws {
        let sink = FakeSink()
        let said = try await answers(
            ["fax"], Groups(groups: ["sales": .found(Self.sales)]), yaml: "fields: {list-addresses: [fax]}",
            header: "X-Fax-Number: sales\r\n", sink: sink)
        #expect(said.allSatisfy { $0.hasPrefix("250") }, "\(said)")
        #expect(sink.kept.first?.mail.recipients.map(\.fax.number.digits) == ["+49301", "+49302", "+49305"])
    }

    @Test("Too large, nobody with a number, several, none, and trouble are told apart")
    func refusals() async throws {
        let nobody = DirectoryGroup(place: "x", members: [Groups.person("Kai", nil)])
        let source = Groups(groups: [
            "large": .tooLarge(limit: 100), "mute": .found(nobody), "several": .several, "none": .unknown,
        ])
        let said = try await answers(["large", "mute", "several", "none"], source)
        #expect(said[0].hasPrefix("550 5.5.3 'large' is a group of more than 100 members"))
        #expect(said[1].hasPrefix("550 5.1.1 Nobody in group 'mute' has a fax number that can be dialled"))
        #expect(said[2].hasPrefix("550 5.1.1 'several' is no fax address"))
        #expect(said[3].hasPrefix("550 5.1.1 'none' is no fax address"))
        let down = try await answers(["sales"], Groups(groups: [:], isDown: true))
        #expect(down[0] == "451 4.4.3 Whether you may fax can't be looked up now; try again later")
    }
}
