import Configuration
import Dialling
import Directory
import FaxAddressing
import FaxModel
import FaxRequests
import Foundation
import Testing

@testable import Pipeline
@testable import enrich

@Suite struct OrderMakerTests {
    /// Answers what it was told to.
    private struct Senders: PersonSource {
        var answer: Result<DirectoryFinding, Failure>

        func people(_ keys: Set<DirectoryKey>) throws(Failure) -> [DirectoryKey: DirectoryFinding] {
            let answer = try answer.get()
            return Dictionary(uniqueKeysWithValues: keys.map { ($0, answer) })
        }
    }

    private func lookup(_ answer: Result<DirectoryFinding, Failure>) -> DirectoryLookup {
        DirectoryLookup(SenderLookup(Senders(answer: answer)))
    }

    private static let jane = Party(
        name: "Jane Doe", company: "Example", telephone: "+49 228 1", facsimile: "+49 228 2", mail: "jane@example.org")
    private static let found = Result<DirectoryFinding, Failure>.success(
        .found(DirectoryPerson(place: "the directory as cn=jane", party: jane)))

    private func completion(
        _ fields: [String], to addresses: [String] = ["+4922812345@fax.example.org"],
        from sender: String = "jane@example.org",
        _ answer: Result<DirectoryFinding, Failure> = found, retries: Int = 0,
        mistakes: FieldSettings.Mistake = .refuse, terms: [FaxTerms?] = []
    ) async throws -> Completion {
        let bytes = Received.bytes(fields)
        var mail = try Received.mail(bytes, from: sender, to: addresses)
        for (index, terms) in terms.enumerated() { mail.recipients[index].terms = terms }
        return try await maker(answer, mistakes).completion(
            for: mail, bytes: bytes, retries: retries, now: Received.now)
    }

    private func maker(
        _ answer: Result<DirectoryFinding, Failure> = found, _ mistakes: FieldSettings.Mistake = .refuse
    ) throws -> OrderMaker {
        OrderMaker(
            directory: lookup(answer), numbers: try Received.overridingNumbers(),
            dialPlan: try Received.dialPlan("line-group: trunk"),
            rules: FaxRequest.Rules(lineGroups: [Lane(rawValue: "trunk"), Lane(rawValue: "abroad")]),
            mistakes: mistakes, retry: RetryPolicy(first: .seconds(5), longest: .seconds(60), tries: .max))
    }

    @Test func ofAFaxThatIsSentAgainTheFieldsAreOverThatSayWhen() async throws {
        let bytes = Received.bytes([
            "From: jane@example.org", "X-Fax-Not-Before: 2020-01-01T00:00:00Z", "X-Fax-KillTime: 2020-01-02T00:00:00Z",
            "X-Fax-Reference: 4711",
        ])
        var mail = try Received.mail(bytes)
        mail.resentJob = JobID(order: OrderID(rawValue: 3), number: 1)
        let done = try await maker().completion(for: mail, bytes: bytes, retries: 0, now: Received.now)
        let options = try done.order().options
        #expect(options.notBefore == nil && options.expires == nil && options.reference == "4711")
    }

    @Test func whetherAMailsFaxesAreToldOfTogetherIsTheInstallationsChoiceUnlessTheMailSays() async throws {
        for (fields, scope) in [([], NotificationRequest.Scope.mail), (["X-Fax-Notify-Per: fax"], .fax)] {
            let bytes = Received.bytes(["From: jane@example.org"] + fields)
            let mail = try Received.mail(bytes)
            var maker = try maker()
            maker.notification = NotificationRequest(scope: .mail)
            let done = await maker.completion(for: mail, bytes: bytes, retries: 0, now: Received.now)
            #expect(try done.order().options.notification?.scope == scope)
        }
    }

    @Test func ofWhatASenderIsToldIsAsTheMailSaysOrTheDirectoryOrTheInstallation() async throws {
        var person = DirectoryPerson(place: "the directory as cn=jane", party: Self.jane)
        person.wishes.notify = [.delay]
        let cases: [([String], DirectoryPerson, NotificationEvents)] = [
            (["X-Fax-Notify: success"], person, .success), ([], person, .delay),
            (["X-Fax-Notify-Format: json"], person, .delay),
            ([], DirectoryPerson(place: "x", party: Self.jane), [.failure, .delay]),
        ]
        for (fields, person, events) in cases {
            let bytes = Received.bytes(["From: jane@example.org"] + fields)
            var maker = try maker(.success(.found(person)))
            maker.notification = NotificationRequest(standardEvents: [.failure, .delay])
            let done = await maker.completion(
                for: try Received.mail(bytes), bytes: bytes, retries: 0, now: Received.now)
            let order = try done.order()
            #expect(order.jobs[0].notifiedEvents(of: order.options) == events)
        }
    }

    @Test func aMailBecomesAnOrderForRender() async throws {
        let done = try await completion([
            "From: Somebody <else@example.org>", "To: Blumen =?utf-8?q?M=C3=BCller?= <+4922812345@fax.example.org>",
            "Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Message-ID: <m1@example.org>", "X-Fax-Priority: urgent",
            "X-Fax-Reference: 4711",
        ])
        let order = try done.order()
        #expect(order.id == Received.order)
        #expect(order.subject == "Grüße" && order.messageID == "m1@example.org")
        #expect(order.sender == Self.jane)
        #expect(order.options == FaxOptions(priority: .urgent, reference: "4711"))
        let job = try #require(order.jobs.first)
        #expect(order.jobs.count == 1)
        #expect(job.recipient.name == "Blumen Müller" && job.number.digits == "+4922812345")
        #expect(job.lineGroup == Lane(rawValue: "trunk"))
        #expect(done.successors.first?.priority == .urgent)
        let update = try #require(done.updates.first)
        #expect(update.job == job.id && update.state == .enriched && update.sender == "jane@example.org")
        #expect(update.recipient == "Blumen Müller" && update.number == job.number)
        #expect(update.subject == "Grüße" && update.reference == "4711")
        #expect(update.documents == ["mail": order.mail.document])
        #expect(
            update.event
                == "The sender was found in the directory as cn=jane. Lines of group trunk will dial +4922812345.")
    }

    /// Terms of a rule, changed.
    private func terms(_ change: (inout FaxTerms) -> Void) -> FaxTerms {
        var terms = FaxTerms(rule: "The wards")
        change(&terms)
        return terms
    }

    @Test func theRuleThatLetAMailPassHasTheLastWord() async throws {
        let wards = terms {
            $0.lineGroup = Lane(rawValue: "board")
            $0.highestPriority = .bulk
            $0.coverPage = true
        }
        let done = try await completion(
            ["X-Fax-Priority: urgent", "X-Fax-Cover-Page: no"],
            to: ["+491@fax.example", "+492@fax.example"], terms: [wards, nil])
        let order = try done.order()
        #expect(order.jobs.map(\.lineGroup.rawValue) == ["board", "trunk"])
        #expect(order.jobs.map(\.terms) == [wards, nil])
        #expect(done.successors.first?.priority == .urgent, "the most urgent fax does not wait for the others")
        #expect(OrderSummary(order, under: wards).options == FaxOptions(priority: .bulk, coverPage: true))
        #expect(OrderSummary(order).options == FaxOptions(priority: .urgent, coverPage: false))
        #expect(
            done.updates.first?.event?.hasSuffix(
                "Lines of group board will dial +491. Rule 'The wards' makes it bulk."
                    + " Rule 'The wards' puts a cover page before it.") == true)
        #expect(done.updates.last?.event?.hasSuffix("Lines of group trunk will dial +492.") == true)
    }

    @Test func aPriorityThatARuleGivesIsNoMatterOfWhatIsAskedFor() async throws {
        let bulk = try await completion(["X-Fax-Priority: urgent"], terms: [terms { $0.priority = .bulk }])
        #expect(bulk.successors.first?.priority == .bulk)
        let urgent = try await completion(["X-Fax-Priority: bulk"], terms: [terms { $0.priority = .urgent }])
        #expect(urgent.successors.first?.priority == .urgent)
        let asked = try await completion(["X-Fax-Priority: bulk"], terms: [terms { $0.highestPriority = .normal }])
        #expect(asked.successors.first?.priority == .bulk)
    }

    @Test(
        arguments: [
            (["X-Fax-Reference: 1"], ["X-Fax-Reference"], nil), (["x-fax-reference: 1"], ["X-FAX-REFERENCE"], nil),
            (["Subject: x"], [], nil), (["X-Fax-Reference: 1"], [], "X-Fax-Reference"),
            (["X-Fax-Reference: 1", "X-Fax-Priority: bulk"], ["X-Fax-Reference"], "X-Fax-Priority"),
        ] as [([String], [String], String?)])
    func aFieldThatTheRuleDoesNotAllowFailsTheMail(fields: [String], allowed: [String], refused: String?) async throws {
        let done = try await completion(fields, terms: [terms { $0.fields = allowed }])
        guard let refused else {
            _ = try done.order()
            return
        }
        let failure = Failure(
            EnhancedStatusCode(5, 7, 1),
            "The mail was not faxed. The field \(refused) may not be used by this sender.")
        #expect(try done.reports().map(\.result) == [.failed(failure)])
    }

    @Test func aFieldHasToBeAllowedByTheRuleOfEachRecipient() {
        let one = terms { $0.fields = ["X-Fax-Reference", "X-Fax-Priority"] }
        let other = terms { $0.fields = ["X-Fax-Priority"] }
        let rights = FieldPermissions([one, nil, other])
        #expect(rights.allows("X-Fax-Priority") && !rights.allows("X-Fax-Reference"))
        #expect(FieldPermissions([nil, terms { _ in }]).allows("X-Fax-Reference"))
    }

    @Test func anOrderEndsWhenItsSenderSaysSoWhicheverStageItIsAt() async throws {
        let done = try await completion([
            "X-Fax-Not-Before: 2026-11-30T07:00:00Z", "X-Fax-Expires: 2026-11-30T17:00:00Z",
        ])
        let (start, end) = (Date(timeIntervalSince1970: 1_796_022_000), Date(timeIntervalSince1970: 1_796_058_000))
        let order = try done.order()
        #expect(order.options.notBefore == start && order.options.expires == end)
        let task = try #require(done.successors.first)
        #expect(task.expires == end)
        #expect(task.notBefore == nil, "pages are made ready at once; only the call waits")
        #expect(try await completion(["Subject: x"]).successors.map(\.expires) == [nil])
    }

    @Test func whatTheHeaderSaysOfSenderAndRecipientsIsOnTheirJobs() async throws {
        let done = try await completion([
            "To: Somebody <+4922812345@fax.example.org>", "X-Fax-Cover-To: Jane", "X-Fax-Cover-From: Kai",
            "X-Fax-Line-Group: abroad", "X-Fax-Reference: 1", "X-Fax-Billing-Code: KST 1",
        ])
        let order = try done.order()
        #expect(order.jobs.map(\.recipient.name) == ["Jane"] && order.jobs.map(\.lineGroup.rawValue) == ["abroad"])
        #expect(order.sender == Self.jane, "the cover page alone shows another")
        #expect(order.options.cover?.sender?.name == "Kai")
        let update = try #require(done.updates.first)
        #expect(update.reference == "1" && update.billingCode == "KST 1" && update.recipient == "Jane")
    }

    @Test func whatIsSaidOfOneNumberGoesBeforeWhatIsSaidOfAll() async throws {
        let bytes = Received.bytes(["X-Fax-Reference: 1", "X-Fax-Billing-Code: KST 1", "X-Fax-Cover-To: All"])
        var mail = try Received.mail(bytes, to: ["1@fax.example.org", "2@fax.example.org"])
        (mail.recipients[0].reference, mail.recipients[0].billingCode) = ("1-1", "KST 2")
        mail.recipients[0].cover = CoverFields(comments: "c", recipient: Party(name: "Jane", company: "C"))
        let done = try await maker().completion(for: mail, bytes: bytes, retries: 0, now: Received.now)
        let order = try done.order()
        #expect(order.jobs.map(\.recipient) == [Party(name: "Jane", company: "C"), Party(name: "All")])
        #expect(order.jobs.map(\.reference) == ["1-1", nil] && order.jobs.map(\.billingCode) == ["KST 2", nil])
        #expect(order.jobs[0].cover?.comments == "c")
        #expect(
            done.updates.map(\.reference) == ["1-1", "1"] && done.updates.map(\.billingCode) == ["KST 2", "KST 1"])
    }

    @Test func whereTheOperatorOnlyWarnsTheFaxGoesAndTheWarningWithIt() async throws {
        let fields = ["X-Fax-Priority: asap", "X-Fax-Dials: 3"]
        let order = try await completion(fields, mistakes: .warn).order()
        #expect(order.options.priority == .normal && order.options.dials == 3)
        #expect(order.options.warnings?.count == 1 && order.options.warnings?[0].contains("'asap'") == true)
        #expect(try await completion(["X-Fax-Dials: 3"], mistakes: .warn).order().options.warnings == nil)
        #expect(try await completion(["X-Fax-Number: 1; a=b"], mistakes: .warn).reports().count == 1)
    }

    @Test func everyRecipientIsAJobWithItsDisplayName() async throws {
        let order = try await completion(
            [
                "To: \"Anna\" <1@fax.example.org>, 2@fax.example.org", "Cc: Team: Carl <3@FAX.example.org>;",
                "To: \"4@fax.example.org\" <4@fax.example.org>, \"+49 5\" <5@fax.example.org>",
            ], to: (1...6).map { "\($0)@fax.example.org" }
        ).order()
        #expect(order.jobs.map(\.id.number) == [1, 2, 3, 4, 5, 6])
        #expect(order.jobs.map(\.recipient.name) == ["Anna", nil, "Carl", nil, nil, nil])
        #expect(order.jobs.map(\.number.digits) == ["1", "2", "3", "4", "5", "6"])
    }

    @Test func anUnknownSenderIsWhomTheMailNames() async throws {
        let done = try await completion(
            ["From: =?utf-8?q?J=C3=BCrgen?= <j@example.com>"], .success(.unknown(in: "the directory")))
        #expect(try done.order().sender == Party(name: "Jürgen", mail: "j@example.com"))
        #expect(
            done.updates.first?.event?.hasPrefix(
                "The sender was not found: the directory has no entry for jane@example.org.") == true)
        let bare = try await completion(["Subject: x"], .success(.unknown(in: "the directory")))
        #expect(try bare.order().sender == Party(mail: "jane@example.org"))
    }

    @Test func aMailWithoutSubjectHasAnEmptyOne() async throws {
        #expect(try await completion(["From: a@example.org"]).order().subject.isEmpty)
    }

    @Test func whileTheDirectoryDoesNotAnswerTheMailWaitsLongerAndLonger() async throws {
        let failure = Failure(EnhancedStatusCode(4, 4, 3), "The directory can't be reached.")
        for (retries, delay) in [(0, 5.0), (1, 10), (2, 20), (10, 60), (100_000, 60)] {
            let done = try await completion(["From: a@example.org"], .failure(failure), retries: retries)
            let time = Received.now.addingTimeInterval(delay)
            #expect(done.verdict == .retry(at: time, failure))
            #expect(done.successors.isEmpty)
            let update = try #require(done.updates.first)
            #expect(update.state == nil)
            #expect(
                update.event
                    == "The directory can't be reached. The mail waits; it will be tried again at \(time.formatted(.iso8601))."
            )
        }
    }

    @Test func aFieldThatIsNotUnderstoodFailsEveryJobAndTellsTheSender() async throws {
        let done = try await completion(
            ["From: Jane <jane@example.org>", "Subject: Offer", "X-Fax-Priority: asap", "X-Fax-Reference: 4711"],
            to: ["1@fax.example.org", "2@fax.example.org"],
            .failure(Failure(EnhancedStatusCode(4, 4, 3), "never asked")))
        let reports = try done.reports()
        #expect(reports.map(\.job.id.number) == [1, 2])
        for report in reports {
            guard case .failed(let failure) = report.result else {
                Issue.record("the job did not fail")
                continue
            }
            #expect(failure.status == EnhancedStatusCode(5, 6, 0))
            #expect(failure.sentence.contains("X-Fax-Priority has the value 'asap'"))
            #expect(report.order.options.reference == "4711" && report.order.subject == "Offer")
            #expect(report.order.returnPath == "jane@example.org" && report.ended == Received.now)
        }
        #expect(done.updates.map(\.state) == [.failed, .failed])
        #expect(done.updates.allSatisfy { $0.event?.contains("'asap'") == true && $0.reference == "4711" })
    }

    @Test func severalGroupsAreTriedInTheOrderOfThePlan() async throws {
        let plan = try Received.dialPlan("rules: [{name: all, to: anywhere, line-groups: [sip, isdn]}]")
        let maker = OrderMaker(
            directory: lookup(Self.found), numbers: try Received.overridingNumbers(), dialPlan: plan,
            rules: FaxRequest.Rules(lineGroups: [Lane(rawValue: "isdn")]), mistakes: .refuse, retry: RetryPolicy())
        for (fields, groups) in [([], ["sip", "isdn"]), (["X-Fax-Line-Group: isdn"], nil)] as [([String], [String]?)] {
            let bytes = Received.bytes(fields)
            let done = await maker.completion(
                for: try Received.mail(bytes), bytes: bytes, retries: 0, now: Received.now)
            let job = try #require(try done.order().jobs.first)
            #expect(job.lineGroups?.map(\.rawValue) == groups)
            #expect(job.lineGroup.rawValue == groups?.first ?? "isdn")
        }
    }

    @Test func aBlockedNumberFailsItsJobAlone() async throws {
        let plan = try Received.dialPlan("blocked: [{to: +49228, because: Nobody there.}]")
        let maker = OrderMaker(
            directory: lookup(Self.found), numbers: try Received.overridingNumbers(), dialPlan: plan,
            rules: FaxRequest.Rules(),
            mistakes: .refuse,
            retry: RetryPolicy())
        let bytes = Received.bytes([])
        let mail = try Received.mail(bytes, to: ["+4922812345@fax.example.org", "+493012345@fax.example.org"])
        let done = await maker.completion(for: mail, bytes: bytes, retries: 0, now: Received.now)
        #expect(done.successors.map(\.stage) == [.deliver, .render])
        let report = try PayloadCoding.decode(JobReport.self, from: done.successors[0].payload)
        #expect(report.result == .failed(Failure(EnhancedStatusCode(5, 7, 1), "Nobody there.")))
        let order = try PayloadCoding.decode(Order.self, from: done.successors[1].payload)
        #expect(order.jobs.map(\.number.digits) == ["+493012345"])
        #expect(done.updates.map(\.state) == [.failed, .enriched])
        let alone = try Received.mail(bytes)
        let failed = await maker.completion(for: alone, bytes: bytes, retries: 0, now: Received.now)
        #expect(failed.successors.map(\.stage) == [.deliver])
    }

    @Test func whatIsNoMailFailsEveryJob() async throws {
        let bytes: [UInt8] = []
        let maker = OrderMaker(
            directory: lookup(Self.found), numbers: try Received.overridingNumbers(),
            dialPlan: try Received.dialPlan(""),
            rules: FaxRequest.Rules(), mistakes: .refuse, retry: RetryPolicy())
        let done = await maker.completion(
            for: try Received.mail(bytes), bytes: bytes, retries: 0, now: Received.now)
        let report = try #require(try done.reports().first)
        guard case .failed(let failure) = report.result else {
            Issue.record("the job did not fail")
            return
        }
        #expect(failure.status.severity == 5 && !failure.sentence.isEmpty)
    }

    /// Knows everybody by number, and Jane.
    private struct Known: PersonSource {
        var numbers: [String: DirectoryPerson]
        var sender = DirectoryPerson.Wishes()

        func people(_ keys: Set<DirectoryKey>) throws(Failure) -> [DirectoryKey: DirectoryFinding] {
            Dictionary(
                uniqueKeysWithValues: keys.map { key in
                    switch key {
                    case .number(let number):
                        (key, numbers[number.digits].map { .found($0) } ?? .unknown(in: "the directory"))
                    case .sender, .recipient, .user, .name:
                        (key, .found(DirectoryPerson(place: "the directory as cn=jane", party: jane, wishes: sender)))
                    }
                })
        }
    }

    private func completion(
        _ known: Known, _ fields: [String], to addresses: [String], rules: String = "", terms: FaxTerms? = nil
    ) async throws -> Completion {
        let bytes = Received.bytes(fields)
        var mail = try Received.mail(bytes, to: addresses)
        for index in mail.recipients.indices { mail.recipients[index].terms = terms }
        let maker = OrderMaker(
            directory: DirectoryLookup(
                SenderLookup(known), RecipientLookup(known, keys: [.number], personDomain: nil)),
            numbers: try Received.overridingNumbers(rules), dialPlan: try Received.dialPlan("line-group: trunk"),
            rules: FaxRequest.Rules(), mistakes: .refuse, retry: RetryPolicy())
        return await maker.completion(
            for: mail, bytes: bytes, retries: 0, now: Received.now)
    }

    private static func miller(_ wishes: DirectoryPerson.Wishes = DirectoryPerson.Wishes()) -> DirectoryPerson {
        DirectoryPerson(
            place: "the directory as cn=miller",
            party: Party(
                name: "John Miller", company: "Miller Ltd", address: "1 High Street\nLondon", facsimile: "+49 1"),
            numbers: ["+49 1"], wishes: wishes)
    }

    @Test("What the directory has of a sender holds where the mail asks for nothing else")
    func wishesOfTheSender() async throws {
        let wishes = DirectoryPerson.Wishes(
            stationID: "Orgelbau", billingCode: "4711", coverTemplate: "sales", language: "de", resolution: .standard)
        let order = try await completion(Known(numbers: [:], sender: wishes), ["Subject: x"], to: ["+491@fax.example"])
            .order()
        #expect(order.options.stationID == "Orgelbau" && order.options.billingCode == "4711")
        #expect(order.options.coverTemplate == "sales" && order.options.language == "de")
        #expect(order.options.resolution == .standard)
        let asked = try await completion(
            Known(numbers: [:], sender: wishes), ["X-Fax-Resolution: superfine", "X-Fax-Billing-Code: mine"],
            to: ["+491@fax.example"]
        ).order()
        #expect(asked.options.resolution == .superfine && asked.options.billingCode == "mine")
        #expect(asked.options.stationID == "Orgelbau")
    }

    @Test("What the directory has of a recipient goes onto his cover page, under what the mail calls him")
    func recipients() async throws {
        let known = Known(numbers: ["+491": Self.miller()])
        let done = try await completion(
            known, ["To: Jack <+491@fax.example>"], to: ["+491@fax.example", "+492@fax.example"])
        let order = try done.order()
        #expect(order.jobs.map(\.recipient.name) == ["Jack", nil])
        #expect(order.jobs.map(\.recipient.company) == ["Miller Ltd", nil])
        #expect(order.jobs[0].recipient.address == "1 High Street\nLondon")
        #expect(done.updates[0].event?.contains("The recipient was found in the directory as cn=miller.") == true)
        #expect(done.updates[1].event?.contains("The recipient") == false)
    }

    @Test("Who wants no faxes gets none, and the sender is told; the others get theirs")
    func doNotFax() async throws {
        let known = Known(numbers: ["+491": Self.miller(DirectoryPerson.Wishes(doNotFax: true))])
        let done = try await completion(known, ["Subject: x"], to: ["+491@fax.example", "+492@fax.example"])
        #expect(done.verdict == .done && done.successors.map(\.stage) == [.deliver, .render])
        let report = try PayloadCoding.decode(JobReport.self, from: done.successors[0].payload)
        guard case .failed(let failure) = report.result else {
            Issue.record("\(report.result)")
            return
        }
        #expect(
            failure.status == EnhancedStatusCode(5, 7, 1) && failure.sentence.hasPrefix("John Miller wants no faxes"))
        let order = try PayloadCoding.decode(Order.self, from: done.successors[1].payload)
        #expect(order.jobs.map(\.number.digits) == ["+492"])
        #expect(done.updates.map(\.state) == [.failed, .enriched])
    }

    @Test("The number that the directory has in place of another one is dialled, unless nobody may dial it")
    func otherNumber() async throws {
        let wishes = DirectoryPerson.Wishes(dialledNumber: "0228/999-1")
        let done = try await completion(
            Known(numbers: ["+491": Self.miller(wishes)]), ["Subject: x"], to: ["+491@fax.example"])
        #expect(try done.order().jobs.map(\.number.digits) == ["+492289991"])
        #expect(done.updates[0].event?.contains("The directory has +492289991 in place of +491.") == true)
        for (written, status) in [("+49 900 1", EnhancedStatusCode(5, 7, 1)), ("ask her", EnhancedStatusCode(5, 1, 1))]
        {
            let known = Known(numbers: ["+491": Self.miller(DirectoryPerson.Wishes(dialledNumber: written))])
            let reports = try await completion(known, ["Subject: x"], to: ["+491@fax.example"]).reports()
            guard case .failed(let failure)? = reports.first?.result else {
                Issue.record("\(written)")
                continue
            }
            #expect(failure.status == status)
        }
    }

    @Test("The number that the directory has is dialled only where the rule lets it pass that let the other one pass")
    func otherNumberUnderRules() async throws {
        let rules = "{name: House, may-fax: [national], except: [+49228], line-group: board}"
        let house = terms {
            $0.rule = "House"
            $0.lineGroup = Lane(rawValue: "board")
        }
        func done(_ number: String) async throws -> Completion {
            let known = Known(numbers: ["+491": Self.miller(DirectoryPerson.Wishes(dialledNumber: number))])
            return try await completion(
                known, ["Subject: x"], to: ["+491@fax.example"], rules: rules, terms: house)
        }
        let job = try #require(try await done("+49 30 99").order().jobs.first)
        #expect(job.number.digits == "+493099" && job.lineGroup == Lane(rawValue: "board"))
        for number in ["+49 228 1", "+43 1 1234"] {
            let reports = try await done(number).reports()
            guard case .failed(let failure)? = reports.first?.result else {
                Issue.record("\(number)")
                continue
            }
            #expect(failure.status == EnhancedStatusCode(5, 7, 1))
            #expect(failure.sentence.contains("as the number to dial for +491. You may not send faxes to +4"))
        }
    }

    @Test("Recipients of different resolutions get pages of their own, unless the mail asks for one")
    func resolutions() async throws {
        let known = Known(numbers: ["+491": Self.miller(DirectoryPerson.Wishes(resolution: .standard))])
        let addresses = ["+491@fax.example", "+492@fax.example", "+493@fax.example"]
        let done = try await completion(known, ["Subject: x"], to: addresses)
        let orders = try done.successors.map { try PayloadCoding.decode(Order.self, from: $0.payload) }
        #expect(orders.map(\.options.resolution) == [.standard, .fine, .fine])
        #expect(orders.map { $0.jobs.map(\.number.digits) } == [["+491"], ["+492"], ["+493"]])
        #expect(done.successors.map(\.job) == orders.map(\.jobs[0].id), "no task stands for the jobs of another")
        #expect(
            orders.map { $0.mail.recipients.map(\.job) } == orders.map { [$0.jobs[0].id] },
            "the parts of a broadcast do not grow with its recipients")
        let asked = try await completion(known, ["X-Fax-Resolution: 300dpi"], to: addresses).order()
        #expect(asked.options.resolution == .inch300 && asked.jobs.count == 3)
    }

    @Test("Where mails do not wait for the directory, they go on, and the history says so")
    func without() async throws {
        let bytes = Received.bytes(["From: Jane <j@example.com>"])
        let failure = Failure(EnhancedStatusCode(4, 4, 3), "The directory can't be reached.")
        let maker = OrderMaker(
            directory: DirectoryLookup(SenderLookup(Senders(answer: .failure(failure))), unavailable: .without),
            numbers: try Received.overridingNumbers(), dialPlan: try Received.dialPlan(""), rules: FaxRequest.Rules(),
            mistakes: .refuse,
            retry: RetryPolicy())
        let done = await maker.completion(for: try Received.mail(bytes), bytes: bytes, retries: 0, now: Received.now)
        #expect(try done.order().sender.name == "Jane")
        #expect(
            done.updates[0].event?.hasPrefix(
                "The sender was not found: The directory can't be reached, and mails do not wait for it.") == true)
    }
}
