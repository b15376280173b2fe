import Configuration
import Directory
import FaxAddressing
import FaxModel
import Foundation
import TIFF
import Testing
import UserProfiles

@testable import Pipeline
@testable import enrich

@Suite("Whose a received fax is")
struct ReceivedFaxRouterTests {
    private let files: [[UInt8]]
    private let fax: ReceivedFax

    init() throws {
        var files: [[UInt8]] = []
        var fax = ReceivedFax(
            job: JobID(order: Received.order, number: 1), call: CallID(rawValue: 1), line: "line-1", group: .default,
            caller: CallerIdentification(number: "4711"), began: Received.now)
        for rows in [100, 200] {
            var page = PageBitmap(width: 1728, rows: rows)
            page[rows, 7] = true
            var writer = TIFFWriter()
            try writer.append(page, resolution: rows == 100 ? .standard : .fine)
            files.append(try writer.finish())
            let document = NewDocument(files[files.count - 1])
            fax.pages.append(
                ReceivedFax.Page(
                    document: DocumentReference(
                        digest: document.digest, byteCount: document.bytes.count, mediaType: "image/tiff"),
                    horizontal: 204, vertical: rows == 100 ? 98 : 196, rows: rows, badRows: 0))
        }
        self.files = files
        self.fax = fax
    }

    private func completion(
        _ recipient: String?, _ fax: ReceivedFax? = nil, _ configuration: String = ""
    ) async throws -> Completion {
        try await router(recipient, configuration).completion(for: fax ?? self.fax, now: Received.now) { reference in
            try #require(files.first { NewDocument($0).digest == reference.digest })
        }
    }

    private func router(_ recipient: String?, _ configuration: String = "") throws -> ReceivedFaxRouter {
        let configuration = try Configuration(text: configuration, file: "f")
        return ReceivedFaxRouter(
            ProfileBook(configuration) { _ in }, defaultRecipient: recipient, archive: configuration.archive)
    }

    @Test("The default recipient gets it: all pages in one file, as they came")
    func routed() async throws {
        let completion = try await completion("in@example.com")
        #expect(completion.verdict == .done)
        let task = try #require(completion.successors.first)
        #expect(task.stage == .render && task.lane == .received && task.job == fax.job)
        let mail = try PayloadCoding.decode(RoutedFax.self, from: task.payload)
        var route = ReceivedFaxRoute(to: ["in@example.com"])
        route.answerNumber = mail.route.answerNumber
        #expect(mail.route == route)
        #expect(mail.fax == fax)
        let call = NewDocument(PayloadCoding.encode(mail))
        #expect(completion.documents.map(\.digest) == [mail.document.digest, call.digest])
        var joined = try TIFFReader(completion.documents[0].bytes)
        for (index, file) in files.enumerated() {
            var page = try TIFFReader(file)
            let (received, sent) = (try joined.bitmap(index), try page.bitmap(0))
            #expect(received == sent)
            #expect(joined.pages[index].resolution == page.pages[0].resolution)
        }
        #expect(completion.updates.map(\.state) == [.received])
        let kept = try #require(completion.updates.first?.documents)
        #expect(kept["received"] == mail.document && kept[ReceivedFax.keptRole]?.digest == call.digest)
        #expect(completion.updates.first?.attempt?.outcome == .interrupted, "nobody has seen the end of the call")
    }

    /// A directory that knows one number.
    private struct Hospital: PersonSource {
        var isAway = false

        func people(_ keys: Set<DirectoryKey>) async throws(Failure) -> [DirectoryKey: DirectoryFinding] {
            if isAway { throw Failure(EnhancedStatusCode(4, 4, 3), "It does not answer.") }
            var findings: [DirectoryKey: DirectoryFinding] = [:]
            for key in keys where [.number(FaxNumber("+49304711")!), .number(FaxNumber("11")!)].contains(key) {
                findings[key] = .found(DirectoryPerson(place: "the test", party: Party(name: "Dr. Okafor")))
            }
            return findings
        }
    }

    /// The ways of the mails that become of a fax for extension 210.
    private func routes(
        _ profile: String, to: String = "to", isComplete: Bool, default recipient: String?, more: String = ""
    ) async throws -> (routes: [ReceivedFaxRoute], event: String) {
        var fax = fax
        fax.caller = CallerIdentification(number: "4711", dialled: "210")
        fax.isComplete = isComplete
        let text = "profiles: [{name: Jane, dialled: 210, \(to): jane@example.com, \(profile)}]\n\(more)"
        let completion = try await completion(recipient, fax, text)
        let mails = try completion.successors.map { try PayloadCoding.decode(RoutedFax.self, from: $0.payload) }
        return (mails.map(\.route), completion.updates.first?.event ?? "")
    }

    @Test("Whoever is to be told of a fax gets a mail of his own without its pages")
    func notice() async throws {
        let (routes, event) = try await routes(
            "attachment: tiff, notice: [mobile@example.com, desk@example.com]", isComplete: true, default: nil)
        #expect(routes.map(\.recipients) == [["jane@example.com"], ["mobile@example.com", "desk@example.com"]])
        #expect(routes.map(\.attachment) == [.tiff, .none] && routes.map(\.hasPreview) == [true, false])
        #expect(routes.map(\.copy) == [nil, 1], "its Message-ID is another one")
        #expect(event.hasSuffix("mobile@example.com, desk@example.com will be told of it."), "\(event)")
    }

    @Test("Archives copy what somebody gets, however he gets it, and not what he is only told of")
    func archive() async throws {
        let rules =
            "archive: [{to: a@archive.example, recipients: example.com}, {to: b@archive.example, recipients: other.example}]"
        for profile in ["attachment: pdf", "attachment: none"] {
            let (routes, _) = try await routes(
                "\(profile), notice: mobile@other.example", to: "bcc", isComplete: true, default: nil, more: rules)
            #expect(
                routes.map(\.recipients) == [["jane@example.com"], ["mobile@other.example"], ["a@archive.example"]],
                "\(profile)")
        }
    }

    @Test("What becomes of a fax that is incomplete is the profile's to say, and no fax is lost by it")
    func incomplete() async throws {
        let whole = try await routes("incomplete: default", isComplete: true, default: "post@example.com")
        #expect(whole.routes.map(\.to) == [["jane@example.com"]])
        let notice = try await routes("incomplete: notice", isComplete: false, default: "post@example.com")
        #expect(notice.routes.map(\.to) == [["jane@example.com"]] && notice.routes[0].attachment == .none)
        #expect(!notice.routes[0].hasPreview && notice.event.contains("without its pages as it is incomplete"))
        let others = try await routes(
            "incomplete: default, notice: mobile@example.com", isComplete: false, default: "post@example.com")
        #expect(others.routes.map(\.to) == [["post@example.com"]] && others.routes[0].attachment == .pdf)
        #expect(
            others.event
                == "The fax is incomplete, and profile 'Jane' leaves such to others. The fax goes to post@example.com.")
        let nobody = try await routes("incomplete: default", isComplete: false, default: nil)
        #expect(nobody.routes.isEmpty && nobody.event.contains("Nobody is found for the fax"))
        #expect(
            nobody.event.hasPrefix(
                "The fax is incomplete, profile 'Jane' leaves such to received.default-recipient, and none is named."),
            "\(nobody.event)")
    }

    @Test("That it is not clear whose the number is, is told also where the fax waits for the operator")
    func unclear() async throws {
        struct Twins: ProfileSource {
            let name = "the test"

            func profiles(isForced: Bool) -> SourcedProfiles {
                SourcedProfiles(version: 0, profiles: [], unclearNumbers: [.oneExtension("210")])
            }
        }
        let book = ProfileBook(try Configuration(text: "", file: "f"), others: [Twins()]) { _ in }
        var fax = self.fax
        fax.caller.dialled = "210"
        let completion = try await ReceivedFaxRouter(book, defaultRecipient: nil).completion(
            for: fax, now: Received.now
        ) { reference in try #require(files.first { NewDocument($0).digest == reference.digest }) }
        #expect(
            completion.updates.first?.event?.hasPrefix(
                "No profile is about it, because it is not clear whose the number is. Nobody is found for the fax.")
                == true)
    }

    @Test(
        "The directory says who has sent it, by the caller's number, or else by the station id; where it does not answer, the fax does not wait"
    )
    func sender() async throws {
        func fax(_ number: String?, station: String?, polled: String? = nil) -> ReceivedFax {
            var fax = self.fax
            fax.caller = CallerIdentification(number: number)
            fax.remoteStation = station
            fax.polled = polled.flatMap { FaxNumber($0) }
            return fax
        }
        let (okafor, known) = ("Dr. Okafor", "+49 30 4711")
        let cases: [(fax: ReceivedFax, isAway: Bool, name: String?, isClaimed: Bool?)] = [
            (fax("4711", station: nil), false, okafor, nil), (fax("4711", station: "+49 30 9"), false, okafor, nil),
            (fax("4711", station: known), true, nil, nil),
            // Nobody has the caller's number, or there is none.
            (fax("+4922899", station: known), false, okafor, true), (fax(nil, station: known), false, okafor, true),
            (fax("anonymous", station: "030 4711"), false, okafor, true),
            (fax(nil, station: known, polled: "+4922899"), false, okafor, true),
            (fax(nil, station: nil, polled: "+49304711"), false, okafor, nil),
            // Nobody's id, no number, and an extension of ours, which is no international number.
            (fax(nil, station: "+49 30 4712"), false, nil, nil), (fax(nil, station: "OKAFOR 4711"), false, nil, nil),
            (fax(nil, station: "11"), false, nil, nil),
        ]
        for (fax, isAway, name, isClaimed) in cases {
            let router = ReceivedFaxRouter(
                ProfileBook(try Configuration(text: "", file: "f")) { _ in }, defaultRecipient: "in@example.com",
                callers: CallerLookup(
                    people: Hospital(isAway: isAway),
                    plan: NumberPlan(countryCode: "49", areaCode: "30", extensionDigits: 2)))
            let completion = try await router.completion(for: fax, now: Received.now) { reference in
                try #require(files.first { NewDocument($0).digest == reference.digest })
            }
            let task = try #require(completion.successors.first)
            let mail = try PayloadCoding.decode(RoutedFax.self, from: task.payload)
            #expect(mail.route.sender?.name == name, "\(fax.caller), \(fax.remoteStation ?? "")")
            #expect(mail.route.isSenderClaimed == isClaimed, "\(fax.caller), \(fax.remoteStation ?? "")")
        }
    }

    @Test(
        "An answer would go to the caller's number as our dial plan understands it, whatever form the exchange has for it; to none where that can't be told",
        arguments: [
            ("+4922812345", "+4922812345"), ("022812345", "+4922812345"), ("4711", "+49304711"),
            ("00447911123456", "+447911123456"), (nil, nil), ("anonymous", nil),
        ])
    func answerNumber(caller: String?, answered: String?) async throws {
        var fax = fax
        fax.caller = CallerIdentification(number: caller)
        let completion = try await completion(
            "in@example.com", fax, "dialling: {country-code: 49, area-code: 30, extension-digits: 3}")
        let task = try #require(completion.successors.first)
        let route = try PayloadCoding.decode(RoutedFax.self, from: task.payload).route
        #expect(route.answerNumber?.digits == answered)
        let plain = try await self.completion("in@example.com", fax)
        let unplanned = try PayloadCoding.decode(RoutedFax.self, from: try #require(plain.successors.first).payload)
            .route
        #expect(unplanned.answerNumber == nil || unplanned.answerNumber?.digits.hasPrefix("+") == true)
    }

    @Test("A list of jobs says which of our numbers was called, and whose mail the fax became")
    func recipientOfTheJob() async throws {
        var fax = fax
        fax.caller.dialled = "231"
        #expect(try await completion("in@example.com", fax).updates.first?.recipient == "231: in@example.com")
        fax.caller.dialled = nil
        #expect(try await completion("in@example.com", fax).updates.first?.recipient == "in@example.com")
    }

    @Test("What was fetched goes to whom it was fetched for")
    func fetched() async throws {
        var fax = fax
        fax.recipient = "jane@example.com"
        let completion = try await completion("in@example.com", fax, Self.profiles)
        let task = try #require(completion.successors.first)
        #expect(try PayloadCoding.decode(RoutedFax.self, from: task.payload).route.to == ["jane@example.com"])
    }

    @Test("Without one it waits for the operator, and its pages are in the history")
    func nobody() async throws {
        let completion = try await completion(nil)
        guard case .failed(let failure) = completion.verdict else {
            Issue.record("\(completion.verdict)")
            return
        }
        #expect(failure.sentence.contains("received.default-recipient"))
        #expect(completion.successors.isEmpty)
        #expect(completion.updates.first?.documents?.keys.sorted() == [ReceivedFax.keptRole, "received"])
        #expect(completion.documents.count == 2, "who mails it all the same finds what there is to know of it")
    }

    @Test("A page that can't be read is tried again, and then the operator's")
    func damaged() async throws {
        await #expect(throws: Failure.self) {
            try await router("in@example.com").completion(for: fax, now: Received.now) { _ in [1, 2, 3] }
        }
    }

    private static let profiles = """
        profiles:
          - {name: archive, copy: yes, to: archive@example.com, attachment: pdf-a}
          - {name: jane, dialled: "210", to: jane@example.com, cc: joe@example.com, billing-code: K17}
          - {name: all, caller: "4712", to: all@example.com}
        """

    @Test("The profile of the number that was called says who gets it; a copy is a mail of its own")
    func profile() async throws {
        var fax = fax
        fax.caller.dialled = "210"
        let completion = try await completion("in@example.com", fax, Self.profiles)
        let routes = try completion.successors.map {
            try PayloadCoding.decode(RoutedFax.self, from: $0.payload).route
        }
        #expect(routes.map(\.recipients) == [["jane@example.com", "joe@example.com"], ["archive@example.com"]])
        #expect(routes.map(\.profile) == ["jane", "archive"])
        #expect(routes.map(\.copy) == [nil, 1])
        #expect(routes.map(\.attachment) == [.pdf, .archivalPDF])
        #expect(completion.updates.first?.billingCode == "K17")
        #expect(
            completion.updates.first?.event
                == "The fax goes to jane@example.com, joe@example.com, by profile 'jane' of the configuration. "
                + "A copy goes to archive@example.com, by profile 'archive'.")
    }

    @Test(
        "A fax that no profile is about goes to the default recipient, with its copies; without one it waits, and they do"
    )
    func unknown() async throws {
        let completion = try await completion("in@example.com", nil, Self.profiles)
        #expect(completion.successors.count == 2 && completion.verdict == .done)
        let waiting = try await self.completion(nil, nil, Self.profiles)
        #expect(waiting.successors.isEmpty)
        guard case .failed = waiting.verdict else {
            Issue.record("\(waiting.verdict)")
            return
        }
    }

    @Test("While a file of profiles can't be read the fax waits, and its history says why")
    func unreadable() async throws {
        let completion = try await completion(
            "in@example.com", nil, "received: {profiles-file: /nowhere/profiles.csv}")
        guard case .retry(let time, let failure) = completion.verdict else {
            Issue.record("\(completion.verdict)")
            return
        }
        #expect(time > Received.now && failure.sentence.contains("/nowhere/profiles.csv"))
        #expect(completion.updates.first?.event?.contains("The fax waits") == true)
        #expect(completion.successors.isEmpty)
    }

    /// A directory with one group.
    private struct Groups: GroupMemberSource {
        var isDown = false

        func group(_ name: String) async throws(Failure) -> DirectoryGroupFinding {
            if isDown { throw Failure(EnhancedStatusCode(4, 4, 3), "The directory does not answer.") }
            let people = ["a@example.com", "JANE@example.com", nil].map {
                DirectoryPerson(place: "x", party: Party(mail: $0))
            }
            return name == "Sales" ? .found(DirectoryGroup(place: "x", members: people)) : .unknown
        }
    }

    private func routed(
        _ profiles: String, _ groups: Groups, to recipient: String? = "in@example.com"
    ) async throws -> Completion {
        let configuration = try Configuration(
            text: "directory: {url: 'ldap://x', base: 'dc=x'}\nprofiles: [\(profiles)]", file: "f")
        let router = ReceivedFaxRouter(
            ProfileBook(configuration) { _ in }, defaultRecipient: recipient, members: groups)
        return try await router.completion(for: fax, now: Received.now) { reference in
            try #require(files.first { NewDocument($0).digest == reference.digest })
        }
    }

    private func routes(_ completion: Completion) throws -> [[String]] {
        try completion.successors.map { try PayloadCoding.decode(RoutedFax.self, from: $0.payload).route.recipients }
    }

    @Test("The members of a profile's group get the fax, each once, and the history says how many have no address")
    func group() async throws {
        let completion = try await routed("{name: s, group: Sales, to: jane@example.com}", Groups())
        #expect(try routes(completion) == [["jane@example.com", "a@example.com"]])
        #expect(
            completion.updates.first?.event
                == "The fax goes to jane@example.com, the members of group 'Sales', by profile 's' of the configuration. Group 'Sales' "
                + "has 2 members, and 1 member without a mail address.")
    }

    @Test(
        "A group that is nobody leaves the fax to the default recipient, or to the operator; a copy then goes to nobody"
    )
    func emptyGroup() async throws {
        let profiles = "{name: s, group: Gone}, {name: c, copy: yes, group: Gone}"
        #expect(try routes(try await routed(profiles, Groups())) == [["in@example.com"]])
        let bare = try await routed("{name: s, group: Gone, attachment: none, preview: no}", Groups())
        let mail = try PayloadCoding.decode(RoutedFax.self, from: try #require(bare.successors.first).payload)
        #expect(mail.route.attachment == .pdf && mail.route.hasPreview, "it is for whom nobody is found, pages and all")
        let waiting = try await routed(profiles, Groups(), to: nil)
        guard case .failed = waiting.verdict else {
            Issue.record("\(waiting.verdict)")
            return
        }
        #expect(waiting.updates.first?.event?.contains("The directory has no group 'Gone'.") == true)
    }

    @Test("While the directory does not answer, the fax waits for its group")
    func groupIsNotKnown() async throws {
        let completion = try await routed("{name: s, group: Sales, to: jane@example.com}", Groups(isDown: true))
        guard case .retry(_, let failure) = completion.verdict else {
            Issue.record("\(completion.verdict)")
            return
        }
        #expect(failure.sentence == "Whose the fax is can't be told: The directory does not answer.")
        #expect(completion.successors.isEmpty)
    }
}
