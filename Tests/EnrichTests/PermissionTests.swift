import Configuration
import Directory
import FaxModel
import FaxPolicy
import FaxRequests
import Foundation
import MIME
import Testing

@testable import Pipeline
@testable import enrich

@Suite("What a sender's entry takes away from what rules let pass") struct PermissionTests {
    /// Answers of every sender the same.
    private struct Senders: PersonSource {
        var finding: DirectoryFinding

        func people(_ keys: Set<DirectoryKey>) throws(Failure) -> [DirectoryKey: DirectoryFinding] {
            Dictionary(
                uniqueKeysWithValues: keys.map { key in
                    switch key {
                    case .sender, .user: (key, finding)
                    case .number, .recipient, .name: (key, .unknown(in: "the directory"))
                    }
                })
        }
    }

    private static func jane(_ permissions: [SenderPermission: [String]]) -> DirectoryFinding {
        let wishes = DirectoryPerson.Wishes(
            stationID: "+49228", billingCode: "4711", coverTemplate: "house", language: "de")
        return .found(
            DirectoryPerson(
                place: "the directory as cn=jane", party: Party(name: "Jane"), wishes: wishes, permissions: permissions)
        )
    }

    private func completion(
        _ finding: DirectoryFinding, _ fields: [String] = [], to addresses: [String] = ["+491@fax.example"],
        terms: FaxTerms? = nil, unsaid: String = "rules"
    ) async throws -> Completion {
        let bytes = Received.bytes(["Subject: x"] + fields)
        var mail = try Received.mail(bytes, to: addresses)
        for index in mail.recipients.indices { mail.recipients[index].terms = terms }
        return try await completion(Senders(finding: finding), mail, bytes, unsaid: unsaid)
    }

    private func completion(
        _ people: any PersonSource, _ mail: ReceivedMail, _ bytes: [UInt8], unsaid: String
    ) async throws -> Completion {
        let text = """
            dialling: {country-code: 49}
            directory:
              url: ldap://x
              base: dc=x
              permissions: {numbers: a, fields: b, line-groups: c, highest-priority: d, unsaid: \(unsaid)}
            """
        let configuration = try Configuration(text: text, file: "f")
        let settings = try #require(configuration.directory)
        let numbers = try Received.overridingNumbers()
        let maker = OrderMaker(
            directory: DirectoryLookup(people, settings, personDomain: nil), numbers: numbers,
            permissionReader: PermissionReader(settings.permissions, numbers.policy.plan),
            dialPlan: try Received.dialPlan("line-group: trunk"),
            rules: FaxRequest.Rules(lineGroups: [Lane(rawValue: "trunk"), Lane(rawValue: "abroad")]),
            mistakes: .refuse, retry: RetryPolicy())
        return await maker.completion(for: mail, bytes: bytes, retries: 0, now: Received.now)
    }

    /// Why the first job has failed.
    private func failure(_ completion: Completion) throws -> Failure? {
        let task = try #require(completion.successors.first { $0.stage == .deliver })
        guard case .failed(let failure) = try PayloadCoding.decode(JobReport.self, from: task.payload).result else {
            return nil
        }
        return failure
    }

    @Test("A number beyond what the entry permits fails its job alone, and its sender is told")
    func numbers() async throws {
        let done = try await completion(
            Self.jane([.numbers: ["national, nowhere-else"]]), to: ["+491@fax.example"])
        #expect(try failure(done)?.status == EnhancedStatusCode(5, 3, 5))
        let some = try await completion(
            Self.jane([.numbers: ["national"]]), to: ["+491@fax.example", "+431@fax.example"])
        #expect(
            some.successors.map(\.stage) == [.deliver, .render] && some.updates.map(\.state) == [.enriched, .failed])
        #expect(
            try failure(some)?.sentence
                == "You may not send faxes to +431: the directory does not permit it. Nothing was dialled.")
        #expect(some.updates[1].event?.contains("You may not send faxes to +431") == true)
    }

    @Test("A field has to be allowed by the rule and by the entry")
    func fields() async throws {
        var terms = FaxTerms(rule: "House")
        terms.fields = ["X-Fax-Priority", "X-Fax-Reference"]
        let person = Self.jane([.fields: ["X-Fax-Reference, X-Fax-Resolution"]])
        let both = try await completion(person, ["X-Fax-Reference: 1"], terms: terms).order()
        #expect(both.options.reference == "1")
        for field in ["X-Fax-Priority: urgent", "X-Fax-Resolution: fine", "X-Fax-Cover-Regarding: x"] {
            let refused = try failure(try await completion(person, [field], terms: terms))
            #expect(refused?.status == EnhancedStatusCode(5, 7, 1), "\(field)")
        }
        let alone = try failure(try await completion(person, ["X-Fax-Priority: urgent"]))
        #expect(alone?.sentence.contains("The field X-Fax-Priority may not be used by this sender.") == true)
        #expect(try failure(try await completion(Self.jane([.fields: ["none"]]), ["X-Fax-Reference: 1"])) != nil)
    }

    @Test("A priority is what is left of it, also where a rule gives one; the history says by whom")
    func priority() async throws {
        let person = Self.jane([.highestPriority: ["normal"]])
        let asked = try await completion(person, ["X-Fax-Priority: urgent"])
        #expect(try asked.order().options.priority == .normal && asked.successors[0].priority == .normal)
        #expect(
            asked.updates[0].event?.contains("The directory lets its sender have priority normal at the highest.")
                == true)
        var terms = FaxTerms(rule: "Courts")
        terms.priority = .urgent
        let given = try await completion(person, terms: terms)
        #expect(given.successors[0].priority == .normal)
        #expect(try given.order().jobs[0].terms?.priority == .normal)
        let modest = try await completion(person, ["X-Fax-Priority: bulk"])
        #expect(try modest.order().options.priority == .bulk)
        #expect(modest.updates[0].event?.contains("at the highest") == false)
    }

    @Test(
        "A group of lines that the entry does not permit can't be named; what a rule or the dial plan chooses is no matter of it"
    )
    func lineGroups() async throws {
        let person = Self.jane([.lineGroups: ["trunk"]])
        let refused = try failure(try await completion(person, ["X-Fax-Line-Group: abroad"]))
        #expect(refused?.sentence.contains("over lines of group abroad: the directory does not permit it") == true)
        #expect(try await completion(person, ["X-Fax-Line-Group: trunk"]).order().jobs[0].lineGroup.rawValue == "trunk")
        var terms = FaxTerms(rule: "House")
        terms.lineGroup = Lane(rawValue: "abroad")
        #expect(try await completion(person, terms: terms).order().jobs[0].lineGroup.rawValue == "abroad")
        #expect(try await completion(Self.jane([.lineGroups: ["none"]])).order().jobs[0].lineGroup.rawValue == "trunk")
    }

    @Test(
        "Who has no entry may what rules let pass, or nothing, as the configuration has it; who may be one of two may nothing"
    )
    func nobody() async throws {
        #expect(try await completion(.unknown(in: "the directory")).order().jobs.count == 1)
        let refused = try failure(try await completion(.unknown(in: "the directory"), unsaid: "refuse"))
        #expect(
            refused?.sentence.contains("What its sender may is not known: the directory has no entry for jane@") == true
        )
        let unclear = try failure(try await completion(.several(in: "the directory")))
        #expect(
            unclear?.sentence.contains(
                "What its sender may is not clear: the directory has more than one entry for jane@example.org") == true)
        #expect(try failure(try await completion(Self.jane([.numbers: ["anywhere"]]), unsaid: "refuse")) != nil)
    }

    @Test("Where a user has two entries, the one entry of his address is not taken for his")
    func strict() async throws {
        struct Twin: PersonSource {
            func people(_ keys: Set<DirectoryKey>) throws(Failure) -> [DirectoryKey: DirectoryFinding] {
                Dictionary(
                    uniqueKeysWithValues: keys.map { key in
                        if case .user = key {
                            (key, .several(in: "the directory"))
                        } else {
                            (key, PermissionTests.jane([:]))
                        }
                    })
            }
        }
        let bytes = Received.bytes(["Subject: x"])
        var mail = try Received.mail(bytes)
        mail.user = "jane"
        for isStrict in [false, true] {
            let lookup = SenderLookup(Twin(), keys: [.user, .address], isStrict: isStrict)
            let finding = try await lookup.find(mail, Mail(parsing: bytes))
            #expect(
                isStrict
                    ? finding == .unclear(reason: "the directory has more than one entry for user jane")
                    : finding == .found(try #require(Self.jane([:]).person)))
        }
    }

    @Test("Who has logged in without an entry has nobody else's permissions, whoever he says that he is")
    func claimed() async throws {
        struct Jane: PersonSource {
            func people(_ keys: Set<DirectoryKey>) throws(Failure) -> [DirectoryKey: DirectoryFinding] {
                Dictionary(
                    uniqueKeysWithValues: keys.map { key in
                        if case .sender = key {
                            (
                                key,
                                PermissionTests.jane([
                                    .fields: ["all"], .numbers: ["anywhere"], .lineGroups: ["all"],
                                    .highestPriority: ["urgent"],
                                ])
                            )
                        } else {
                            (key, .unknown(in: "the directory"))
                        }
                    })
            }
        }
        let bytes = Received.bytes(["Subject: x"])
        for (user, unsaid, isSent) in [(nil, "refuse", true), ("erp", "refuse", false), ("erp", "rules", true)] {
            var mail = try Received.mail(bytes, to: ["+491@fax.example"])
            mail.user = user
            let completion = try await completion(Jane(), mail, bytes, unsaid: unsaid)
            let event = try #require(completion.updates.first?.event)
            guard isSent else {
                let sentence = try failure(completion)?.sentence
                #expect(
                    sentence?.contains("the directory has no entry for user erp, who has logged in") == true,
                    "\(String(describing: sentence))")
                continue
            }
            let order = try completion.order()
            #expect(order.sender.name == "Jane", "the cover page shows who is meant")
            #expect(order.options.language == "de")
            // What stands for him at the far end and on his bill is his alone.
            let own = [order.options.stationID, order.options.billingCode, order.options.coverTemplate]
            #expect(own == (user == nil ? ["+49228", "4711", "house"] : [nil, nil, nil]))
            #expect(event.contains("but not what the sender may") == (user != nil), "\(event)")
        }
    }

    @Test("Mails wait for a directory that has a say, whatever they do else")
    func unavailable() async throws {
        struct Silent: PersonSource {
            func people(_ keys: Set<DirectoryKey>) throws(Failure) -> [DirectoryKey: DirectoryFinding] {
                throw Failure(EnhancedStatusCode(4, 4, 3), "The directory can't be reached.")
            }
        }
        let bytes = Received.bytes(["Subject: x"])
        let mail = try Received.mail(bytes)
        for (permissions, waits) in [("", false), ("permissions: {numbers: a}, ", true)] {
            let text = "directory: {url: 'ldap://x', base: 'dc=x', \(permissions)unavailable: without}"
            let settings = try #require(try Configuration(text: text, file: "f").directory)
            let lookup = DirectoryLookup(Silent(), settings, personDomain: nil)
            let finding = try? await lookup.find(mail, Mail(parsing: bytes))
            #expect((finding == nil) == waits)
        }
    }
}
