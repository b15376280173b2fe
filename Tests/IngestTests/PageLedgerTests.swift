import FaxModel
import FaxPolicy
import FaxRequests
import Foundation
import NIOCore
import Synchronization
import Testing

@testable import ingest

/// Says what it was told to, and keeps what it was asked.
final class ScriptedPages: PageSource {
    private let state = Mutex((pages: 0, failure: Failure?.none, asked: [(account: String, since: Date)]()))

    var asked: [(account: String, since: Date)] { state.withLock { $0.asked } }

    func say(_ pages: Int) { state.withLock { $0.pages = pages } }

    func fail(_ failure: Failure?) { state.withLock { $0.failure = failure } }

    func pages(of account: String, since: Date) async throws(Failure) -> Int {
        let (pages, failure) = state.withLock { state in
            state.asked.append((account, since))
            return (state.pages, state.failure)
        }
        if let failure { throw failure }
        return pages
    }
}

/// A clock that stands where it is put, however slow the machine is.
final class ScriptedClock: Sendable {
    private let time: Mutex<Date>

    init(_ time: Date) { self.time = Mutex(time) }

    var now: Date {
        get { time.withLock { $0 } }
        set { time.withLock { $0 = newValue } }
    }
}

extension PageLedger {
    /// A ledger whose days are UTC's.
    fileprivate init(_ source: any PageSource, clock: ScriptedClock) {
        self.init(source, timeZone: .gmt) { clock.now }
    }
}

@Suite("Pages a day") struct PageLedgerTests {
    private let noon = Date(timeIntervalSince1970: 1_800_014_400)
    private let source = ScriptedPages()

    private let clock = ScriptedClock(Date(timeIntervalSince1970: 1_800_014_400))

    private func ledger(_ zone: String = "UTC") throws -> PageLedger {
        PageLedger(source, timeZone: try #require(TimeZone(identifier: zone))) { [clock] in clock.now }
    }

    /// Whether the ledger lets one more fax pass at a time.
    private func admits(
        _ ledger: PageLedger, _ quota: PageQuota, inMail: Int = 0, at time: Date? = nil
    ) async throws -> Bool {
        clock.now = time ?? noon
        return try await ledger.admit(quota, count: 1, inMail: inMail) == .admitted
    }

    private func quota(_ pages: Int, _ account: String = "a") -> PageQuota {
        PageQuota(pages: pages, account: account)
    }

    @Test func whatIsLeftMayGoAndNoMore() async throws {
        source.say(7)
        let ledger = try ledger()
        for isAdmitted in [true, true, true, false, false] {
            #expect(try await admits(ledger, quota(10), inMail: 0, at: noon) == isAdmitted)
        }
        #expect(try await admits(ledger, quota(8, "b"), inMail: 0, at: noon), "another has his own")
        #expect(source.asked.map(\.account) == ["a", "b"], "an answer counts for a moment")
    }

    @Test func afterAMomentTheSpoolKnowsBetter() async throws {
        let ledger = try ledger()
        #expect(try await admits(ledger, quota(1), inMail: 0, at: noon))
        #expect(try await !admits(ledger, quota(1), inMail: 0, at: noon + 1))
        #expect(try await admits(ledger, quota(1), inMail: 0, at: noon + 2), "its fax has failed meanwhile")
        source.say(1)
        #expect(try await !admits(ledger, quota(1), inMail: 0, at: noon + 5))
    }

    @Test func recipientsOfAMailCountHoweverLongItTakes() async throws {
        let ledger = try ledger()
        for recipient in 0..<5 {
            let time = noon + Double(recipient) * 60
            #expect(try await admits(ledger, quota(3), inMail: recipient, at: time) == (recipient < 3))
        }
    }

    @Test func aDayIsTheWallsInItsZone() async throws {
        // 2027-01-15 12:00 UTC is the 16th already in Kiritimati, and the 15th in Berlin.
        for (zone, day) in [("Europe/Berlin", "2027-01-14T23:00:00Z"), ("Pacific/Kiritimati", "2027-01-15T10:00:00Z")] {
            _ = try await admits(ledger(zone), quota(1, zone), inMail: 0, at: noon)
            #expect(source.asked.last?.since.formatted(.iso8601) == day)
        }
        let berlin = try ledger("Europe/Berlin")
        let beforeMidnight = try Date("2027-01-15T22:59:59Z", strategy: .iso8601)
        source.say(1)
        #expect(try await !admits(berlin, quota(1), inMail: 0, at: beforeMidnight))
        source.say(0)
        #expect(
            try await admits(berlin, quota(1), inMail: 0, at: beforeMidnight + 1), "the day is over, the moment is not")
    }

    @Test func whatCannotBeCountedIsNotLetThrough() async throws {
        source.fail(Failure(EnhancedStatusCode(4, 3, 0), "The spool is down."))
        let ledger = try ledger()
        await #expect(throws: Failure.self) { try await admits(ledger, quota(1), inMail: 0, at: noon) }
        source.fail(nil)
        #expect(try await admits(ledger, quota(1), inMail: 0, at: noon))
    }

    @Test("RCPT is answered 450 when the pages are used up, and 451 when nobody can say", .timeLimit(.minutes(20)))
    func replies() async throws {
        let sink = FakeSink()
        source.say(18)
        let (source, clock) = (source, clock)
        let rules = "  - {name: Wards, may-fax: anywhere, pages-a-day: 20}"
        try await withServer(rules: rules, ledger: PageLedger(source, clock: clock), sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                _ = try await client.say("MAIL FROM:<Jane@example.com>")
                for (number, reply) in [
                    ("1", "250 2.1.5"), ("2", "250 2.1.5"),
                    ("3", "450 4.7.1 Your 20 pages of today are used up; try again tomorrow"),
                ] {
                    #expect(try await client.say("RCPT TO:<\(number)@fax.example>").hasPrefix(reply))
                }
                _ = try await client.say("DATA")
                #expect(try await client.say("x\r\n.").hasPrefix("250"))
                source.fail(Failure(EnhancedStatusCode(4, 3, 0), "The spool is down."))
                _ = try await client.say("MAIL FROM:<kai@example.com>")
                #expect(try await client.say("RCPT TO:<1@fax.example>").hasPrefix("451 4.3.0 Whether you may fax"))
            }
        }
        #expect(source.asked.map(\.account) == ["Wards\n<jane@example.com>", "Wards\n<kai@example.com>"])
        #expect(
            sink.kept.first?.mail.recipients.map(\.account) == Array(repeating: "Wards\n<jane@example.com>", count: 2))
    }

    @Test("A recipient that is refused after it was accepted stays in the mail once", .timeLimit(.minutes(20)))
    func theSameRecipientAgain() async throws {
        let sink = FakeSink()
        source.say(18)
        let (source, clock) = (source, clock)
        let rules = "  - {name: Wards, may-fax: anywhere, pages-a-day: 20}"
        try await withServer(rules: rules, ledger: PageLedger(source, clock: clock), sink: sink) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.reply()
                _ = try await client.say("EHLO client.example")
                _ = try await client.say("MAIL FROM:<jane@example.com>")
                for reply in ["250", "250", "450", "450"] {
                    #expect(try await client.say("RCPT TO:<1@fax.example>").hasPrefix(reply))
                }
                _ = try await client.say("DATA")
                #expect(try await client.say("x\r\n.").hasPrefix("250"))
            }
        }
        #expect(sink.kept.first?.mail.recipients.map(\.address) == ["1@fax.example"])
    }

    @Test func whatGoesTogetherAndIsMoreThanADaysPagesIsRefusedForGood() async throws {
        source.say(1)
        let ledger = try ledger()
        for (count, inMail, isWhole, answer) in [
            (4, 0, false, PageLedger.Answer.tooMany), (2, 2, true, .tooMany), (3, 0, false, .usedUp),
            (2, 1, true, .usedUp), (2, 0, false, .admitted), (1, 0, false, .usedUp),
        ] {
            #expect(try await ledger.admit(quota(3), count: count, inMail: inMail, isWhole: isWhole) == answer)
        }
    }

    /// What a mail with this header to these recipients is answered at its end, by a rule of three pages a day.
    private func answer(
        _ header: String, to recipients: [String] = ["fax@fax.example"], sink: FakeSink = FakeSink()
    ) async throws -> String {
        let (source, clock) = (source, clock)
        let said = Mutex("")
        try await withServer(
            "fields: {list-addresses: [fax]}", rules: "  - {name: Wards, may-fax: anywhere, pages-a-day: 3}",
            ledger: PageLedger(source, clock: clock), sink: sink
        ) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.begin(recipients: recipients)
                let answer = try await client.say("\(header)\r\n\r\nx\r\n.")
                said.withLock { $0 = answer }
            }
        }
        return said.withLock { $0 }
    }

    @Test("A list of more numbers than pages a day is refused for good, naming the limit", .timeLimit(.minutes(20)))
    func longList() async throws {
        #expect(
            try await answer("X-Fax-Number: 1, 2, 3, 4")
                == "550 5.5.3 X-Fax-Number: You may fax 3 pages a day, and this goes to more recipients at once; send it to fewer of them a day."
        )
        #expect(
            try await answer("X-Fax-Number: 1, 2, 3", to: ["4@fax.example", "fax@fax.example"]).hasPrefix("550 5.5.3"))
        #expect(try await answer("X-Fax-Number: 1, 2, 3").hasPrefix("250"))
        source.say(1)
        #expect(try await answer("X-Fax-Number: 1, 2, 3").hasPrefix("450 4.7.1"), "tomorrow it may go")
        #expect(
            try await answer("X-Fax-Number: 1, 2, 3, 4").hasPrefix("550 5.5.3"), "and this one neither today nor then")
    }

    @Test("A number of the envelope counts once, whatever the header says of it", .timeLimit(.minutes(20)))
    func lastPage() async throws {
        source.say(2)
        let sink = FakeSink()
        let said = try await answer("X-Fax-Number: 1; name=Jane", to: ["1@fax.example"], sink: sink)
        #expect(said.hasPrefix("250"), "\(said)")
        #expect(sink.kept.first?.mail.recipients.map { $0.request?.cover.recipient?.name } == ["Jane"])
    }

    @Test(
        "Each of several faxes to one number that the header asks for counts, and the same asked for twice is one",
        .timeLimit(.minutes(20)),
        arguments: [
            ("1; name=Jane, 1; name=Kim", 2, "450 4.7.1"), ("1; name=Jane, 1; name=Kim", 1, "250"),
            ("1; name=A, 1; name=B, 1; name=C, 1; name=D", 0, "550 5.5.3"), ("1, 1, 1, 1", 2, "250"),
        ])
    func repeatedNumber(numbers: String, used: Int, reply: String) async throws {
        source.say(used)
        let sink = FakeSink()
        let said = try await answer("X-Fax-Number: \(numbers)", to: ["1@fax.example"], sink: sink)
        #expect(said.hasPrefix(reply), "\(said)")
        #expect(sink.kept.isEmpty == !reply.hasPrefix("250"))
    }

    @Test("A list that names one number many times is no more than a fax to it", .timeLimit(.minutes(20)))
    func repeatedInList() async throws {
        #expect(try await answer("X-Fax-Number: 1, 1, 1, 1").hasPrefix("250"))
    }

    @Test("The second mail of a connection is counted by itself", .timeLimit(.minutes(20)))
    func secondMail() async throws {
        let (source, clock) = (source, clock)
        try await withServer(
            "", rules: "  - {name: Wards, may-fax: anywhere, pages-a-day: 10}",
            ledger: PageLedger(source, clock: clock),
            sink: FakeSink()
        ) { address, _ in
            try await LoopbackClient.with(address) { client in
                _ = try await client.begin(recipients: (1...5).map { "\($0)@fax.example" })
                #expect(try await client.say("x\r\n.").hasPrefix("250"))
                // By now the spool counts the first.
                source.say(5)
                clock.now += 3
                _ = try await client.say("MAIL FROM:<jane@example.com>")
                for recipient in 1...5 {
                    let said = try await client.say("RCPT TO:<\(recipient)@fax.example>")
                    #expect(said.hasPrefix("250"), "\(said)")
                }
            }
        }
    }

    @Test(
        "More recipients than pages a day who are verified at the end of the mail are refused for good, too",
        .timeLimit(.minutes(20)))
    func longVerified() async throws {
        let (source, clock) = (source, clock)
        let ingest = "  trusted-authentication: [{server: mx.example.com, networks: [127.0.0.1]}]"
        let rules = "  - {name: Proved, who: {verified: dmarc}, may-fax: anywhere, pages-a-day: 2}"
        try await withServer(ingest, rules: rules, ledger: PageLedger(source, clock: clock), sink: FakeSink()) {
            address, _ in
            for (count, reply) in [
                (3, "550 5.5.3 You may fax 2 pages a day, and this goes to more recipients at once"), (2, "250"),
            ] {
                try await LoopbackClient.with(address) { client in
                    _ = try await client.begin(recipients: (1...count).map { "\($0)@fax.example" })
                    let said = try await client.say(
                        "Authentication-Results: mx.example.com; dmarc=pass header.from=example.com\r\n\r\nx\r\n.")
                    #expect(said.hasPrefix(reply), "\(said)")
                }
            }
        }
    }
}
